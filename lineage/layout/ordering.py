"""Orders the slots of every layer so that few segments cross."""

from collections.abc import Sequence
from dataclasses import dataclass

from lineage.layout.crossings import Tie, Ties, count_crossings, tie
from lineage.layout.lanes import Mesh
from lineage.layout.seeding import remembered_order, walked_order
from lineage.layout.shapes import Effort
from lineage.layout.switching import switch

_FINAL_ROUNDS = 8
_MEDIAN_FROM = 3

Pins = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Ordering:
    """The slots of each layer from top to bottom, and how many pairs of segments cross in that order."""

    order: list[list[int]]
    crossings: int


def order_slots(mesh: Mesh, effort: Effort, pins: Pins) -> Ordering:
    """The best order found within `effort`; slots with a pin (a former height in px) keep their order among themselves.

    Layer by layer each slot moves to the mean or median place of its neighbours (K. Sugiyama, S. Tagawa, M. Toda 1981),
    with neighbour swaps between the sweeps (E. Gansner et al., A technique for drawing directed graphs, 1993).
    """
    search = _Search(tie(mesh), effort, pins)
    if any(pin is not None for pin in pins):
        search.improve(remembered_order(mesh, search.ties, pins), 0)
        return search.result()
    for start in range(effort.starts):
        search.improve(walked_order(mesh, search.ties, start), start)
        if search.finished:
            break
    return search.result()


class _Search:
    """The best order so far, and the work left."""

    def __init__(self, ties: Ties, effort: Effort, pins: Pins) -> None:
        self.ties = ties
        self._effort = effort
        self._pins = pins
        self._pinned = any(pin is not None for pin in pins)
        self._left = effort.visits
        self._position = [0] * len(ties.leftward)
        self._fewest: int | None = None
        self._best: list[list[int]] = []

    @property
    def finished(self) -> bool:
        """Whether nothing is left to gain, or no work left to gain it with."""
        return self._fewest == 0 or self._left <= 0

    def improve(self, order: list[list[int]], start: int) -> None:
        """Sweeps over the layers until it stops paying, keeping the best order met."""
        for slots in order:
            self._place(slots)
        fewest_here = self._keep(order)
        stale = 0
        for turn in range(self._effort.sweeps):
            if self.finished or stale >= self._effort.patience:
                break
            self._sweep(order, turn, rightwards=bool(turn & 1) == bool(start & 1))
            crossings = self._keep(order)
            stale = 0 if crossings < fewest_here else stale + 1
            fewest_here = min(fewest_here, crossings)

    def result(self) -> Ordering:
        """The best order, after a last round of swaps."""
        order = self._best
        for slots in order:
            self._place(slots)
        switch(order, self._position, self.ties, self._pins, _FINAL_ROUNDS, sideways=False)
        return Ordering(order, count_crossings(order, self._position, self.ties))

    def _keep(self, order: list[list[int]]) -> int:
        crossings = count_crossings(order, self._position, self.ties)
        if self._fewest is None or crossings < self._fewest:
            self._fewest = crossings
            self._best = [slots[:] for slots in order]
        return crossings

    def _place(self, slots: list[int]) -> None:
        for i, slot in enumerate(slots):
            self._position[slot] = i

    def _sweep(self, order: list[list[int]], turn: int, *, rightwards: bool) -> None:
        """One pass over all layers, each sorted by what lies before it; every other two passes by the median."""
        ties = self.ties.leftward if rightwards else self.ties.rightward
        by_median = bool(turn & 2)
        tie_break = -1 if turn & 4 else 1
        for slots in order if rightwards else reversed(order):
            goals = _goals(slots, ties, self._position, by_median=by_median)
            _sort_in_place(slots, goals, self._position, tie_break)
            if self._pinned:
                _restore_pins(slots, self._pins)
            self._place(slots)
        self._left -= len(self._position) * 2
        if self._effort.switching:
            rounds, sideways = self._effort.switching, bool(turn & 1)
            self._left -= switch(order, self._position, self.ties, self._pins, rounds, sideways=sideways)


def _goals(slots: list[int], ties: list[list[Tie]], position: list[int], *, by_median: bool) -> dict[int, float]:
    """Where each slot with a neighbour on that side would like to be."""
    goals: dict[int, float] = {}
    for slot in slots:
        near = ties[slot]
        if not near:
            continue
        if by_median and len(near) >= _MEDIAN_FROM:
            ends = sorted([position[u] + there for u, there, _ in near])
            goals[slot] = (ends[(len(ends) - 1) >> 1] + ends[len(ends) >> 1]) / 2
        else:
            goals[slot] = sum([position[u] + there for u, there, _ in near]) / len(near)
    return goals


def _sort_in_place(slots: list[int], goals: dict[int, float], position: list[int], tie_break: int) -> None:
    """Sorts the slots that have a goal among the places they hold; the others stay where they are."""
    ranked = iter(sorted(goals, key=lambda slot: (goals[slot], tie_break * position[slot])))
    for i, slot in enumerate(slots):
        if slot in goals:
            slots[i] = next(ranked)


def _restore_pins(slots: list[int], pins: Pins) -> None:
    """Puts the pinned slots back into their order, over the places that pinned slots hold."""
    heights = {slot: pin for slot in slots if (pin := pins[slot]) is not None}
    former = iter(sorted(heights, key=lambda slot: (heights[slot], slot)))
    for i, slot in enumerate(slots):
        if slot in heights:
            slots[i] = next(former)
