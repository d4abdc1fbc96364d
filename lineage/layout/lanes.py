"""Reserves a lane in every layer a long edge passes, so that no edge runs under a box."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lineage.layout.shapes import Box, Edge

_TRACK_GAP = 12.0
_FEWEST_LANES = 6_000
_LANES_PER_ELEMENT = 4


class Segment(NamedTuple):
    """A piece of an edge over one gap between layers: slot and port (px below the slot's top, or None) at each end."""

    left: int
    left_port: float | None
    right: int
    right_port: float | None


class Chain(NamedTuple):
    """The way of one edge through the slots, from left to right, whatever its direction.

    A self loop has one slot; a direct edge has its two boxes only. The ports of an edge that runs to the left are its
    tracks, the levels above its boxes at which it turns round.
    """

    slots: tuple[int, ...]
    left_port: float | None
    right_port: float | None
    segments: tuple[Segment, ...] = ()
    reversed: bool = False
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Mesh:
    """The layered graph in which every segment spans one gap. Slots below `box_count` hold boxes, the others lanes.

    `height` is the slot's in px (0 for a lane); `headroom` is its part above the box, kept for edges that turn there.
    `segments` carries the summed weight of the edges that share each.
    """

    box_count: int
    layer: list[int]
    height: list[float]
    headroom: list[float]
    segments: dict[Segment, float]
    chains: list[Chain]

    @property
    def layer_count(self) -> int:
        """How many layers there are."""
        return max(self.layer, default=-1) + 1


def default_lane_limit(box_count: int, edge_count: int) -> int:
    """How many lanes a graph of that size may reserve, unless its options say otherwise."""
    return max(_FEWEST_LANES, _LANES_PER_ELEMENT * (box_count + edge_count))


def thread(boxes: Sequence[Box], edges: Sequence[Edge], closing: Sequence[bool], layer: Sequence[int], limit: int) -> Mesh:
    """Leads every edge through lanes, the shortest first; an edge that would need more than `limit` goes direct."""
    tracks = _Tracks()
    ends = [_ends(edge, tracks, back=back) for edge, back in zip(edges, closing, strict=True)]
    headroom = [_TRACK_GAP * tracks.count(box) for box in range(len(boxes))]
    height = [box.height + room for box, room in zip(boxes, headroom, strict=True)]
    loom = _Loom(list(layer), height, limit)
    chains: list[Chain] = [Chain((), None, None)] * len(edges)
    for index in sorted(range(len(edges)), key=lambda i: layer[ends[i].right] - layer[ends[i].left]):
        back = closing[index]
        end = ends[index] if back or edges[index].source == edges[index].target else _lowered(ends[index], headroom)
        chains[index] = loom.lead(end, edges[index].weight, back=back)
    headroom += [0.0] * (len(loom.layer) - len(boxes))
    return Mesh(len(boxes), loom.layer, loom.height, headroom, loom.segments, chains)


class _Tracks:
    """Hands out the levels above a box at which edges turn round; edges of one port and sense share theirs."""

    def __init__(self) -> None:
        self._levels: dict[int, dict[tuple[object, ...], int]] = {}

    def level(self, box: int, *use: object) -> float:
        """The level of this use, in px below the top of the slot."""
        levels = self._levels.setdefault(box, {})
        return _TRACK_GAP * levels.setdefault(use, len(levels))

    def count(self, box: int) -> int:
        """How many levels the box needs."""
        return len(self._levels.get(box, ()))


def _ends(edge: Edge, tracks: _Tracks, *, back: bool) -> Segment:
    """The edge from left to right: ports below the box's top, or the levels of its turns."""
    if edge.source == edge.target:
        level = tracks.level(edge.source, "loop", edge.source_port, edge.target_port)
        return Segment(edge.source, level, edge.source, level)
    if back:
        entry = tracks.level(edge.target, "in", edge.target_port)
        return Segment(edge.target, entry, edge.source, tracks.level(edge.source, "out", edge.source_port))
    return Segment(edge.source, edge.source_port, edge.target, edge.target_port)


def _lowered(end: Segment, headroom: Sequence[float]) -> Segment:
    """The same with ports counted from the top of the slots, which begin above their boxes."""
    left, left_port, right, right_port = end
    return Segment(
        left,
        None if left_port is None else left_port + headroom[left],
        right,
        None if right_port is None else right_port + headroom[right],
    )


class _Loom:
    """The slots and segments while edges are being led through."""

    def __init__(self, layer: list[int], height: list[float], limit: int) -> None:
        self.layer = layer
        self.height = height
        self.segments: dict[Segment, float] = {}
        self._limit = len(layer) + limit
        self._trunks: dict[tuple[int, float | None, bool], list[int]] = {}

    def lead(self, end: Segment, weight: float, *, back: bool) -> Chain:
        """Adds one edge; edges that leave the same port share their lanes for as long as both run."""
        if end.left == end.right:
            return Chain((end.left,), end.left_port, end.right_port)
        passed = self.layer[end.right] - self.layer[end.left] - 1
        trunk = self._trunks.setdefault((end.left, end.left_port, back), [])
        missing = passed - len(trunk)
        if missing > 0 and len(self.layer) + missing > self._limit:
            return Chain((end.left, end.right), end.left_port, end.right_port, reversed=back, direct=True)
        for _ in range(missing):
            trunk.append(len(self.layer))
            self.layer.append(self.layer[end.left] + len(trunk))
            self.height.append(0.0)
        slots = (end.left, *trunk[:passed], end.right)
        segments = _pieces(slots, end.left_port, end.right_port)
        for segment in segments:
            self.segments[segment] = self.segments.get(segment, 0.0) + weight
        return Chain(slots, end.left_port, end.right_port, segments, reversed=back)


def _pieces(slots: tuple[int, ...], left_port: float | None, right_port: float | None) -> tuple[Segment, ...]:
    """The segments between the slots, one for each gap; a lane is met at its top, being flat."""
    flat = [0.0] * (len(slots) - 2)
    return tuple(map(Segment, slots[:-1], [left_port, *flat], slots[1:], [*flat, right_port]))
