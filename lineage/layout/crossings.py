"""Counts the crossings of the segments between neighbouring layers."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lineage.layout.lanes import Mesh


class Tie(NamedTuple):
    """One segment seen from a slot: the other slot, how far down it is met (0 to 1), how far down it leaves here."""

    slot: int
    there: float
    here: float


class Ties(NamedTuple):
    """The segments of every slot, to the layer on its left and to the layer on its right."""

    leftward: list[list[Tie]]
    rightward: list[list[Tie]]


Pins = Sequence[float | None]
"""For each slot the px at which the top of its box lay before, or None."""


@dataclass(frozen=True, slots=True)
class Rows:
    """An order in the making: the slots of each layer from top to bottom, and for each slot its place in its layer.

    Slots with a pin keep their order among themselves.
    """

    order: list[list[int]]
    position: list[int]
    pins: Pins

    @classmethod
    def of(cls, order: list[list[int]], pins: Pins) -> "Rows":
        """Rows in the given order, which they will change."""
        rows = cls(order, [0] * len(pins), pins)
        for slots in order:
            rows.place(slots)
        return rows

    def place(self, slots: list[int]) -> None:
        """Notes the places of the slots of one layer after they were moved."""
        position = self.position
        for i, slot in enumerate(slots):
            position[slot] = i


def tie(mesh: Mesh) -> Ties:
    """Indexes the segments of the mesh by slot; ports become shares of the slot's height, strictly between 0 and 1."""
    leftward: list[list[Tie]] = [[] for _ in mesh.layer]
    rightward: list[list[Tie]] = [[] for _ in mesh.layer]
    for left, left_port, right, right_port in mesh.segments:
        out = _share(left_port, mesh.height[left])
        into = _share(right_port, mesh.height[right])
        rightward[left].append(Tie(right, into, out))
        leftward[right].append(Tie(left, out, into))
    return Ties(leftward, rightward)


def _share(port: float | None, height: float) -> float:
    return 0.5 if port is None else (port + 0.5) / (height + 1.0)


def count_crossings(rows: Rows, ties: Ties) -> int:
    """Pairs of segments that cross, summed over all gaps; segments that share a port do not cross.

    Counts inversions by insertion (W. Barth, M. Juenger, P. Mutzel: Simple and efficient bilayer cross counting, 2002).
    """
    total = 0
    for slots in rows.order:
        met: list[float] = []
        for end in _ends(slots, ties.rightward, rows.position):
            above = bisect_right(met, end)
            total += len(met) - above
            met.insert(above, end)
    return total


def _ends(slots: list[int], rightward: list[list[Tie]], position: list[int]) -> list[float]:
    """Where the segments that leave a layer end, from its top port to its lowest; those of one port from the top."""
    ends: list[float] = []
    for slot in slots:
        near = rightward[slot]
        if len(near) == 1:
            ends.append(position[near[0][0]] + near[0][1])
        elif near:
            ends += [end for _, end in sorted([(here, position[u] + there) for u, there, here in near])]
    return ends
