"""What the projector remembers between batches, so that a steady stream costs one statement per kind of row.

There is one projector at a time (an advisory lock), so remembered rows are the database's. A rollback, or a generation raised by
somebody else's change, throws the memory away.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from catalog.actions.describe_assets import ReportedSchema
from catalog.actions.name_assets import Link, Name
from lineage.openlineage.words import ColumnEdgeSpec, ColumnSpec, JobRef

# Past this many entries the memory starts anew: simpler than an LRU, and as good for a stream of repeating jobs.
MOST_ENTRIES = 1_500_000
MOST_RUNS = 100_000


class Order(NamedTuple):
    """Where an event stands among those about the same thing: its own time, then its digest; never its arrival."""

    at: datetime
    digest: bytes


class Seen(NamedTuple):
    """First and last sight of an edge."""

    first: datetime
    last: datetime


class Sight(NamedTuple):
    """Sight of a statement, and the least sum of the texts that are this statement."""

    seen: Seen
    summed: bytes


class SchemaSeen(NamedTuple):
    """First sight of a shape, the run that brought it, and its last sight."""

    first: datetime
    run_id: str
    last: datetime


class ColumnEdgeSeen(NamedTuple):
    """Sight of a column edge, and what any of its events say: masked at all, the greatest of its descriptions."""

    first: datetime
    last: datetime
    masking: bool
    description: str

    def joined(self, other: "ColumnEdgeSeen") -> "ColumnEdgeSeen":
        """Give what both say together."""
        return ColumnEdgeSeen(
            min(self.first, other.first),
            max(self.last, other.last),
            self.masking or other.masking,
            max(self.description, other.description),
        )


@dataclass(slots=True)
class AssetRow:
    """The projected times of an asset."""

    id: int
    first: datetime | None = None
    last: datetime | None = None
    fresh: datetime | None = None
    dropped: datetime | None = None


@dataclass(slots=True)
class JobRow:
    """The projected side of a job. `said` holds the order of each word last said."""

    id: int
    kind: str = ""
    integration: str = ""
    processing: str = ""
    description: str = ""
    source_url: str = ""
    parent_id: int | None = None
    latest_run_id: int | None = None
    first: datetime | None = None
    last: datetime | None = None
    declared_inputs: datetime | None = None
    declared_outputs: datetime | None = None
    said: dict[str, list[str]] = field(default_factory=dict)
    indexed: tuple[str, str] | None = None

    @property
    def searchable(self) -> tuple[str, str]:
        """What its search entry says beside its name."""
        return self.integration, self.description


@dataclass(slots=True)
class RunRow:
    """A run as far as its events have told. `inputs` and `outputs` are asset ids, the union over its events."""

    run_id: str
    job_id: int
    id: int = 0
    state: str = "unknown"
    state_at: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    first: datetime | None = None
    last: datetime | None = None
    nominal_start: datetime | None = None
    nominal_end: datetime | None = None
    parent_run_id: str = ""
    root_run_id: str = ""
    submitter: str = ""
    engine: str = ""
    error: str = ""
    stack_trace: str = ""
    said: dict[str, list[str]] = field(default_factory=dict)
    inputs: set[int] = field(default_factory=set)
    outputs: set[int] = field(default_factory=set)
    paired: tuple[int, int, datetime, datetime] | None = None


EdgeKey = tuple[int, int, int | None, str]
ColumnEdgeKey = tuple[int, int | None, int, int | None, int | None, str, str, str]


@dataclass(slots=True)
class Stated:
    """Column lineage as a job states it: when, and the edges that it comes to. It is kept whole, so that its id stays its own."""

    statement: tuple[ColumnEdgeSpec, ...]
    seen: Seen
    edges: set[EdgeKey] = field(default_factory=set)
    column_edges: list[ColumnEdgeKey] = field(default_factory=list)


@dataclass(slots=True)
class Memory:
    """Rows by natural key."""

    generation: int = -1
    namespaces: dict[str, int] = field(default_factory=dict)
    names: dict[tuple[str, str], int] = field(default_factory=dict)
    reported: set[Name] = field(default_factory=set)
    links: set[Link] = field(default_factory=set)
    assets: dict[int, AssetRow] = field(default_factory=dict)
    jobs: dict[JobRef, JobRow] = field(default_factory=dict)
    columns: dict[tuple[int, str], int] = field(default_factory=dict)
    asset_facets: dict[tuple[int, str], tuple[Order, bytes | None]] = field(default_factory=dict)
    job_facets: dict[tuple[int, str], tuple[Order, bytes | None]] = field(default_factory=dict)
    contents: set[bytes] = field(default_factory=set)
    schemas: dict[tuple[int, bytes], SchemaSeen] = field(default_factory=dict)
    runs: dict[tuple[str, int], RunRow] = field(default_factory=dict)
    edges: dict[EdgeKey, Seen] = field(default_factory=dict)
    column_edges: dict[ColumnEdgeKey, ColumnEdgeSeen] = field(default_factory=dict)
    job_datasets: dict[tuple[int, int, str, bool], Seen] = field(default_factory=dict)
    shapes: dict[int, tuple[tuple[ColumnSpec, ...], ReportedSchema]] = field(default_factory=dict)
    mentioned: dict[int, object] = field(default_factory=dict)
    column_edge_ids: dict[ColumnEdgeKey, int] = field(default_factory=dict)
    statements: dict[tuple[int, int | None], Stated] = field(default_factory=dict)
    survivors: set[int] = field(default_factory=set)
    # SQL: sights by (job, digest), sums by identity of the text, the jobs that have statements (None: not looked up).
    sql_texts: dict[tuple[int, bytes], Sight] = field(default_factory=dict)
    sql_sums: dict[int, tuple[str, str, bytes, bytes]] = field(default_factory=dict)
    sql_jobs: set[int] | None = None
    # A rebuild derives what SQL says once, at its end; and only then it writes when column edges were last seen, and decides what is shown.
    is_rebuild: bool = False
    seen_again: dict[int, datetime] = field(default_factory=dict)
    # In a rebuild: events up to this place in the log were told before, so they are no news to the steps that follow runs.
    told_until: tuple[int, int] = (-1, 0)

    def is_large(self) -> bool:
        """Say whether to start anew."""
        tables = (
            self.names,
            self.shapes,
            self.statements,
            self.sql_texts,
            self.mentioned,
            self.columns,
            self.asset_facets,
            self.job_facets,
            self.contents,
            self.edges,
            self.column_edges,
            self.column_edge_ids,
            self.job_datasets,
        )
        return sum(len(table) for table in tables) > MOST_ENTRIES or len(self.runs) > MOST_RUNS

    def anew(self, seen_again: dict[int, datetime]) -> "Memory":
        """Give a memory that knows nothing but the generation, the mode, and what is still to be written."""
        return Memory(self.generation, is_rebuild=self.is_rebuild, seen_again=seen_again, told_until=self.told_until)

    def forget(self) -> None:
        """Drop everything else."""
        fresh = self.anew(self.seen_again)
        for slot in self.__slots__:
            setattr(self, slot, getattr(fresh, slot))


@lru_cache(maxsize=10_000)
def hour(at: datetime) -> datetime:
    """Cut a time to its hour: the grain of `last_seen_at` on edges."""
    return at.replace(minute=0, second=0, microsecond=0)


def widened(seen: Seen | None, at: datetime) -> Seen | None:
    """Give the sight widened by an event at that time, or None where it changes nothing."""
    if seen is None:
        return Seen(at, hour(at))
    last = hour(at)
    return None if seen.first <= at and last <= seen.last else Seen(min(seen.first, at), max(seen.last, last))


def is_newer(said: dict[str, list[str]], word: str, order: Order) -> bool:
    """Say whether an event at `order` has the last word on `word`, and if so note it; the comparison is total, so order of arrival is no matter."""
    mine = [order.at.isoformat(timespec="microseconds"), order.digest.hex()]
    if word in said and said[word] >= mine:
        return False
    said[word] = mine
    return True
