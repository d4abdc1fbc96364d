"""What a reader of a source gives: pieces that say one thing each, and what it left out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lineage.openlineage.words import DatasetRef

Known = Callable[[Iterable[DatasetRef]], Mapping[DatasetRef, Mapping[str, str]]]
Document = dict[str, Any]


class UnreadableSource(Exception):
    """The source as a whole can't be read; the message says why and what to bring."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was left out, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One OpenLineage event. `key` names what it is about; its `eventTime` is None where the source tells no time."""

    key: str
    document: Document

    @property
    def dataset(self) -> DatasetRef | None:
        """Name the dataset of a DatasetEvent."""
        dataset = self.document.get("dataset")
        return DatasetRef(dataset["namespace"], dataset["name"]) if dataset else None

    @property
    def fields(self) -> list[dict[str, Any]] | None:
        """Give the columns that a DatasetEvent states; None where it states no schema."""
        facets = (self.document.get("dataset") or {}).get("facets") or {}
        found: list[dict[str, Any]] | None = facets.get("schema", {}).get("fields")
        return found


@dataclass(frozen=True, slots=True)
class Use:
    """That a reader queried tables together, so often on a day. `columns` are (table, column)."""

    day: date
    reader: str
    tables: tuple[DatasetRef, ...]
    columns: tuple[tuple[DatasetRef, str], ...]
    queries: int


@dataclass(slots=True)
class Reading:
    """All that a source says.

    `drops_what_is_gone`: a table it named before and doesn't now is dropped, unless its name begins with one of `not_covered`.
    `is_cumulative`: its uses are totals so far, not of a day.
    """

    pieces: list[Piece] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    drops_what_is_gone: bool = False
    not_covered: tuple[str, ...] = ()
    is_cumulative: bool = False

    def skip(self, what: str, why: str) -> None:
        """Note what is left out."""
        self.skipped.append(Skipped(what, why))

    def count(self, word: str, number: int = 1) -> None:
        """Count something worth telling."""
        self.counts[word] = self.counts.get(word, 0) + number
