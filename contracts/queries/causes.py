"""Candidates for the root cause of a deviation: what is wrong upstream of it, with the way down to it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Person
from contracts.models import Deviation
from lineage.queries.labels import AssetLabel, labels
from lineage.queries.status import AssetStatus, statuses
from lineage.queries.walk import Walk, links_among, walk

# Upstream is searched this far; troubles nearer to the data's origin are told first.
CAP = 1_000
MOST = 10
TROUBLE = frozenset({"failed", "aborted", "late", "dropped"})


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for a candidate, since when; `promises` are those broken by it, each with the number of its deviation."""

    words: str
    at: datetime | None = None
    promises: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """An asset upstream with something wrong. `path` leads from it down to the deviation's asset; `is_root`: nothing above it is wrong."""

    asset: AssetLabel
    status: AssetStatus
    steps: int
    is_root: bool
    reasons: tuple[Reason, ...]
    path: tuple[AssetLabel, ...]


def causes(asset: int, person: Person | None) -> tuple[Cause, ...]:
    """Give what is wrong upstream of an asset, roots first, then the nearest. Hidden assets are masked; their reasons are not told."""
    upstream = walk([asset], up=None, cap=CAP)
    above = [pk for pk, level in upstream.levels.items() if level < 0]
    if not above:
        return ()
    states = statuses(above)
    reasons: dict[int, list[Reason]] = defaultdict(list)
    broken = Deviation.objects.visible_to(person).open().filter(asset__in=above).exclude(severity="info").order_by("opened_at")
    for pk, words, same in together(broken):
        reasons[pk].append(Reason(words, same[0].opened_at, tuple((row.promise, row.pk) for row in same)))
    for pk, status in states.items():
        if status.word in TROUBLE and (status.word != "late" or pk not in reasons):
            reasons[pk].append(Reason(status.why, status.at))
    return _ordered(asset, upstream, states, reasons, person)


def together(deviations: Iterable[Deviation]) -> list[tuple[int, str, list[Deviation]]]:
    """Put deviations of one asset that say the same into one: a delivery that is missing breaks every promise about it. Order is kept."""
    found: dict[tuple[int, str], list[Deviation]] = {}
    for row in deviations:
        found.setdefault((row.asset_id, row.headline), []).append(row)
    return [(asset, words, same) for (asset, words), same in found.items()]


def _ordered(
    asset: int, upstream: Walk, states: dict[int, AssetStatus], reasons: dict[int, list[Reason]], person: Person | None
) -> tuple[Cause, ...]:
    troubled = set(reasons)
    fed_by: dict[int, set[int]] = defaultdict(set)
    for link in links_among(upstream.levels):
        fed_by[link.target].add(link.source)
    roots = {pk for pk in troubled if not _reaches(pk, fed_by, troubled - {pk})}
    chosen = sorted(troubled, key=lambda pk: (pk not in roots, abs(upstream.levels[pk]), pk))[:MOST]
    paths = {pk: _path(pk, asset, upstream) for pk in chosen}
    names = labels({pk for path in paths.values() for pk in path}, person)
    return tuple(
        Cause(
            asset=names[pk],
            status=states[pk],
            steps=abs(upstream.levels[pk]),
            is_root=pk in roots,
            reasons=() if names[pk].is_hidden else tuple(reasons[pk]),
            path=tuple(names[step] for step in paths[pk] if step in names),
        )
        for pk in chosen
        if pk in names
    )


def _reaches(start: int, fed_by: dict[int, set[int]], wanted: set[int]) -> bool:
    """Say whether anything wanted lies above."""
    seen, frontier = {start}, {start}
    while frontier:
        frontier = {source for node in frontier for source in fed_by[node]} - seen
        if frontier & wanted:
            return True
        seen |= frontier
    return False


def _path(start: int, end: int, upstream: Walk) -> list[int]:
    """Walk down from a candidate: each asset was reached from the one below it."""
    path = [start]
    while path[-1] != end and path[-1] in upstream.via:
        path.append(upstream.via[path[-1]])
    return path
