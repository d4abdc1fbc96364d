"""Reading YAML or JSON into plain values with line numbers, by the rules of YAML 1.2, within bounds.

YAML 1.2's own reading of plain words is used (true and false are the only truth values, `no` and `09:30` are text, dates stay text):
under 1.1 a country code `NO` becomes false and a time of day a number of seconds.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

from contracts.odcs.document import Document, Path

MAX_BYTES = 4_000_000
MAX_VALUES = 300_000
# Long text counts as several values, so that repeating it can't blow up either.
CHARACTERS_PER_VALUE = 64
MAX_DEPTH = 60
MAX_DIGITS = 300
MAX_KEY = 500

INTEGER = re.compile(r"[-+]?[0-9]+")
OCTAL = re.compile(r"0o([0-7]+)")
HEX = re.compile(r"0x([0-9a-fA-F]+)")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
SPECIAL_FLOAT = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# What databases and JSON can't hold.
UNFIT = re.compile("[\x00\ud800-\udfff]")
YAML_TAG = "tag:yaml.org,2002:"
CORE_TAGS = frozenset(f"{YAML_TAG}{name}" for name in ("str", "map", "seq", "int", "float", "bool", "null", "timestamp"))
MERGE = "<<"


class Unreadable(Exception):
    """The text is no YAML or JSON a contract can be read from; the message says why, `line` where (0: nowhere in particular)."""

    def __init__(self, message: str, line: int = 0) -> None:
        """Keep the line for those who point at it."""
        super().__init__(f"Line {line}: {message}" if line else message)
        self.line = line


def read(raw: bytes) -> Document:
    """Read a document. Raises Unreadable for what is no text, no YAML, no mapping, or beyond the bounds of any honest contract."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"This is {len(raw):,} bytes long; a contract may have {MAX_BYTES:,}.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable("This is no UTF-8 text. Save the file as UTF-8.", line) from error
    builder = Builder(text)
    value = builder.build()
    if not isinstance(value, dict):
        raise Unreadable("A contract is a mapping of fields (`apiVersion: …`, `kind: DataContract`, …); this is something else.")
    return Document(raw, value, builder.lines)


class Builder:
    """Builds values from the parser's events: no recursion, every value counted, also those that aliases repeat."""

    def __init__(self, text: str) -> None:
        """Start with nothing."""
        self.text = text
        self.lines: dict[Path, int] = {}
        self.count = 0
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.open: list[Frame] = []
        self.done: list[Any] = []

    def build(self) -> Any:
        """Give the one value of the text."""
        # Only where contracts are read: every process imports this package.
        import yaml

        try:
            for event in self._events():
                self._take(event)
        except yaml.MarkedYAMLError as error:
            raise _unreadable(error) from error
        except yaml.YAMLError as error:
            raise Unreadable(f"This is no YAML: {str(error).splitlines()[0]}") from error
        if not self.done:
            raise Unreadable("The file is empty.")
        return self.done[0]

    def _events(self) -> Iterator[Any]:
        import yaml

        return iter(yaml.parse(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))

    def _take(self, event: Any) -> None:
        name = type(event).__name__
        line = event.start_mark.line + 1
        if name == "DocumentStartEvent" and self.done:
            raise Unreadable("A second document begins here; a file holds one contract.", line)
        if name == "ScalarEvent":
            size = 1 + len(event.value) // CHARACTERS_PER_VALUE
            self._put(self._scalar(event, line), size, line, event.anchor, is_merge=event.value == MERGE and event.implicit[0])
        elif name == "AliasEvent":
            self._alias(event.anchor, line)
        elif name in {"MappingStartEvent", "SequenceStartEvent"}:
            self._begin(event, line, is_mapping=name == "MappingStartEvent")
        elif name in {"MappingEndEvent", "SequenceEndEvent"}:
            self._end()

    def _begin(self, event: Any, line: int, *, is_mapping: bool) -> None:
        if event.tag and event.tag not in CORE_TAGS:
            raise Unreadable(f"The tag {event.tag} is not allowed in a contract.", line)
        if len(self.open) >= MAX_DEPTH:
            raise Unreadable(f"Values are nested deeper than {MAX_DEPTH} levels.", line)
        path = self._path()
        self.lines.setdefault(path, line)
        self.open.append(Frame(path, line, event.anchor, is_mapping=is_mapping, began=self.count))

    def _end(self) -> None:
        frame = self.open.pop()
        self._put(frame.value(), self.count - frame.began + 1, frame.line, frame.anchor, is_counted=True)

    def _alias(self, anchor: str, line: int) -> None:
        if anchor not in self.anchors:
            raise Unreadable(f"`*{anchor}` repeats something that is defined nowhere before.", line)
        value, size = self.anchors[anchor]
        self._put(value, size, line, None)

    def _put(self, value: Any, size: int, line: int, anchor: str | None, *, is_counted: bool = False, is_merge: bool = False) -> None:
        self.count += 1 if is_counted else size
        if self.count > MAX_VALUES:
            raise Unreadable(f"More than {MAX_VALUES:,} values (repetitions counted): this is no contract.", line)
        if anchor:
            self.anchors[anchor] = (value, size)
        if not self.open:
            self.done.append(value)
            return
        frame = self.open[-1]
        if frame.expects_value:
            self.lines.setdefault(self._path(), line)
        frame.take(value, line, is_merge=is_merge)
        if frame.is_mapping and frame.expects_value:
            self.lines.setdefault(self._path(), line)

    def _path(self) -> Path:
        return (*self.open[-1].path, self.open[-1].place) if self.open else ()

    def _scalar(self, event: Any, line: int) -> Any:
        value: str = event.value
        if UNFIT.search(value):
            raise Unreadable("A character stands here that no database can keep (NUL or half of a surrogate pair).", line)
        if event.tag and event.tag not in CORE_TAGS:
            raise Unreadable(f"The tag {event.tag} is not allowed in a contract.", line)
        is_plain = event.implicit[0] and not event.tag
        if event.tag and event.tag not in {f"{YAML_TAG}str", f"{YAML_TAG}timestamp"}:
            is_plain = True
        return _plain(value, line) if is_plain else value


class Frame:
    """A mapping or sequence being read. A mapping waits for a value while `key` is set."""

    def __init__(self, path: Path, line: int, anchor: str | None, *, is_mapping: bool, began: int) -> None:
        """Open it."""
        self.path, self.line, self.anchor, self.is_mapping, self.began = path, line, anchor, is_mapping, began
        self.items: list[Any] = []
        self.pairs: dict[str, Any] = {}
        self.key_lines: dict[str, int] = {}
        self.merged: list[Any] = []
        self.key: str | None = None
        self.is_merging = False

    @property
    def place(self) -> str | int:
        """Give where the next value goes."""
        return (self.key or "") if self.is_mapping else len(self.items)

    @property
    def expects_value(self) -> bool:
        """Tell whether a value comes next; in a mapping, that a key was just read."""
        return not self.is_mapping or self.key is not None

    def take(self, value: Any, line: int, *, is_merge: bool) -> None:
        """Take the next key, value or item."""
        if not self.is_mapping:
            self.items.append(value)
        elif self.key is None:
            self.key, self.is_merging = _key(value, line), is_merge
            self._remember(line)
        else:
            if self.is_merging:
                self.merged += _merged(value, line)
            else:
                self.pairs[self.key] = value
            self.key = None

    def _remember(self, line: int) -> None:
        key = self.key or ""
        if key in self.key_lines and not self.is_merging:
            raise Unreadable(f"`{key}` stands here a second time; the first is in line {self.key_lines[key]}.", line)
        self.key_lines[key] = line

    def value(self) -> Any:
        """Give what was read; its own keys win over merged ones."""
        if not self.is_mapping:
            return self.items
        found: dict[str, Any] = {}
        for other in reversed(self.merged):
            found.update(other)
        return {**{key: value for key, value in found.items() if key not in self.pairs}, **self.pairs} if found else self.pairs


def _key(value: Any, line: int) -> str:
    if isinstance(value, dict | list):
        raise Unreadable("A key must be a word; here it is a mapping or a list.", line)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    key = str(value)
    if len(key) > MAX_KEY:
        raise Unreadable(f"A key is {len(key):,} characters long; it may have {MAX_KEY}.", line)
    return key


def _merged(value: Any, line: int) -> list[dict[str, Any]]:
    found = value if isinstance(value, list) else [value]
    if not all(isinstance(item, dict) for item in found):
        raise Unreadable("`<<` takes a mapping, or a list of them.", line)
    return found


def _plain(value: str, line: int) -> Any:
    if value in WORDS:
        return WORDS[value]
    if SPECIAL_FLOAT.fullmatch(value):
        raise Unreadable(f"{value} is no number a contract can hold.", line)
    return _number(value, line)


def _number(value: str, line: int) -> Any:
    if len(value) > MAX_DIGITS:
        return value
    if INTEGER.fullmatch(value):
        return int(value)
    for pattern, base in ((OCTAL, 8), (HEX, 16)):
        if found := pattern.fullmatch(value):
            return int(found[1], base)
    if not FLOAT.fullmatch(value):
        return value
    number = float(value)
    if math.isinf(number):
        raise Unreadable(f"{value} is no number a contract can hold.", line)
    return number


def _unreadable(error: Any) -> Unreadable:
    mark = error.problem_mark or error.context_mark
    problem = str(error.problem or error.context or "this is no YAML")
    return Unreadable(f"This is no YAML: {REASONS.get(problem, problem)}.", mark.line + 1 if mark else 0)


REASONS = {
    "mapping values are not allowed in this context": "a colon follows where no key may stand; put quotes around text that has a colon in it",
    "found character that cannot start any token": "a character no value may begin with (a tab, @ or `); indent with spaces, quote text",
    "did not find expected key": "the indentation doesn't match the lines before",
    "did not find expected '-' indicator": "the list's items aren't indented alike",
    "could not find expected ':'": "a key without its colon",
    "found unexpected end of stream": "a quote or bracket is never closed",
    "control characters are not allowed": "a control character",
}
