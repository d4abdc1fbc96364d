"""Walks over the graph of assets, level by level, each asset once (docs/decisions/0007)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lineage.queries.steps import Moment, Way, reach, rows_of, step

CAP = 5_000
# So many assets take a step at once: a wide level then stops soon after the cap, instead of reading all its edges to throw most away.
ABREAST = 1_000


class UnknownPathError(LookupError):
    """No path joins the two assets; the message says what was searched."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The assets reached: `levels` holds the distance from the nearest start (upstream negative, start 0), `via` the asset each was reached from.

    `is_capped`: there is more than the cap; what is here is the nearest part.
    """

    levels: Mapping[int, int]
    via: Mapping[int, int]
    is_capped: bool = False

    @property
    def reached(self) -> list[int]:
        """The assets besides the starts, nearest first."""
        rings: dict[int, list[int]] = defaultdict(list)
        for pk, level in self.levels.items():
            rings[abs(level)].append(pk)
        return [pk for distance in sorted(rings) if distance for pk in sorted(rings[distance])]


def walk(starts: Iterable[int], *, up: int | None = 0, down: int | None = 0, at: datetime | None = None, cap: int = CAP) -> Walk:
    """Walk `up` edges upstream and `down` edges downstream; None means to the end, 0 not at all. `cap` bounds each direction."""
    roots = set(starts)
    above = _one_way(roots, Way.UP, up, Moment(at), cap)
    below = _one_way(roots, Way.DOWN, down, Moment(at), cap)
    if not above.via:
        return below
    levels = {pk: -level for pk, level in above.levels.items()}
    # In a cycle an asset lies on both sides; it is drawn where it is nearer.
    nearer = {pk: level for pk, level in below.levels.items() if level <= abs(levels.get(pk, level))}
    return Walk({**levels, **nearer}, {**above.via, **below.via}, above.is_capped or below.is_capped)


def _one_way(roots: set[int], way: Way, depth: int | None, moment: Moment, cap: int) -> Walk:
    levels = dict.fromkeys(roots, 0)
    via: dict[int, int] = {}
    frontier, level = sorted(roots), 0
    while frontier and (depth is None or level < depth):
        level += 1
        room = cap - len(via)
        found = _abreast(frontier, way, moment, levels, room)
        frontier = sorted(found)[:room]
        levels.update(dict.fromkeys(frontier, level))
        via.update((pk, found[pk]) for pk in frontier)
        if len(found) > room:
            return Walk(levels, via, is_capped=True)
    return Walk(levels, via)


def _abreast(frontier: list[int], way: Way, moment: Moment, known: Mapping[int, int], room: int) -> dict[int, int]:
    """Give the unknown assets one step from a sorted frontier, each with the lowest it was reached from; stops once they exceed the room."""
    fresh: dict[int, int] = {}
    for start in range(0, len(frontier), ABREAST):
        found = step(frontier[start : start + ABREAST], way, moment, len(known) + room + 1)
        fresh = {**{pk: found[pk] for pk in found.keys() - known.keys()}, **fresh}
        if len(fresh) > room:
            break
    return fresh


@dataclass(frozen=True, slots=True)
class Totals:
    """How many assets lie up- and downstream altogether, each counted to the cap; cap + 1 stands for "more"."""

    up: int
    down: int
    cap: int = CAP


def totals(asset: int, cap: int = CAP) -> Totals:
    """Count both directions by edges shown now."""
    return Totals(reach([asset], Way.UP, cap), reach([asset], Way.DOWN, cap), cap)


def path_between(source: int, target: int, *, at: datetime | None = None, cap: int = CAP) -> list[int]:
    """Give a shortest path downstream from source to target, both included.

    Searches from both ends, always from the side with fewer assets at its rim. Raises UnknownPathError when there is none, or
    none within `cap` assets a side.
    """
    if source == target:
        return [source]
    came: dict[Way, dict[int, int]] = {Way.DOWN: {source: source}, Way.UP: {target: target}}
    rims = {Way.DOWN: {source}, Way.UP: {target}}
    while rims[Way.DOWN] and rims[Way.UP]:
        way = min(Way, key=lambda side: len(rims[side]))
        found = step(rims[way], way, Moment(at), cap + len(came[way]))
        rims[way] = {pk for pk in found if pk not in came[way]}
        came[way].update((pk, found[pk]) for pk in rims[way])
        met = rims[way] & came[Way.UP if way is Way.DOWN else Way.DOWN].keys()
        if met:
            return _joined(min(met), came)
        if len(came[way]) > cap:
            raise UnknownPathError(f"No path was found within {cap:,} assets. Ask for a nearer pair, or walk from one end.")
    raise UnknownPathError("No path leads from the first asset to the second. Try the other direction.")


def _joined(middle: int, came: Mapping[Way, Mapping[int, int]]) -> list[int]:
    before, after = [middle], [middle]
    while came[Way.DOWN][before[-1]] != before[-1]:
        before.append(came[Way.DOWN][before[-1]])
    while came[Way.UP][after[-1]] != after[-1]:
        after.append(came[Way.UP][after[-1]])
    return [*reversed(before), *after[1:]]


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two assets, all its evidence together. `jobs` leaves out edges stated without one."""

    source: int
    target: int
    evidence: tuple[str, ...]
    jobs: tuple[int, ...]
    first_seen_at: datetime
    last_seen_at: datetime


def links_among(assets: Iterable[int], at: datetime | None = None) -> list[Link]:
    """Give every edge between these assets, in a stable order; one statement."""
    shown, values = Moment(at).shown("edge")
    statement = (
        "SELECT source_id, target_id, array_agg(DISTINCT evidence::text), array_remove(array_agg(DISTINCT job_id), NULL), "
        "min(first_seen_at), max(last_seen_at) FROM lineage_edge edge WHERE source_id = ANY(%s) AND target_id = ANY(%s) "
        f"AND {shown} GROUP BY source_id, target_id ORDER BY source_id, target_id"
    )
    ids = list(assets)
    return [
        Link(s, t, tuple(evidence), tuple(jobs), first, last)
        for s, t, evidence, jobs, first, last in rows_of(statement, [ids, ids, *values])
    ]
