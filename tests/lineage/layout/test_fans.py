"""Many edges at one box stay apart."""

from itertools import pairwise

from lineage.layout import Arrangement, Box, Edge, Point, arrange
from tests.lineage.layout.graphs import cards, lines


def test_edges_without_ports_spread_over_the_side_of_their_box_in_order() -> None:
    picture = arrange(cards(6, height=100), lines((i, 5) for i in range(5)))
    ends = sorted((picture.places[i].y, picture.routes[i].points[-1].y) for i in range(5))
    assert all(b[1] - a[1] == 10 for a, b in pairwise(ends))


def test_a_crowd_of_edges_squeezes_together_but_keeps_off_the_corners() -> None:
    picture = arrange(cards(31, height=64), lines((i, 30) for i in range(30)))
    ends = [route.points[-1].y - picture.places[30].y for route in picture.routes]
    assert (round(min(ends)), round(max(ends)), len(set(ends))) == (12, 52, 30)


def test_a_lone_edge_meets_the_middle_of_the_side() -> None:
    picture = arrange(cards(2), lines([(0, 1)]))
    assert [point.y for point in picture.routes[0].points] == [20, 20]


def test_curves_into_a_focus_keep_apart_where_they_are_steep() -> None:
    boxes = [*cards(7, height=300), Box("focus", 180, 260)]
    edges = [Edge(i, 7, 150.0, 60.0 + 26 * i) for i in range(7)]
    picture = arrange(boxes, edges)
    falling = [picture.routes[i].points for i in range(7) if _drop(picture, i) > 200]
    assert len(falling) == 3
    starts = sorted(_bend_start(points) for points in falling)
    assert all(b - a > 7 for a, b in pairwise(starts))


def _drop(picture: Arrangement, index: int) -> float:
    points = picture.routes[index].points
    return points[-1].y - points[0].y


def _bend_start(points: tuple[Point, ...]) -> float:
    """Where a route leaves the height it started at."""
    return max(point.x for point in points if point.y == points[0].y)
