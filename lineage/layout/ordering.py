"""Orders the slots of every layer so that few segments cross."""

from collections.abc import Iterable
from dataclasses import dataclass

from lineage.layout.crossings import Pins, Rows, Tie, Ties, count_crossings, tie
from lineage.layout.lanes import Mesh
from lineage.layout.seeding import remembered_order, walked_order
from lineage.layout.shapes import Effort
from lineage.layout.switching import switch

_MEDIAN_FROM = 3


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
    else:
        for start in range(effort.starts):
            search.improve(walked_order(mesh, search.ties, start), start)
            if search.finished:
                break
    search.polish()
    return search.result()


class _Search:
    """The best order so far, and the work left."""

    def __init__(self, ties: Ties, effort: Effort, pins: Pins) -> None:
        self.ties = ties
        self._effort = effort
        self._pins = pins
        self._any_pin = any(pin is not None for pin in pins)
        self._left = effort.visits
        self._fewest: int | None = None
        self._best: list[list[int]] = []

    @property
    def finished(self) -> bool:
        """Whether nothing is left to gain, or no work left to gain it with."""
        return self._fewest == 0 or self._left <= 0

    def improve(self, order: list[list[int]], start: int) -> None:
        """Sweeps over the layers until it stops paying, keeping the best order met."""
        rows = Rows.of(order, self._pins)
        fewest_here = self._keep(rows)
        stale = 0
        for turn in range(self._effort.sweeps):
            if self.finished or stale >= self._effort.patience:
                break
            self._sweep(rows, turn, rightwards=bool(turn & 1) == bool(start & 1))
            crossings = self._keep(rows)
            stale = 0 if crossings < fewest_here else stale + 1
            fewest_here = min(fewest_here, crossings)

    def polish(self) -> None:
        """Swaps neighbours in the best order; every other round also where it changes nothing, to leave dead ends."""
        rows = Rows.of([slots[:] for slots in self._best], self._pins)
        stale = 0
        for turn in range(self._effort.finishing):
            if self._fewest == 0 or stale >= self._effort.patience:
                break
            before = self._fewest
            switch(rows, self.ties, 1, sideways=not turn & 1)
            self._keep(rows)
            stale = 0 if self._fewest != before else stale + 1

    def result(self) -> Ordering:
        """The best order met."""
        return Ordering(self._best, self._fewest or 0)

    def _keep(self, rows: Rows) -> int:
        crossings = count_crossings(rows, self.ties)
        if self._fewest is None or crossings < self._fewest:
            self._fewest = crossings
            self._best = [slots[:] for slots in rows.order]
        return crossings

    def _sweep(self, rows: Rows, turn: int, *, rightwards: bool) -> None:
        """One pass over all layers, each sorted by what lies before it; every other two passes by the median."""
        ties = self.ties.leftward if rightwards else self.ties.rightward
        by_median = bool(turn & 2)
        upwards = bool(turn & 4)
        for slots in rows.order if rightwards else reversed(rows.order):
            # The sort is stable: slots with one goal keep the order they are given in, so every other time turn it.
            goals = _goals(reversed(slots) if upwards else slots, ties, rows.position, by_median=by_median)
            _sort_in_place(slots, goals)
            if self._any_pin:
                _restore_pins(slots, self._pins)
            rows.place(slots)
        self._left -= len(rows.position) * 2
        if self._effort.switching:
            self._left -= switch(rows, self.ties, self._effort.switching, sideways=bool(turn & 1))


def _goals(slots: Iterable[int], ties: list[list[Tie]], position: list[int], *, by_median: bool) -> dict[int, float]:
    """Where each slot with a neighbour on that side would like to be."""
    goals: dict[int, float] = {}
    for slot in slots:
        near = ties[slot]
        if not near:
            continue
        if len(near) == 1:
            goals[slot] = position[near[0][0]] + near[0][1]
        elif by_median and len(near) >= _MEDIAN_FROM:
            ends = sorted([position[u] + there for u, there, _ in near])
            goals[slot] = (ends[(len(ends) - 1) >> 1] + ends[len(ends) >> 1]) / 2
        else:
            goals[slot] = sum([position[u] + there for u, there, _ in near]) / len(near)
    return goals


def _sort_in_place(slots: list[int], goals: dict[int, float]) -> None:
    """Sorts the slots that have a goal among the places they hold; the others stay where they are."""
    ranked = sorted(goals, key=goals.__getitem__)
    if len(ranked) == len(slots):
        slots[:] = ranked
        return
    following = iter(ranked)
    for i, slot in enumerate(slots):
        if slot in goals:
            slots[i] = next(following)


def _restore_pins(slots: list[int], pins: Pins) -> None:
    """Puts the pinned slots back into their order, over the places that pinned slots hold."""
    heights = {slot: pin for slot in slots if (pin := pins[slot]) is not None}
    former = iter(sorted(heights, key=lambda slot: (heights[slot], slot)))
    for i, slot in enumerate(slots):
        if slot in heights:
            slots[i] = next(former)
