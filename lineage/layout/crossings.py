"""Counts the crossings of the segments between neighbouring layers."""

from bisect import bisect_right, insort
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


def count_crossings(order: list[list[int]], position: list[int], ties: Ties) -> int:
    """Pairs of segments that cross, summed over all gaps; segments that share a port do not cross.

    `order` lists the slots of each layer from top to bottom, `position` is the inverse. O(segments x log), as counting
    inversions by insertion (W. Barth, M. Juenger, P. Mutzel: Simple and efficient bilayer cross counting, 2002).
    """
    total = 0
    rightward = ties.rightward
    for slots in order:
        ends = sorted([(position[v] + here, position[u] + there) for v in slots for u, there, here in rightward[v]])
        met: list[float] = []
        for _, end in ends:
            total += len(met) - bisect_right(met, end)
            insort(met, end)
    return total

