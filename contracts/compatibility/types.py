"""Reading the types that dialects and ODCS write into the lattice."""

import re
from functools import cache

from contracts.compatibility.lattice import DataType, Family
from contracts.compatibility.spellings import SPELLINGS, Arguments

_TOKEN = re.compile(r"\s*(?:([A-Za-z_]\w*)|(\d+)|([<>(),:\[\]])|('[^']*'|\"[^\"]*\"|`[^`]*`)|(-))")
_LONGEST = 4_000
_DEEPEST = 40
_CLOSING = {"(": ")", "<": ">", "[": "]"}
# Words that follow a type without belonging to it.
_AFTER = {"not", "null", "nullable", "default", "collate", "character", "charset", "encode", "comment", "primary", "unique", "options"}
_WRAPPERS = {"nullable", "lowcardinality"}  # ClickHouse


class _Unreadable(Exception):
    """No type that we know."""


@cache
def parse_type(text: str) -> DataType | None:
    """Read a physical type (`numeric(12, 2)`, `ARRAY<STRING>`, `timestamp(3) with time zone`); None when we don't know it."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        reader = _Reader(_tokens(text))
        found = reader.type()
    except _Unreadable:
        return None
    return found if reader.is_done() else None


def logical_type(name: str) -> DataType | None:
    """Give what an ODCS logicalType allows: unbounded, whatever the database makes of it."""
    return _LOGICAL.get(name.lower())


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _Unreadable
        found.append(match.group().strip())
        at = match.end()
    return found


class _Reader:
    """Reads one type from tokens, recursively."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def is_done(self) -> bool:
        return self._at >= len(self._tokens) or self._tokens[self._at].lower() in _AFTER

    def type(self) -> DataType:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Unreadable
        words = self._words([])
        arguments = self._arguments() if self._peek() in {"(", "<"} else ()
        words = self._words(words)
        found = _named(words, arguments)
        while self._peek() == "[":
            self._bracket()
            found = DataType(Family.ARRAY, parts=(("", found),))
        self._depth -= 1
        return found

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise _Unreadable
        self._at += 1
        return token

    def _bracket(self) -> None:
        self._next()
        if self._peek().isdigit():
            self._next()
        if self._next() != "]":
            raise _Unreadable

    def _words(self, words: list[str]) -> list[str]:
        """Add the words here to those before the arguments (`timestamp` (3) `with time zone`)."""
        words = list(words)
        while (token := self._peek()) and (token[0].isalpha() or token[0] == "_") and not (words and token.lower() in _AFTER):
            words.append(self._next())
        return words

    def _arguments(self) -> Arguments:
        closing = _CLOSING[self._next()]
        found: list[int | str | DataType | tuple[str, DataType]] = []
        while self._peek() != closing:
            found.append(self._argument())
            if self._peek() == ",":
                self._next()
            elif self._peek() != closing:
                raise _Unreadable
        self._next()
        return tuple(found)

    def _argument(self) -> "int | str | DataType | tuple[str, DataType]":
        token = self._peek()
        following = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else ""
        if token[:1] == "-":
            self._next()
            return -self._number()
        if token.isdigit():
            number = self._number()
            while self._peek().lower() in {"char", "byte"}:  # VARCHAR2(10 CHAR)
                self._next()
            return number
        if token[:1] in "'\"`" and following in {",", ")", ">"}:
            return self._next()
        if token.lower() == "max":
            return self._next().lower()
        return self._member(token, following)

    def _number(self) -> int:
        token = self._next()
        if not token.isdigit():
            raise _Unreadable
        return int(token)

    def _member(self, token: str, following: str) -> "DataType | tuple[str, DataType]":
        """Read `name: type`, `name type` or a type alone."""
        start = self._at
        if following == ":":
            name = self._next()
            self._next()
            return name.strip("'\"`"), self.type()
        if following and following not in {",", ")", ">", "(", "<", "["}:
            name = self._next()
            try:
                return name.strip("'\"`"), self.type()
            except _Unreadable:
                self._at = start  # `double precision` is one type, not a member called double
        del token
        return self.type()


def _named(words: list[str], arguments: Arguments) -> DataType:
    if not words:
        raise _Unreadable
    name = " ".join(words).lower()
    if words[0] == "Int8":  # ClickHouse's and Arrow's; PostgreSQL's int8 has eight bytes
        return DataType(Family.INTEGER, 8)
    if name in _WRAPPERS and len(arguments) == 1 and isinstance(arguments[0], DataType):
        return arguments[0]
    unsigned = name.endswith(" unsigned")
    maker = SPELLINGS.get(name.removesuffix(" unsigned").removesuffix(" signed").removesuffix(" identity"))
    if maker is None:
        raise _Unreadable
    found = maker(arguments)
    return DataType(found.family, found.size, is_unsigned=True) if unsigned and found.family is Family.INTEGER else found


_LOGICAL = {
    "string": DataType(Family.TEXT),
    "date": DataType(Family.DATE),
    "timestamp": DataType(Family.TIMESTAMP, 9),
    "time": DataType(Family.TIME, 9),
    "number": DataType(Family.NUMBER),
    "integer": DataType(Family.INTEGER),
    "boolean": DataType(Family.BOOLEAN),
    "object": DataType(Family.STRUCT),
    "array": DataType(Family.ARRAY),
    "map": DataType(Family.MAP),
    "vector": DataType(Family.ARRAY),
}
