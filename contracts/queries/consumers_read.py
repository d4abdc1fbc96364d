"""Consumers as lineage shows them: the assets made from an asset, and the jobs that only read it, with the columns they use."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from contracts.compatibility.consumers import Consumer, Coverage, Evidence, How, Use
from lineage.models import ColumnEdge, Edge, JobDataset
from lineage.models.edge import EdgeKind, EvidenceKind
from lineage.models.run import Direction

# A view stores nothing: whoever reads it reads what lies under it.
VIEW = "view"
_SHOWING = frozenset({VIEW, "dashboard", "report", "metric", "chart"})
_THROUGH_VIEWS = 4
_PARSED = frozenset({EvidenceKind.SQL.value})
_COMPUTED = frozenset({"transformation", "conditional", "window"})


@dataclass(slots=True)
class Reader:
    """What one consumer was seen to do; exactly one of asset and job is set. `through` is the view between, if any."""

    asset: int | None
    job: int | None
    uses: dict[Use, None] = field(default_factory=dict)
    jobs: set[int] = field(default_factory=set)
    is_parsed: bool = False
    is_open: bool = False
    has_star: bool = False
    through: int | None = None
    last_seen_at: datetime | None = None
    first_seen_at: datetime | None = None

    def consumer(self, name: str) -> Consumer:
        """Say it in the words of the judge."""
        coverage = Coverage.LISTED if self.uses and not self.is_open else Coverage.UNKNOWN
        evidence = Evidence.PARSED if self.is_parsed else Evidence.REPORTED
        return Consumer(name, evidence, coverage, tuple(self.uses), has_star=self.has_star)


# Asset → its columns, each with the columns of the asset in question that it passes on unchanged; None: is that asset itself.
Passed = dict[int, dict[str, set[str]] | None]


def readers_of(asset: int) -> list[Reader]:
    """Find who reads an asset, directly or through views. Two queries a level of views, and one for jobs."""
    found: dict[int, Reader] = {}
    level: Passed = {asset: None}
    seen = {asset}
    for _ in range(_THROUGH_VIEWS):
        views = _read_level(level, found, asset)
        level = {view: columns for view, columns in views.items() if view not in seen}
        seen |= level.keys()
        if not level:
            break
    return [*found.values(), *_only_reading(asset, {job for reader in found.values() for job in reader.jobs})]


def _read_level(level: Passed, found: dict[int, Reader], root: int) -> Passed:
    edges = Edge.objects.filter(source__in=level, is_shown=True, target__is_dropped=False).exclude(target=root)
    kinds: dict[int, str] = {}
    pairs: set[tuple[int, int]] = set()
    for source, target, job, first, at, kind in edges.values_list(
        "source", "target", "job", "first_seen_at", "last_seen_at", "target__kind"
    ):
        kinds[target] = kind
        pairs.add((source, target))
        reader = found.setdefault(target, Reader(target, None, through=None if level[source] is None else source))
        reader.jobs |= {job} if job else set()
        reader.last_seen_at = max(filter(None, (reader.last_seen_at, at)))
        reader.first_seen_at = min(filter(None, (reader.first_seen_at, first)))
    passed: Passed = {}
    said = _column_edges(level)
    for row in said:
        if row.target in kinds:
            _note(row, level[row.source], found[row.target], passed)
    told = {(row.source, row.target) for row in said}
    for _, target in pairs - told:
        found[target].is_open = True
    return {target: columns for target, columns in passed.items() if kinds.get(target) == VIEW}


@dataclass(frozen=True, slots=True)
class _Row:
    source: int
    column: str | None
    target: int
    into: str | None
    as_type: str | None
    target_kind: str
    target_name: str
    kind: str
    subtype: str
    evidence: str
    confidence: str


def _column_edges(sources: Iterable[int]) -> list[_Row]:
    rows = ColumnEdge.objects.filter(source__in=list(sources), is_shown=True).order_by("id")
    return [
        _Row(*row)
        for row in rows.values_list(
            "source", "source_column__path", "target", "target_column__path", "target_column__data_type", "target__kind", "target__name",
            "kind", "subtype", "evidence", "confidence",
        )
    ]  # fmt: skip


def _note(row: _Row, under: dict[str, set[str]] | None, reader: Reader, passed: Passed) -> None:
    """Add one edge to what a reader uses, in columns of the asset in question."""
    reader.is_parsed |= row.evidence in _PARSED
    if row.column is None:
        reader.is_open = True
        reader.has_star |= row.confidence == "star"
        return
    columns = {row.column} if under is None else under.get(row.column, set())
    for column in sorted(columns):
        reader.uses[_use(row, column)] = None
        if row.kind == EdgeKind.DIRECT and row.subtype.lower() == "identity" and row.into:
            mine = passed.setdefault(row.target, {})
            if mine is not None:
                mine.setdefault(row.into, set()).add(column)


def _use(row: _Row, column: str) -> Use:
    if row.kind != EdgeKind.DIRECT:
        return Use(column, How.FILTERS)
    into = f"{row.target_name}.{row.into}" if row.into else row.target_name
    if row.target_kind in _SHOWING or row.into is None:
        return Use(column, How.READS, into=into)
    if row.subtype.lower() == "identity":
        return Use(column, How.STORES, row.as_type or "", into)
    return Use(column, How.COMPUTES if row.subtype.lower() in _COMPUTED else How.READS, row.as_type or "", into)


def _only_reading(asset: int, known: set[int]) -> list[Reader]:
    """Give the jobs that read the asset and make nothing of it that we know."""
    rows = JobDataset.objects.filter(asset=asset, direction=Direction.INPUT, is_shown=True).exclude(job__in=known)
    seen: dict[int, datetime] = {}
    for job, at in rows.values_list("job", "last_seen_at"):
        seen[job] = max(at, seen.get(job, at))
    return [Reader(None, job, jobs={job}, is_open=True, last_seen_at=at) for job, at in sorted(seen.items())]
