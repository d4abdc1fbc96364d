"""Reading the types that dialects and ODCS write into the lattice."""

import re
from collections.abc import Callable, Mapping
from functools import cache, partial

from contracts.compatibility.lattice import DataType, Family

_TOKEN = re.compile(r"\s*(?:([A-Za-z_]\w*)|(\d+)|([<>(),:\[\]])|('[^']*'|\"[^\"]*\"|`[^`]*`)|(-))")
_LONGEST = 4_000
_DEEPEST = 40
_CLOSING = {"(": ")", "<": ">", "[": "]"}
# Words that follow a type without belonging to it.
_AFTER = {"not", "null", "nullable", "default", "collate", "character", "charset", "encode", "comment", "primary", "unique", "options"}
_WRAPPERS = {"nullable", "lowcardinality"}  # ClickHouse

Arguments = tuple["int | str | DataType | tuple[str, DataType]", ...]


class _Unreadable(Exception):
    """This text is no type that we know."""


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
        if token == "-":
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
    maker = _TYPES.get(name.removesuffix(" unsigned").removesuffix(" signed").removesuffix(" identity"))
    if maker is None:
        raise _Unreadable
    found = maker(arguments)
    return DataType(found.family, found.size, is_unsigned=True) if unsigned and found.family is Family.INTEGER else found


def _numbers(arguments: Arguments) -> list[int]:
    return [argument for argument in arguments if isinstance(argument, int)]


def _plain(kind: DataType, arguments: Arguments) -> DataType:
    del arguments  # MySQL's int(11) is as wide as int
    return kind


def _decimal(arguments: Arguments) -> DataType:
    numbers = _numbers(arguments)
    return DataType(Family.DECIMAL, numbers[0], numbers[1] if len(numbers) > 1 else 0) if numbers else DataType(Family.DECIMAL)


def _number(arguments: Arguments) -> DataType:
    return _decimal(arguments) if arguments else DataType(Family.NUMBER)


def _float(arguments: Arguments) -> DataType:
    numbers = _numbers(arguments)
    return DataType(Family.FLOAT, 64 if numbers and numbers[0] > 24 else 32)  # noqa: PLR2004 - bits of a single's significand


def _sized(family: Family, arguments: Arguments) -> DataType:
    numbers = _numbers(arguments)
    return DataType(family, numbers[0] if numbers else None)


def _char(arguments: Arguments) -> DataType:
    numbers = _numbers(arguments)
    return DataType(Family.TEXT, numbers[0] if numbers else 1, is_padded=True)


def _timed(family: Family, usual: int, arguments: Arguments) -> DataType:
    numbers = _numbers(arguments)
    return DataType(family, numbers[0] if numbers else usual)


def _array(arguments: Arguments) -> DataType:
    kinds = [argument for argument in arguments if isinstance(argument, DataType)]
    return DataType(Family.ARRAY, parts=(("", kinds[0]),) if kinds else ())


def _map(arguments: Arguments) -> DataType:
    kinds = [argument for argument in arguments if isinstance(argument, DataType)]
    return DataType(Family.MAP, parts=(("key", kinds[0]), ("value", kinds[1])) if len(kinds) == 2 else ())  # noqa: PLR2004


def _struct(arguments: Arguments) -> DataType:
    return DataType(Family.STRUCT, parts=tuple(argument for argument in arguments if isinstance(argument, tuple)))


def _table() -> Mapping[str, Callable[[Arguments], DataType]]:
    spelled: list[tuple[str, Callable[[Arguments], DataType]]] = [
        ("boolean,bool,bit,logical", partial(_plain, DataType(Family.BOOLEAN))),
        ("tinyint,byteint,byte,int1", partial(_plain, DataType(Family.INTEGER, 8))),
        ("smallint,short,int2,int16,smallserial", partial(_plain, DataType(Family.INTEGER, 16))),
        ("mediumint,int24", partial(_plain, DataType(Family.INTEGER, 24))),
        ("int,integer,int4,int32,serial", partial(_plain, DataType(Family.INTEGER, 32))),
        ("bigint,long,int8,int64,bigserial", partial(_plain, DataType(Family.INTEGER, 64))),
        ("hugeint,largeint,int128", partial(_plain, DataType(Family.INTEGER, 128))),
        ("int256", partial(_plain, DataType(Family.INTEGER, 256))),
        *[(f"uint{bits}", partial(_plain, DataType(Family.INTEGER, bits, is_unsigned=True))) for bits in (8, 16, 32, 64, 128, 256)],
        ("utinyint", partial(_plain, DataType(Family.INTEGER, 8, is_unsigned=True))),
        ("usmallint", partial(_plain, DataType(Family.INTEGER, 16, is_unsigned=True))),
        ("uinteger", partial(_plain, DataType(Family.INTEGER, 32, is_unsigned=True))),
        ("ubigint", partial(_plain, DataType(Family.INTEGER, 64, is_unsigned=True))),
        ("decimal,numeric,dec,fixed", _decimal),
        ("number,decfloat,bigdecimal", _number),
        ("bignumeric", partial(_plain, DataType(Family.DECIMAL, 76, 38))),
        ("money", partial(_plain, DataType(Family.DECIMAL, 19, 4))),
        ("smallmoney", partial(_plain, DataType(Family.DECIMAL, 10, 4))),
        ("float", _float),
        ("half,float16", partial(_plain, DataType(Family.FLOAT, 16))),
        ("real,float4,float32,binary_float", partial(_plain, DataType(Family.FLOAT, 32))),
        ("double,double precision,float8,float64,binary_double", partial(_plain, DataType(Family.FLOAT, 64))),
        (
            "varchar,character varying,char varying,varchar2,nvarchar,nvarchar2,national character varying,string,text,"
            "tinytext,mediumtext,longtext,ntext,clob,nclob,bpchar,citext,long varchar,utf8,large_string",
            partial(_sized, Family.TEXT),
        ),
        ("char,character,nchar,national character", _char),
        ("fixedstring", _char),
        ("binary,varbinary,bytea,blob,tinyblob,mediumblob,longblob,bytes,raw,image,binary varying", partial(_sized, Family.BINARY)),
        ("date,date32", partial(_plain, DataType(Family.DATE))),
        ("time,time without time zone", partial(_timed, Family.TIME, 6)),
        ("timetz,time with time zone", partial(_timed, Family.TIME_TZ, 6)),
        (
            "timestamp,timestamp without time zone,timestamp_ntz,timestampntz,timestamp without timezone,datetime,datetime64",
            partial(_timed, Family.TIMESTAMP, 6),
        ),
        ("timestamp_s,smalldatetime", partial(_plain, DataType(Family.TIMESTAMP, 0))),
        ("timestamp_ms", partial(_plain, DataType(Family.TIMESTAMP, 3))),
        ("timestamp_us", partial(_plain, DataType(Family.TIMESTAMP, 6))),
        ("timestamp_ns", partial(_plain, DataType(Family.TIMESTAMP, 9))),
        ("datetime2", partial(_timed, Family.TIMESTAMP, 7)),
        (
            "timestamptz,timestamp with time zone,timestamp with local time zone,timestamp_tz,timestamp_ltz,timestampltz",
            partial(_timed, Family.TIMESTAMP_TZ, 6),
        ),
        ("datetimeoffset", partial(_timed, Family.TIMESTAMP_TZ, 7)),
        ("interval", partial(_plain, DataType(Family.INTERVAL))),
        ("uuid,uniqueidentifier", partial(_plain, DataType(Family.UUID))),
        ("json,jsonb,variant,super", partial(_plain, DataType(Family.JSON))),
        ("array,list,vector", _array),
        ("map", _map),
        ("struct,row,record,object,tuple", _struct),
    ]
    return {name: maker for names, maker in spelled for name in names.split(",")}


_TYPES = _table()
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
