"""Impact: everything that depends on an asset or a column (or that it depends on), as a list with distances and the way there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from catalog.models import Asset, Column, Person
from lineage.models import Job
from lineage.queries.column_walk import column_walk
from lineage.queries.labels import AssetLabel, hidden_domains, labelled
from lineage.queries.status import UNKNOWN, AssetStatus, statuses_of
from lineage.queries.steps import Way, array_of, rows_of
from lineage.queries.walk import CAP, Walk, walk

PAGE = 200


@dataclass(frozen=True, slots=True)
class Affected:
    """One asset on the list: how far, reached from which asset through which jobs; `columns`: how many of its columns are touched."""

    asset: AssetLabel
    distance: int
    via: AssetLabel | None
    jobs: tuple[tuple[int, str], ...]
    status: AssetStatus
    columns: int = 0


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks which way."""

    person: Person | None
    way: Way


# The words for it, in groups on the picture and in the filter behind them.
NO_DOMAIN = "No domain"


@dataclass(frozen=True, slots=True)
class ImpactFilter:
    """Narrows the list; empty fields don't. Names of hidden assets can't be searched for.

    What is in no domain is grouped by its platform on the picture, and found by that word.
    """

    kind: str = ""
    domain: str = ""
    text: str = ""

    def condition(self, hidden: frozenset[int]) -> Q:
        """Say it in SQL."""
        said = Q()
        if self.kind:
            said &= Q(kind__iexact=self.kind)
        if self.domain:
            platform = "" if self.domain == NO_DOMAIN else self.domain
            said &= Q(domain__name__icontains=self.domain) | Q(domain__slug=self.domain) | Q(domain=None, namespace__platform=platform)
        if self.text:
            said &= Q(name__icontains=self.text) | Q(title__icontains=self.text)
        return said & ~Q(domain_id__in=hidden) if said else said


@dataclass(frozen=True, slots=True)
class Impact:
    """`total` counts all affected assets, exactly up to the cap (`is_capped`: there are more); `matching` those that the filter keeps."""

    rows: tuple[Affected, ...]
    total: int
    matching: int
    is_capped: bool
    farthest: int


def impact(  # noqa: PLR0913 - the words of the question
    asset: int,
    person: Person | None,
    *,
    way: Way = Way.DOWN,
    column: int | None = None,
    indirect: bool = False,
    depth: int | None = None,
    at: datetime | None = None,
    chosen: ImpactFilter | None = None,
    cap: int = CAP,
    limit: int = PAGE,
) -> Impact:
    """List what is affected, nearest first, then by name; `limit` bounds the rows, not the counts."""
    if column is None:
        depths = {"up": depth} if way is Way.UP else {"down": depth}
        touched: dict[int, int] = {}
        found = walk([asset], at=at, cap=cap, up=depths.get("up", 0), down=depths.get("down", 0))
    else:
        found, touched = _by_column(asset, column, way, indirect=indirect, depth=depth, at=at, cap=cap)
    keys = found.reached
    hidden = hidden_domains(person)
    narrowed = chosen.condition(hidden) if chosen else Q()
    kept = set(Asset.objects.filter(narrowed, pk__in=keys).values_list("pk", flat=True)) if narrowed else set(keys)
    shown = [key for key in keys if key in kept][:limit]
    return Impact(
        rows=_rows(shown, found, touched, hidden, Looker(person, way)),
        total=len(keys),
        matching=len(kept),
        is_capped=found.is_capped,
        farthest=abs(found.levels[keys[-1]]) if keys else 0,
    )


def _by_column(  # noqa: PLR0913 - passed through
    asset: int, column: int, way: Way, *, indirect: bool, depth: int | None, at: datetime | None, cap: int
) -> tuple[Walk, dict[int, int]]:
    columns = column_walk(column, asset, way, indirect=indirect, depth=depth, at=at, cap=cap)
    levels: dict[int, int] = {asset: 0}
    touched: dict[int, int] = {}
    for node in columns.beyond:
        owner = columns.asset_of[node]
        levels.setdefault(owner, columns.levels[node])
        touched[owner] = touched.get(owner, 0) + 1
    return Walk(levels, {}, columns.is_capped), touched


def _rows(shown: list[int], found: Walk, touched: Mapping[int, int], hidden: frozenset[int], looks: Looker) -> tuple[Affected, ...]:
    before = {key: found.via[key] for key in shown if key in found.via}
    wanted = {*shown, *before.values()}
    assets = labelled(wanted, hidden)
    states = statuses_of(assets[key] for key in shown)
    jobs = _jobs_between(before, looks, any_hidden=bool(hidden))
    return tuple(
        Affected(
            assets[key],
            abs(found.levels[key]),
            assets.get(before.get(key, 0)),
            jobs.get(key, ()),
            states.get(key, UNKNOWN),
            touched.get(key, 0),
        )
        for key in shown
    )


def _jobs_between(before: Mapping[int, int], looks: Looker, *, any_hidden: bool) -> dict[int, tuple[tuple[int, str], ...]]:
    """Give the jobs that make each asset's last step, as far as they may be seen, for the page's rows only.

    One query; one more where there are domains whose jobs may be hidden. An edge's ends are looked up as pairs: every source
    against every target would read all edges between the page's rows.
    """
    near, far = ("target_id", "source_id") if looks.way is Way.UP else ("source_id", "target_id")
    statement = (
        "SELECT DISTINCT pair.reached, job.id, job.name FROM unnest(%s::bigint[], %s::bigint[]) pair(reached, came) "
        f"JOIN lineage_edge edge ON edge.{near} = pair.came AND edge.{far} = pair.reached AND edge.is_shown "
        "JOIN lineage_job job ON job.id = edge.job_id"
    )
    found = rows_of(statement, [array_of(before), array_of(before.values())]) if before else []
    seen = jobs_named({job for _, job, _ in found}, looks.person) if found and any_hidden else None
    named: dict[int, list[tuple[int, str]]] = {}
    for reached, job, name in sorted(found, key=lambda row: row[2]):
        if seen is None or job in seen:
            named.setdefault(reached, []).append((job, name))
    return {key: tuple(jobs) for key, jobs in named.items()}


def jobs_named(ids: set[int], person: Person | None) -> dict[int, str]:
    """Name the jobs that this person may see."""
    return dict(Job.objects.visible_to(person).filter(pk__in=ids).values_list("pk", "name"))


def column_of(asset: int, column: int) -> Column | None:
    """Find a column of this asset."""
    return Column.objects.filter(asset_id=asset, pk=column).first()
