"""Reserves a lane in every layer a long edge passes, so that no edge runs under a box."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lineage.layout.shapes import Box, Edge

_TRACK_GAP = 12.0
_FEWEST_LANES = 2_000
_LANES_PER_BOX = 4
_A_PAIR = 2


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


def default_lane_limit(box_count: int) -> int:
    """How many lanes a graph of so many boxes may reserve, unless its options say otherwise."""
    return max(_FEWEST_LANES, _LANES_PER_BOX * box_count)


def thread(boxes: Sequence[Box], edges: Sequence[Edge], closing: Sequence[bool], layer: Sequence[int], limit: int) -> Mesh:
    """Leads every edge through lanes, the shortest first; an edge that would need more than `limit` goes direct."""
    tracks = _Tracks()
    ends = [_ends(edge, back, tracks) for edge, back in zip(edges, closing, strict=True)]
    headroom = [_TRACK_GAP * tracks.count(box) for box in range(len(boxes))]
    height = [box.height + room for box, room in zip(boxes, headroom, strict=True)]
    loom = _Loom(list(layer), height, limit)
    chains: list[Chain] = [Chain((), None, None)] * len(edges)
    for index in sorted(range(len(edges)), key=lambda i: layer[ends[i].right] - layer[ends[i].left]):
        end = ends[index]
        below = Segment(
            end.left, _lowered(end.left_port, headroom[end.left]), end.right, _lowered(end.right_port, headroom[end.right])
        )
        chains[index] = loom.lead(end if closing[index] else below, edges[index].weight, back=closing[index])
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


def _ends(edge: Edge, back: bool, tracks: _Tracks) -> Segment:  # noqa: FBT001 -- private, and named at its one call
    """The edge from left to right: ports below the box's top, or the levels of its turns."""
    if edge.source == edge.target:
        level = tracks.level(edge.source, "loop", edge.source_port, edge.target_port)
        return Segment(edge.source, level, edge.source, level)
    if back:
        entry = tracks.level(edge.target, "in", edge.target_port)
        return Segment(edge.target, entry, edge.source, tracks.level(edge.source, "out", edge.source_port))
    return Segment(edge.source, edge.source_port, edge.target, edge.target_port)


def _lowered(port: float | None, room: float) -> float | None:
    return None if port is None else port + room


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
            return Chain((end.left, end.right), end.left_port, end.right_port, back, direct=True)
        for _ in range(missing):
            trunk.append(len(self.layer))
            self.layer.append(self.layer[end.left] + len(trunk))
            self.height.append(0.0)
        chain = Chain((end.left, *trunk[:passed], end.right), end.left_port, end.right_port, back)
        for segment in segments_of(chain):
            self.segments[segment] = self.segments.get(segment, 0.0) + weight
        return chain


def segments_of(chain: Chain) -> list[Segment]:
    """The pieces of a chain, one for each gap it crosses; none for a direct edge or a self loop."""
    slots = chain.slots
    if chain.direct or len(slots) < _A_PAIR:
        return []
    left_ports = [chain.left_port, *[0.0] * (len(slots) - 2)]
    right_ports = [*[0.0] * (len(slots) - 2), chain.right_port]
    return [Segment(*piece) for piece in zip(slots[:-1], left_ports, slots[1:], right_ports, strict=True)]
