"""What Provender keeps and shows but does not act on, listed so that nobody takes it for checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from contracts.odcs.document import Document, Path, place, written
from contracts.odcs.remarks import remarks_on
from contracts.odcs.variables import fill

MAX_LISTED = 1_000
SECTIONS = {
    "price": "kept and shown; Provender bills nobody",
    "roles": "kept and shown; access is granted where the data lives",
    "context": "kept for those who read it with a machine",
}
FIELDS = {
    "transformLogic": "kept and shown; lineage comes from what really ran",
    "transformSourceObjects": "kept and shown; lineage comes from what really ran",
    "partitioned": "kept and shown; not compared with the storage",
    "encryptedName": "kept and shown; not compared with the storage",
}
SCHEDULE = "a rule is judged whenever a value for it arrives; its own schedule is not run"
ENGINE = "only {engine} can run this; post its results as observations and Provender judges them"


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something not acted on: where, and why."""

    path: str
    where: str
    why: str


def ignored_in(document: Document) -> tuple[Ignored, ...]:
    """List what of a document Provender doesn't act on, beside clauses that nobody can evaluate (those say so themselves)."""
    value = document.value
    found = islice(chain(_sections(value), _fields(value, ()), _variables(value), _unknown(document)), MAX_LISTED)
    return tuple(Ignored(written(path), place(value, path), why) for path, why in dict.fromkeys(found))


def _sections(value: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for name, why in SECTIONS.items():
        if value.get(name):
            yield (name,), why


def _fields(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    for name, inner in _inside(value):
        if name in FIELDS and inner:
            yield (*path, name), FIELDS[str(name)]
        if "quality" in path:
            yield from _rule(name, inner, path)
        if name != "customProperties":
            yield from _fields(inner, (*path, name))


def _inside(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _rule(name: str | int, inner: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if name == "schedule":
        yield (*path, name), SCHEDULE
    if name == "engine" and inner != "provender":
        yield (*path, name), ENGINE.format(engine=inner)


def _variables(value: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for path, name in fill(value, {}).missing:
        yield path, f"${{{name}}} has no default: give it a value in the environment, or nothing is promised here"


def _unknown(document: Document) -> Iterator[tuple[Path, str]]:
    for path, message in remarks_on(document):
        if "is unknown here" in message:
            yield path, "an unknown key; kept as it is"
