"""Sets how far down every slot lies: in order, apart, and as level with its neighbours as can be."""

from itertools import pairwise

from lineage.layout.crossings import Pins
from lineage.layout.lanes import Mesh
from lineage.layout.ordering import Ordering
from lineage.layout.shapes import Options

_LANE_TO_LANE = 8.0
_LANE_TO_BOX = 2.0
_BOX_TO_BOX = 1.0
_STAYING = 0.1
_REMEMBERED = 10.0
_CLOSING_SWEEPS = 4

Pull = tuple[int, float, float]
"""A neighbour, how far below its top ours would be level, and how strongly it pulls."""

_Block = tuple[float, float, int]
"""Neighbouring slots that touch and move as one: where they would like to start, how strongly, how many they are."""


def settle(mesh: Mesh, ordering: Ordering, options: Options, sweeps: int, pins: Pins) -> list[float]:
    """The top of every slot in px.

    Each layer in turn is solved exactly: least squares of the distances between the ports of every segment, subject to
    the order and the gaps, which is isotonic regression (pool adjacent violators). Long edges are the stiffest.
    A pinned slot is also drawn to its former height.
    """
    order = ordering.order
    offsets = [_offsets(slots, mesh, options) for slots in order]
    top = [0.0] * len(mesh.layer)
    goals = [None if pin is None else pin - room for pin, room in zip(pins, mesh.headroom, strict=True)]
    for slots, offset in zip(order, offsets, strict=True):
        for slot, below in zip(slots, offset, strict=True):
            goal = goals[slot]
            top[slot] = below - offset[-1] / 2 if goal is None else goal
    leftward, rightward = _pulls(mesh)
    both = [left + right for left, right in zip(leftward, rightward, strict=True)]
    for turn in range(sweeps):
        rightwards = not turn & 1
        near = both if turn >= sweeps - _CLOSING_SWEEPS else leftward if rightwards else rightward
        layers = list(zip(order, offsets, strict=True))
        for slots, offset in layers if rightwards else reversed(layers):
            _settle_layer(slots, offset, near, top, goals)
    return top


def _offsets(slots: list[int], mesh: Mesh, options: Options) -> list[float]:
    """The least distance of each slot's top from the top of its layer."""
    offsets = [0.0]
    for upper, lower in pairwise(slots):
        boxes = upper < mesh.box_count and lower < mesh.box_count
        offsets.append(offsets[-1] + mesh.height[upper] + (options.box_gap if boxes else options.lane_gap))
    return offsets


def _pulls(mesh: Mesh) -> tuple[list[list[Pull]], list[list[Pull]]]:
    """For each slot and side its neighbours: (slot, how far below its top ours would be level, weight)."""
    leftward: list[list[Pull]] = [[] for _ in mesh.layer]
    rightward: list[list[Pull]] = [[] for _ in mesh.layer]
    for (left, left_port, right, right_port), weight in mesh.segments.items():
        lanes = (left >= mesh.box_count) + (right >= mesh.box_count)
        pull = weight * (_BOX_TO_BOX, _LANE_TO_BOX, _LANE_TO_LANE)[lanes]
        drop = port_depth(mesh, left, left_port) - port_depth(mesh, right, right_port)
        leftward[right].append((left, drop, pull))
        rightward[left].append((right, -drop, pull))
    return leftward, rightward


def port_depth(mesh: Mesh, slot: int, port: float | None) -> float:
    """How far a port lies below the top of its slot; the middle of the box where it has none of its own."""
    if port is not None:
        return port
    return (mesh.height[slot] + mesh.headroom[slot]) / 2


def _settle_layer(slots: list[int], offsets: list[float], near: list[list[Pull]], top: list[float], pins: Pins) -> None:
    blocks: list[tuple[float, float, int]] = []
    for slot, offset in zip(slots, offsets, strict=True):
        goal, weight = _wish(slot, near[slot], top, pins[slot])
        goal -= offset
        size = 1
        while blocks and blocks[-1][0] >= goal:
            above, heft, count = blocks.pop()
            goal = (goal * weight + above * heft) / (weight + heft)
            weight += heft
            size += count
        blocks.append((goal, weight, size))
    start = 0
    for goal, _, size in blocks:
        for i in range(start, start + size):
            top[slots[i]] = goal + offsets[i]
        start += size


def _wish(slot: int, near: list[Pull], top: list[float], pin: float | None) -> tuple[float, float]:
    """Where the slot would like its top, and how strongly."""
    if len(near) == 1 and pin is None:
        other, drop, pull = near[0]
        return top[other] + drop, pull
    weight = sum([pull for _, _, pull in near])
    goal = sum([(top[other] + drop) * pull for other, drop, pull in near])
    if pin is not None:
        # In proportion: a box of many columns must be held as firmly against its many edges as a small one.
        hold = _REMEMBERED * (weight + 1.0)
        return (goal + pin * hold) / (weight + hold), weight + hold
    if not weight:
        return top[slot], _STAYING
    return goal / weight, weight
