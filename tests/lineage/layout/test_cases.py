"""Small graphs and the pictures expected of them, as data."""

import pytest

from lineage.layout import Edge, arrange
from tests.lineage.layout.graphs import cards, lines

# name, number of boxes, edges, layer of each box, crossings, which edges run back
CASES = [
    ("a chain takes a layer each", 3, [(0, 1), (1, 2)], [0, 1, 2], 0, []),
    ("the longest path sets the layer", 3, [(0, 1), (1, 2), (0, 2)], [0, 1, 2], 0, []),
    ("a source stands next to what it feeds", 5, [(0, 1), (1, 2), (2, 3), (4, 3)], [0, 1, 2, 3, 2], 0, []),
    ("a crossing that can go goes", 4, [(0, 3), (1, 2)], [0, 0, 1, 1], 0, []),
    ("a crossing that must stay stays", 4, [(0, 2), (0, 3), (1, 2), (1, 3)], [0, 0, 1, 1], 1, []),
    ("a cycle runs back once", 3, [(0, 1), (1, 2), (2, 0)], [0, 1, 2], 0, [2]),
    ("a cycle begins where it is fed", 4, [(0, 1), (1, 2), (2, 0), (3, 1)], [3, 1, 2, 0], 0, [0]),
    ("lone boxes take turns over the columns", 4, [(0, 1)], [0, 1, 0, 1], 0, []),
    ("a box of loops only is alone", 3, [(0, 1), (2, 2)], [0, 1, 0], 0, [1]),
    ("two parts start at the left", 5, [(0, 1), (1, 2), (3, 4)], [0, 1, 2, 0, 1], 0, []),
]


@pytest.mark.parametrize(("count", "ends", "layers", "crossings", "back"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_small_graph_is_drawn_as_expected(
    count: int, ends: list[tuple[int, int]], layers: list[int], crossings: int, back: list[int]
) -> None:
    picture = arrange(cards(count), lines(ends))
    assert [place.layer for place in picture.places] == layers
    assert picture.crossings == crossings
    assert [i for i, route in enumerate(picture.routes) if route.reversed] == back


def test_parts_lie_under_each_other_the_largest_first() -> None:
    places = arrange(cards(6), lines([(0, 1), (2, 3), (3, 4)])).places
    assert max(places[i].y for i in (2, 3, 4)) + 40 < min(places[i].y for i in (0, 1))
    assert places[5].y > max(place.y for place in places[:5])


def test_one_column_line_after_the_other_comes_out_straight() -> None:
    boxes = cards(3, height=200)
    edges = [Edge(0, 1, port, port) for port in (60.0, 86.0, 112.0)] + [Edge(1, 2, port, port) for port in (60.0, 86.0)]
    assert all(len({point.y for point in route.points}) == 1 for route in arrange(boxes, edges).routes)


def test_a_long_edge_runs_level_through_its_lanes() -> None:
    edges = lines([(0, 1), (1, 2), (2, 3), (0, 3)])
    picture = arrange(cards(4), edges)
    levels = {point.y for point in picture.routes[3].points[1:-1]}
    assert len(levels) == 1
    assert not any(place.y < level < place.y + 40 for place in picture.places[1:3] for level in levels)
