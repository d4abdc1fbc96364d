"""What must hold in any picture, said once for the tests of the layout."""

from collections.abc import Sequence
from itertools import pairwise

from lineage.layout import Arrangement, Box, Edge, Place

Rectangle = tuple[float, float, float, float]


def overlapping(boxes: Sequence[Box], arrangement: Arrangement) -> list[tuple[str, str]]:
    """Keys of the pairs of boxes that share some area."""
    areas = [_area(box, place) for box, place in zip(boxes, arrangement.places, strict=True)]
    return [(boxes[i].key, boxes[j].key) for i in range(len(boxes)) for j in range(i) if _share_area(areas[i], areas[j])]


def misses_its_ports(boxes: Sequence[Box], edges: Sequence[Edge], arrangement: Arrangement) -> list[Edge]:
    """Edges whose route does not run from the right side of the source to the left side of the target, at its ports."""
    wrong = []
    for edge, route in zip(edges, arrangement.routes, strict=True):
        start, end = route.points[0], route.points[-1]
        source, target = arrangement.places[edge.source], arrangement.places[edge.target]
        right_side = abs(start.x - source.x - boxes[edge.source].width) < 0.01
        left_side = abs(end.x - target.x) < 0.01
        out = _on_port(start.y - source.y, edge.source_port, boxes[edge.source].height)
        into = _on_port(end.y - target.y, edge.target_port, boxes[edge.target].height)
        if not (right_side and left_side and out and into):
            wrong.append(edge)
    return wrong


def under_boxes(boxes: Sequence[Box], arrangement: Arrangement) -> list[int]:
    """Indices of the edges, direct ones apart, whose level lines or curves enter a box.

    A curve stays between the heights and widths of its ends, so its rectangle bounds it.
    """
    areas = [_area(box, place) for box, place in zip(boxes, arrangement.places, strict=True)]
    return [
        index
        for index, route in enumerate(arrangement.routes)
        if not route.direct
        and any(
            _share_area((min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y)), area)
            for a, b in pairwise(route.points)
            for area in areas
        )
    ]


def crossings_in_gaps(spans: Sequence[tuple[float, float]]) -> int:
    """Pairs of lines (height at the left, height at the right) that cross, counted one by one."""
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for i, a in enumerate(spans) for b in spans[:i])


def _on_port(level: float, port: float | None, height: float) -> bool:
    return 0 <= level <= height if port is None else abs(level - port) < 0.01


def _area(box: Box, place: Place) -> Rectangle:
    return (place.x, place.y, place.x + box.width, place.y + box.height)


def _share_area(a: Rectangle, b: Rectangle) -> bool:
    """Whether two rectangles meet inside, touching apart; a line counts as a rectangle without width."""
    slack = 0.01
    return a[0] < b[2] - slack and b[0] < a[2] - slack and a[1] < b[3] - slack and b[1] < a[3] - slack
