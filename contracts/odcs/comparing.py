"""Comparing two documents: what was added, removed and changed, entry by entry, in plain words, and the version number that follows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.odcs.document import Path, place, pointer, written
from contracts.odcs.identity import keyed, sla_property
from contracts.odcs.upgrading import upgrade
from contracts.odcs.weighing import Impact, weigh

NUMBER = re.compile(r"(v?)([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})")
SHOWN = 80
# Changes of these say nothing about the promise.
BOOKKEEPING = ("version", "apiVersion", "contractCreatedTs")


class What(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    `path` is where it stands in the new document (in the old one, when removed), `where` the same in the contract's own names; `section`
    the top-level field, `field` the last one; `pointer` names places in
    lists instead of counting them, `at` is `path` in its parts. `before` and `after` are the values, None where there is none.
    """

    what: What
    section: str
    path: str
    where: str
    field: str
    before: Any
    after: Any
    words: str
    impact: Impact
    pointer: str = ""
    at: Path = ()


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Compare two readable documents of any version, both in the words of 3.2.0. Same document: nothing. Order in lists means nothing."""
    before, after = upgrade(old).value, upgrade(new).value
    comparison = Comparison(before, after)
    return tuple(change for change in comparison.changes() if change.field not in BOOKKEEPING or "." in change.path)


def next_number(number: str, changes: tuple[Change, ...]) -> str:
    """Suggest the number after `number`: the greatest impact decides. Empty where `number` is none like 1.2.3; itself for no change."""
    found = NUMBER.fullmatch(number.strip())
    if not found:
        return ""
    prefix, (major, minor, patch) = found[1], (int(part) for part in found.groups()[1:])
    impacts = {change.impact for change in changes}
    if Impact.MAJOR in impacts:
        return f"{prefix}{major + 1}.0.0"
    if Impact.MINOR in impacts:
        return f"{prefix}{major}.{minor + 1}.0"
    return f"{prefix}{major}.{minor}.{patch + 1}" if impacts else number


class Comparison:
    """Walks both documents side by side."""

    def __init__(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Keep both, to name places in."""
        self.old, self.new = old, new

    def changes(self) -> Iterator[Change]:
        """Give all differences, in the new document's order, removed entries after the ones beside them."""
        yield from self._mappings(self.old, self.new, (), ())

    def _values(self, before: Any, after: Any, was: Path, now: Path) -> Iterator[Change]:
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self._mappings(before, after, was, now)
        elif isinstance(before, list) and isinstance(after, list):
            yield from self._lists(before, after, was, now)
        elif before != after or isinstance(before, bool) != isinstance(after, bool):
            yield self._change(What.CHANGED, before, after, now)

    def _mappings(self, before: dict[str, Any], after: dict[str, Any], was: Path, now: Path) -> Iterator[Change]:
        for name, value in after.items():
            if name in before:
                yield from self._values(before[name], value, (*was, name), (*now, name))
            elif value not in (None, [], {}):
                yield from self._added(value, (*now, name))
        for name, value in before.items():
            if name not in after and value not in (None, [], {}):
                yield from self._removed(value, (*was, name))

    def _lists(self, before: list[Any], after: list[Any], was: Path, now: Path) -> Iterator[Change]:
        field = str(now[-1])
        old, new = keyed(field, before), keyed(field, after)
        for key, (index, value) in new.items():
            if key in old:
                yield from self._values(old[key][1], value, (*was, old[key][0]), (*now, index))
            else:
                yield self._change(What.ADDED, None, value, (*now, index))
        for key, (index, value) in old.items():
            if key not in new:
                yield self._change(What.REMOVED, value, None, (*was, index))

    def _added(self, value: Any, path: Path) -> Iterator[Change]:
        """Say each entry of a new list by itself."""
        if isinstance(value, list) and value:
            for index, item in enumerate(value):
                yield self._change(What.ADDED, None, item, (*path, index))
        else:
            yield self._change(What.ADDED, None, value, path)

    def _removed(self, value: Any, path: Path) -> Iterator[Change]:
        if isinstance(value, list) and value:
            for index, item in enumerate(value):
                yield self._change(What.REMOVED, item, None, (*path, index))
        else:
            yield self._change(What.REMOVED, value, None, path)

    def _change(self, what: What, before: Any, after: Any, path: Path) -> Change:
        document = self.old if what == What.REMOVED else self.new
        section = str(path[0])
        field = next((part for part in reversed(path) if isinstance(part, str)), "")
        where = place(document, path)
        around = _around(document, path)
        return Change(
            what=what,
            section=section,
            path=written(path),
            where=where,
            field=field,
            before=before,
            after=after,
            words=_words(what, where, before, after),
            impact=Impact(weigh(what, path, before, after, around)),
            pointer=pointer(document, path),
            at=path,
        )


def _around(document: Any, path: Path) -> Mapping[str, Any]:
    """Give the mapping that a field belongs to."""
    here, found = document, document
    for part in path:
        if isinstance(here, dict):
            found = here
        here = here.get(part) if isinstance(here, dict) else here[part]
    return found if isinstance(found, dict) else {}


def _words(what: What, where: str, before: Any, after: Any) -> str:
    if what == What.ADDED:
        return f"{where} was added{_told(after)}"
    if what == What.REMOVED:
        return f"{where} was removed{_told(before)}"
    return f"{where} changed from {_shown(before)} to {_shown(after)}"


def _told(value: Any) -> str:
    if isinstance(value, dict):
        if "property" in value and "value" in value:
            unit = f" {value['unit']}" if value.get("unit") else ""
            return f": {sla_property(value['property'])} {_shown(value['value'])}{unit}"
        kind = value.get("physicalType") or value.get("logicalType")
        return f": {kind}" if kind else ""
    return "" if isinstance(value, list) else f": {_shown(value)}"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if not isinstance(value, dict | list) else "…"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
