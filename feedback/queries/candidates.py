"""Candidate causes upstream of where a problem was seen, best first, each with its evidence and the way from there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery

from catalog.models import Asset, Column, Person, SchemaVersion
from contracts.models import Deviation
from contracts.queries.causes import together
from feedback.models import Case
from lineage.models import JobDataset, Run
from lineage.models.run import Direction, RunState
from lineage.queries.column_walk import walk_columns
from lineage.queries.labels import AssetLabel, labels
from lineage.queries.steps import Way
from lineage.queries.walk import walk

WINDOW = timedelta(days=7)
SEARCHED = 500  # assets upstream, nearest first
SHOWN = 8
NAMED = 4  # columns of a change
# How strongly each kind of evidence points to the cause, and what each step of distance takes away. A broken promise between here and a
# failed run is mostly its consequence, so a failure five steps away still comes first.
WEIGHTS = {"failed": 130.0, "deviation": 90.0, "schema": 60.0, "case": 50.0, "recovered": 25.0}
STEP = 4.0
BY_COLUMN = 15.0
BAD_ENDS = (RunState.FAILED, RunState.ABORTED)


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of evidence on one asset, before it is ranked."""

    kind: str
    asset: int
    at: datetime
    words: str
    run: int | None = None
    deviation: int | None = None
    case: int | None = None
    promises: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something upstream that may be the cause. `path`: assets from there to here, both included; `by_column`: reached over column lineage.

    `promises`: those broken by it, each with the number of its deviation.
    """

    kind: str
    asset: AssetLabel
    words: str
    at: datetime
    distance: int
    by_column: bool
    score: float
    path: tuple[AssetLabel, ...]
    run: int | None = None
    deviation: int | None = None
    case: int | None = None
    promises: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Upstream:
    """The assets to search: how far each is, the next one on its way here, and which were reached over the columns."""

    levels: Mapping[int, int]
    via: Mapping[int, int]
    by_column: frozenset[int]


def candidate_causes(
    asset: Asset, column_path: str, person: Person | None, *, now: datetime, limit: int = SHOWN, besides: int | None = None
) -> tuple[Candidate, ...]:
    """Rank what went wrong at or upstream of an asset within a week: unmended failed runs, broken promises, schema changes, other cases.

    Assets that `person` (None: anybody) may not see are masked, and what happened there is told without details.
    `besides`: the case that asks.
    """
    upstream = _upstream(asset, column_path)
    since = now - WINDOW
    ids = list(upstream.levels)
    found = [*_runs(ids, since), *_deviations(ids, person), *_schema_changes(ids, since), *_cases(ids, asset.pk, besides)]
    ranked = sorted(found, key=lambda piece: (-_score(piece, upstream, now), piece.at))[:limit]
    paths = {piece.asset: _path(piece.asset, upstream) for piece in ranked}
    names = labels({pk for path in paths.values() for pk in path} | {piece.asset for piece in ranked}, person)
    return tuple(_candidate(piece, upstream, now, names, paths[piece.asset]) for piece in ranked if piece.asset in names)


def _upstream(asset: Asset, column_path: str) -> Upstream:
    found = walk([asset.pk], up=None, cap=SEARCHED)
    levels = {pk: abs(level) for pk, level in found.levels.items()}
    column = Column.objects.filter(asset=asset, path=column_path).first() if column_path else None
    if column is None:
        return Upstream(levels, found.via, frozenset())
    columns = walk_columns([column.pk], asset.pk, Way.UP, indirect=True, cap=SEARCHED * 4)
    return Upstream(levels, found.via, frozenset(columns.asset_of.values()) - {asset.pk})


def _runs(ids: Iterable[int], since: datetime) -> list[Found]:
    """Failed runs of the jobs that write these assets; mended when the same job completed a run since."""
    writers = JobDataset.objects.filter(asset__in=ids, direction=Direction.OUTPUT, is_shown=True).values_list("job_id", "asset_id")
    assets_of: dict[int, list[int]] = {}
    for job, asset in writers:
        assets_of.setdefault(job, []).append(asset)
    later = Run.objects.filter(job=OuterRef("job"), state=RunState.COMPLETED, ended_at__gt=OuterRef("state_at"))
    bad = Run.objects.filter(job__in=assets_of, state__in=BAD_ENDS, state_at__gte=since).annotate(is_mended=Exists(later))
    found: list[Found] = []
    told: set[int] = set()
    for run in bad.select_related("job").defer("said", "stack_trace").order_by("-state_at")[:100]:
        if run.job_id in told:
            continue  # the newest failure of a job speaks for those before it
        told.add(run.job_id)
        mended = vars(run)["is_mended"]
        why = f": {run.error.splitlines()[0][:140]}" if run.error else ""
        words = f"Run of {run.job.name} {run.get_state_display().lower()}{', mended since' if mended else ''}{why}"
        found += [Found("recovered" if mended else "failed", asset, run.state_at, words, run=run.pk) for asset in assets_of[run.job_id]]
    return found


def _deviations(ids: Iterable[int], person: Person | None) -> list[Found]:
    # On hidden assets too, which are masked later; but what others agreed concerns them alone.
    told = Q(clause__agreement=None) | Q(pk__in=Deviation.objects.visible_to(person).values("pk"))
    rows = Deviation.objects.open().filter(told, asset__in=ids).order_by("-opened_at")[:100]
    return [
        Found("deviation", asset, same[0].opened_at, words, deviation=same[0].pk, promises=tuple((row.promise, row.pk) for row in same))
        for asset, words, same in together(rows)
    ]


def _schema_changes(ids: Iterable[int], since: datetime) -> list[Found]:
    earlier = SchemaVersion.objects.filter(asset=OuterRef("asset"), first_seen_at__lt=OuterRef("first_seen_at")).order_by("-first_seen_at")
    changed = SchemaVersion.objects.filter(asset__in=ids, first_seen_at__gte=since).annotate(before=Subquery(earlier.values("columns")[:1]))
    rows = changed.exclude(before=None).order_by("-first_seen_at")[:50]
    return [Found("schema", row.asset_id, row.first_seen_at, _shape_words(vars(row)["before"], row.columns)) for row in rows]


def _shape_words(before: list[list[str]], after: list[list[str]]) -> str:
    """Say what became of the columns: `Columns changed: + region, - area, amount is now text`."""
    old, new = dict(before), dict(after)
    added = [f"+ {path}" for path in new if path not in old]
    gone = [f"- {path}" for path in old if path not in new]
    typed = [f"{path} is now {new[path] or 'untyped'}" for path in new if path in old and old[path] != new[path]]
    told = [*added, *gone, *typed]
    more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
    return f"Columns changed: {', '.join(told[:NAMED])}{more}" if told else "Columns changed their order"


def _cases(ids: Iterable[int], here: int, besides: int | None) -> list[Found]:
    rows = Case.objects.open().filter(asset__in=ids).exclude(pk=besides or 0).order_by("-opened_at")[:50]
    return [
        Found("case", row.asset_id, row.opened_at, f"Also reported: {row.title}", case=row.pk)
        for row in rows
        if row.asset_id != here or besides
    ]


def _score(piece: Found, upstream: Upstream, now: datetime) -> float:
    """Weigh the kind, less for each step away and each day ago, more when column lineage leads there."""
    days = max((now - piece.at).total_seconds(), 0) / 86_400
    bonus = BY_COLUMN if piece.asset in upstream.by_column else 0.0
    return WEIGHTS[piece.kind] + bonus - STEP * upstream.levels.get(piece.asset, 0) - min(days, 7) * 2


def _path(source: int, upstream: Upstream) -> list[int]:
    """Give the way the walk came, from there to here."""
    path = [source]
    while path[-1] in upstream.via:
        path.append(upstream.via[path[-1]])
    return path


def _candidate(piece: Found, upstream: Upstream, now: datetime, names: Mapping[int, AssetLabel], path: list[int]) -> Candidate:
    label = names[piece.asset]
    words = "Something went wrong in an asset you may not see" if label.is_hidden else piece.words
    return Candidate(
        kind=piece.kind, asset=label, words=words, at=piece.at, distance=upstream.levels.get(piece.asset, 0),
        by_column=piece.asset in upstream.by_column, score=round(_score(piece, upstream, now), 1),
        path=tuple(names[pk] for pk in path if pk in names),
        run=None if label.is_hidden else piece.run,
        deviation=None if label.is_hidden else piece.deviation,
        case=None if label.is_hidden else piece.case,
        promises=() if label.is_hidden else piece.promises,
    )  # fmt: skip
