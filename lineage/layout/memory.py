"""Keeps boxes in the column they had when a graph is drawn again, as far as its edges allow."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from lineage.layout.shapes import Box

_MOST_SHIFTS = 6
_ROUNDING = 2.0


def former_columns(boxes: Sequence[Box], previous: Mapping[str, tuple[float, float]]) -> list[int | None]:
    """For each box the column it stood in, 0 leftmost among those known, or None."""
    middles = {box.key: previous[box.key][0] + box.width / 2 for box in boxes if box.key in previous}
    column: dict[str, int] = {}
    for key in sorted(middles, key=middles.__getitem__):
        # Boxes of one column share its middle, but for the rounding of whoever stored it.
        same = bool(column) and middles[key] - middles[next(reversed(column))] <= _ROUNDING
        latest = next(reversed(column.values()), -1)
        column[key] = latest if same else latest + 1
    return [column.get(box.key) for box in boxes]


def keep_columns(layer: list[int], ends: Sequence[tuple[int, int]], former: Sequence[int | None]) -> list[int]:
    """Layers as valid as those given, for edges (left, right), in which more boxes keep their distance to each other.

    New boxes at the left push all others to the right: of the shifts that occur the one is taken that most boxes can
    follow; a box that stood in column c moves to layer c + shift, or as near as its neighbours let it.
    """
    shifts = Counter(new - old for new, old in zip(layer, former, strict=True) if old is not None)
    best, most = layer, 0
    for shift, _ in shifts.most_common(_MOST_SHIFTS):
        goals = [None if column is None else column + shift for column in former]
        moved = _follow(layer, ends, goals)
        kept = sum(new == goal for new, goal in zip(moved, goals, strict=True))
        if kept > most:
            best, most = moved, kept
    return best


def _follow(layer: list[int], ends: Sequence[tuple[int, int]], goals: Sequence[int | None]) -> list[int]:
    """Moves each box towards its goal between its neighbours: once from the right, once from the left."""
    before: list[list[int]] = [[] for _ in layer]
    after: list[list[int]] = [[] for _ in layer]
    for left, right in ends:
        before[right].append(left)
        after[left].append(right)
    last = max(layer)
    moved = layer[:]
    sequence = sorted(range(len(layer)), key=layer.__getitem__)
    for box in chain(reversed(sequence), sequence):
        goal = goals[box]
        if goal is not None:
            least = max([moved[left] + 1 for left in before[box]], default=0)
            most = min([moved[right] - 1 for right in after[box]], default=last)
            moved[box] = min(max(goal, least), most)
    return moved
