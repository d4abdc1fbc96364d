"""Turns the chains of a settled component into routes: points from port to port through lanes and gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

from lineage.layout.channels import Span, stagger
from lineage.layout.lanes import Chain, Mesh, Segment
from lineage.layout.ports import Ports
from lineage.layout.shapes import Box, Edge, Point, Route


@dataclass(frozen=True, slots=True)
class Column:
    """The room of one layer in px: every box of the layer lies between `left` and `right`."""

    left: float
    right: float


def draw_routes(mesh: Mesh, boxes: Sequence[Box], edges: Sequence[Edge], columns: Sequence[Column], ports: Ports) -> list[Route]:
    """One route per edge, in the order given, in px of the component."""
    pen = _Pen(mesh, boxes, columns, ports)
    return [pen.route(edge, chain) for edge, chain in zip(edges, mesh.chains, strict=True)]


def box_sides(box: Box, column: Column) -> tuple[float, float]:
    """Left and right of a box in px: boxes stand in the middle of their column."""
    left = (column.left + column.right - box.width) / 2
    return left, left + box.width


class _Pen:
    """Knows where everything is and draws one route after the other."""

    def __init__(self, mesh: Mesh, boxes: Sequence[Box], columns: Sequence[Column], ports: Ports) -> None:
        self._mesh = mesh
        self._columns = columns
        self._ports = ports
        self._sides = [box_sides(box, columns[mesh.layer[i]]) for i, box in enumerate(boxes)]
        self._bends = self._stagger()

    def route(self, edge: Edge, chain: Chain) -> Route:
        """The route of one edge."""
        if len(chain.slots) == 1:
            return Route(_joined(self._loop(edge, chain)), reversed=True)
        if chain.direct:
            ends = [self._start(edge, chain), self._end(edge, chain)]
            return Route(tuple(point for end in ends for point in end), reversed=chain.reversed, direct=True)
        through = [point for segment in chain.segments for point in self._bend(segment)]
        if chain.reversed:
            through.reverse()
        return Route(_joined([*self._start(edge, chain), *through, *self._end(edge, chain)]), reversed=chain.reversed)

    def _stagger(self) -> list[dict[Span, Span]]:
        spans: list[set[Span]] = [set() for _ in self._columns]
        for segment in self._mesh.segments:
            spans[self._mesh.layer[segment.left]].add(self._span(segment))
        return [stagger(gap) for gap in spans]

    def _span(self, segment: Segment) -> Span:
        return self._ports.left_end(segment), self._ports.right_end(segment)

    def _bend(self, segment: Segment) -> tuple[Point, Point]:
        """Start and end of the curve of one segment, from left to right."""
        layer = self._mesh.layer[segment.left]
        start, stop = self._span(segment)
        left, right = self._columns[layer].right, self._columns[layer + 1].left
        first, last = self._bends[layer][start, stop]
        return Point(left + (right - left) * first, start), Point(left + (right - left) * last, stop)

    def _own_port(self, box: int, port: float | None, other: int | None) -> float:
        """The height of the port an edge names, or of the place kept for it."""
        if port is None:
            return self._ports.level(box, None, other)
        return self._ports.level(box, port + self._mesh.headroom[box])

    def _start(self, edge: Edge, chain: Chain) -> list[Point]:
        """From the right side of the source to the edge of its column; back over the box if the edge is reversed."""
        box = chain.slots[-1] if chain.reversed else chain.slots[0]
        column = self._columns[self._mesh.layer[box]]
        level = self._own_port(box, edge.source_port, None if chain.reversed else chain.slots[1])
        points = [Point(self._sides[box][1], level), Point(column.right, level)]
        if chain.reversed and not chain.direct:
            track = self._ports.level(box, chain.right_port)
            points += [Point(column.right, track), Point(column.left, track)]
        return points

    def _end(self, edge: Edge, chain: Chain) -> list[Point]:
        """From the edge of the target's column to its left side, over the box first if the edge is reversed."""
        box = chain.slots[0] if chain.reversed else chain.slots[-1]
        column = self._columns[self._mesh.layer[box]]
        level = self._own_port(box, edge.target_port, None if chain.reversed else chain.slots[-2])
        points = [Point(column.left, level), Point(self._sides[box][0], level)]
        if chain.reversed and not chain.direct:
            track = self._ports.level(box, chain.left_port)
            points = [Point(column.right, track), Point(column.left, track), *points]
        return points

    def _loop(self, edge: Edge, chain: Chain) -> list[Point]:
        """Out at the right, over the box, in at the left."""
        box = chain.slots[0]
        left, right = self._sides[box]
        track = self._ports.level(box, chain.left_port)
        start = Point(right, self._own_port(box, edge.source_port, None))
        end = Point(left, self._own_port(box, edge.target_port, None))
        return [start, Point(right, track), Point(left, track), end]


def _joined(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points without repetitions and without those in the middle of a level line."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and kept[-2].y == kept[-1].y == point.y:
            kept.pop()
        kept.append(point)
    return tuple(kept)
