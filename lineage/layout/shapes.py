"""What a lineage picture is made of: boxes and edges going in, places and routes coming out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple


class CannotArrange(ValueError):
    """The boxes and edges contradict each other; the message says which one and what to do."""


class Point(NamedTuple):
    """A point of the picture in px, y growing downwards."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """One card: `key` is its stable name, `width` and `height` its size in px."""

    key: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Edge:
    """One line from the right side of box `source` to the left side of box `target` (both indices into the boxes).

    A port is the distance in px from the top of its box; None means anywhere on that side: lines without a port are
    spread over the side. Heavier edges are drawn straighter.
    """

    source: int
    target: int
    source_port: float | None = None
    target_port: float | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look for few crossings, counted in work and not in seconds, so that the picture stays repeatable.

    `starts` first orders are tried, each improved by at most `sweeps` passes and given up after `patience` passes
    without a gain; `switching` rounds of swapping neighbours follow every pass, up to `finishing` rounds the best
    order; `settling` passes set the heights. `visits` bounds the segment ends looked at before the finishing rounds.
    """

    starts: int
    sweeps: int
    patience: int
    switching: int
    finishing: int
    settling: int
    visits: int


@dataclass(frozen=True, slots=True)
class Options:
    """Distances in px; `effort` None picks it by the size of the graph.

    `lane_limit` caps the lanes reserved for edges that pass layers; beyond it the longest edges are drawn direct.
    None stands for four lanes for each box and edge, at least 6,000.
    """

    layer_gap: float = 112.0
    box_gap: float = 30.0
    lane_gap: float = 18.0
    component_gap: float = 56.0
    port_gap: float = 10.0
    lane_limit: int | None = None
    effort: Effort | None = None


class Place(NamedTuple):
    """Where a box lies: its top left corner in px and its layer, 0 being the leftmost."""

    x: float
    y: float
    layer: int


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one edge, from its source port to its target port.

    Two points of one height are joined by a straight line, two points above each other by a turn in the gap between
    layers, all others by a curve that starts and ends level. `reversed` marks an edge that closes a cycle and so runs
    from right to left; `direct` one that had no lane reserved and may pass under boxes.
    """

    points: tuple[Point, ...]
    reversed: bool = False
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The whole picture: one place per box and one route per edge, in the order given; its size in px."""

    keys: tuple[str, ...]
    places: tuple[Place, ...]
    routes: tuple[Route, ...]
    width: float
    height: float
    crossings: int

    def positions(self) -> dict[str, tuple[float, float]]:
        """Top left corners by key: what to hand back as `previous` when the graph grows."""
        return {key: (place.x, place.y) for key, place in self._placed()}

    def drift(self, previous: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
        """How far (px right, px down) the boxes known before have moved, by their median: pan by it to stand still."""
        moves = [(p.x - previous[k][0], p.y - previous[k][1]) for k, p in self._placed() if k in previous]
        if not moves:
            return (0.0, 0.0)
        return (median(dx for dx, _ in moves), median(dy for _, dy in moves))

    def _placed(self) -> Iterator[tuple[str, Place]]:
        return zip(self.keys, self.places, strict=True)
