"""Changing a document as text: only what differs is written anew; comments, order and unknown keys around it stay as they were."""

import json
from collections.abc import Mapping
from typing import Any

from contracts.odcs.reading import Unreadable, read
from contracts.odcs.writing import write

NAMES = ("id", "name", "property", "metric", "server", "username", "channel", "role", "value")
ITEM = "item"


class _NoSplice(Exception):
    """A part is written in a way we don't splice into."""


def patch(raw: bytes, wanted: Mapping[str, Any]) -> bytes:
    """Give a text that reads as `wanted`, as near to `raw` as can be; where splicing doesn't work out, the whole is written anew.

    Raises Unreadable where `raw` can't be read.
    """
    before = read(raw)
    if before.value == wanted:
        return raw
    text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    if text.lstrip().startswith("{"):
        return json.dumps(wanted, indent=2, ensure_ascii=False).encode() + b"\n"
    try:
        spliced = _Splicer(text).spliced(before.value, wanted).encode()
        # Trust is good: aliases, odd indents and the like may make something else of it.
        return spliced if _value(spliced) == wanted else write(wanted)
    except _NoSplice:
        return write(wanted)


def _value(raw: bytes) -> Any:
    try:
        return read(raw).value
    except Unreadable:
        return None


class _Splicer:
    """Collects replacements (start, end, new text) and makes them from the end on, so that places stay right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits: list[tuple[int, int, str]] = []

    def spliced(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
        """Give the text with all differences written into it."""
        import yaml  # only where contracts are edited

        node = yaml.compose(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._mapping(node, old, new)
        text = self.text
        for start, end, words in sorted(self.edits, key=lambda edit: edit[:2], reverse=True):
            text = text[:start] + words + text[end:]
        return text

    def _mapping(self, node: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        if node.flow_style or not node.value:
            raise _NoSplice
        for index, (key, value) in enumerate(node.value):
            following = node.value[index + 1][0] if index + 1 < len(node.value) else None
            if key.value not in old:
                raise _NoSplice
            if key.value not in new:
                self._cut(key, value, following)
            elif old[key.value] != new[key.value]:
                self._pair(key, value, old[key.value], new[key.value])
        added = {name: value for name, value in new.items() if name not in old}
        if added:
            self._insert(node, "".join(write({name: value}).decode() for name, value in added.items()), node.start_mark.column)

    def _pair(self, key: Any, value: Any, old: Any, new: Any) -> None:
        if isinstance(old, dict) and isinstance(new, dict) and old and new and not value.flow_style:
            self._mapping(value, old, new)
        elif isinstance(old, list) and isinstance(new, list) and old and new and not value.flow_style:
            self._sequence(value, old, new)
        else:
            words = _indented(write({key.value: new}).decode(), key.start_mark.column)
            self.edits.append((key.start_mark.index, self._end(value), words.strip("\n").lstrip(" ")))

    def _sequence(self, node: Any, old: list[Any], new: list[Any]) -> None:
        if len(node.value) != len(old):
            raise _NoSplice
        at = 0
        for index, item in enumerate(node.value):
            left, wanted = len(old) - index, len(new) - at
            if at < len(new) and (left <= wanted or _same(old[index], new[at])):
                self._item(item, old[index], new[at])
                at += 1
            else:
                self._cut_item(item)
        if at < len(new):
            self._insert(node, "".join(_as_item(value) for value in new[at:]), node.start_mark.column)

    def _item(self, node: Any, old: Any, new: Any) -> None:
        if old == new:
            return
        if isinstance(old, dict) and isinstance(new, dict) and old and new and not node.flow_style:
            self._mapping(node, old, new)
            return
        words = _indented(_as_item(new)[2:], node.start_mark.column - 2)
        self.edits.append((node.start_mark.index, self._end(node), words.strip("\n").lstrip(" ")))

    def _cut(self, key: Any, value: Any, following: Any) -> None:
        start = key.start_mark.index
        begin = self.text.rfind("\n", 0, start) + 1
        if self.text[begin:start].strip():  # the first key after a dash: what follows takes its place
            if following is None:
                raise _NoSplice
            self.edits.append((start, following.start_mark.index, ""))
            return
        self.edits.append((begin, min(self._line_end(value) + 1, len(self.text)), ""))

    def _cut_item(self, node: Any) -> None:
        start = node.start_mark.index
        begin = self.text.rfind("\n", 0, start) + 1
        if self.text[begin:start].strip() != "-":
            raise _NoSplice
        self.edits.append((begin, min(self._line_end(node) + 1, len(self.text)), ""))

    def _insert(self, node: Any, words: str, column: int) -> None:
        if node.flow_style:
            raise _NoSplice
        place = self._line_end(node)
        self.edits.append((place, place, "\n" + _indented(words, column).rstrip("\n")))

    def _line_end(self, node: Any) -> int:
        found = self.text.find("\n", self._end(node))
        return len(self.text) if found < 0 else found

    def _end(self, node: Any) -> int:
        """Give where the last visible character of a node ends; a block's own mark lies beyond comments that follow it."""
        if not isinstance(node.value, str) and node.value and not node.flow_style:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        end: int = node.end_mark.index
        while end > node.start_mark.index and self.text[end - 1] in "\n ":
            end -= 1
        return end


def _as_item(value: Any) -> str:
    """Write a value as an item of a list that stands at the margin."""
    lines = write({ITEM: [value]}).decode().splitlines()[1:]
    return "\n".join(line[2:] for line in lines) + "\n"


def _indented(text: str, column: int) -> str:
    return "\n".join(" " * column + line if line else "" for line in text.rstrip("\n").split("\n"))


def _same(old: Any, new: Any) -> bool:
    """Tell whether two items are the same thing: one name, whatever else changed."""
    if isinstance(old, dict) and isinstance(new, dict):
        name = next((name for name in NAMES if name in old), None)
        return old == new or (name is not None and old.get(name) == new.get(name))
    return bool(old == new)
