"""Graphs that have broken layouts before: each is drawn, without overlap, in reasonable time."""

import random
from collections.abc import Callable, Iterable, Iterator
from time import process_time

import pytest

from lineage.layout import Arrangement, Box, CannotArrange, Edge, arrange
from tests.lineage.layout.geometry import misses_its_ports, overlapping
from tests.lineage.layout.graphs import cards, lines

Ends = Callable[[], Iterable[tuple[int, int]]]


def test_nothing_to_draw_is_an_empty_picture() -> None:
    assert arrange([], []) == Arrangement((), (), (), 0.0, 0.0, 0)


def test_a_single_box_fills_the_picture() -> None:
    picture = arrange([Box("orders", 180, 40)], [])
    assert (picture.places, picture.width, picture.height) == (((0, 0, 0),), 180, 40)


def test_a_self_loop_goes_round_over_its_box() -> None:
    picture = arrange([Box("orders", 180, 40)], [Edge(0, 0, 30.0, 10.0)])
    route, place = picture.routes[0], picture.places[0]
    assert route.reversed
    assert [round(point.y - place.y) for point in route.points] == [30, -12, -12, 10]
    assert place.x >= 18 <= picture.width - place.x - 180


def test_of_two_boxes_that_feed_each_other_one_edge_runs_back_over_both() -> None:
    picture = arrange(cards(2), lines([(0, 1), (1, 0)]))
    forward, back = picture.routes
    assert (forward.reversed, back.reversed) == (False, True)
    assert back.points[0].x > back.points[-1].x
    assert min(point.y for point in back.points) < min(place.y for place in picture.places)


def test_duplicate_edges_share_one_route() -> None:
    first, second = arrange(cards(2), lines([(0, 1), (0, 1)])).routes
    assert first == second


def test_a_thousand_lone_boxes_make_a_grid_and_no_tower() -> None:
    boxes = cards(1000)
    picture = arrange(boxes, [])
    assert overlapping(boxes[:60], arrange(boxes[:60], [])) == []
    assert {place.layer for place in picture.places} == set(range(6))
    assert picture.height < 1000 * (40 + 30) / 5


def dense_bipartite() -> Iterator[tuple[int, int]]:
    pick = random.Random(3)
    return ((pick.randrange(50), 50 + pick.randrange(50)) for _ in range(1500))


def long_skips() -> Iterator[tuple[int, int]]:
    pick = random.Random(4)
    yield from ((i, i + 1) for i in range(1499))
    for _ in range(1500):
        start = pick.randrange(1499)
        yield (start, min(1499, start + pick.randint(2, 300)))


SLOW: list[tuple[str, int, Ends]] = [
    ("a chain of 3,000", 3000, lambda: ((i, i + 1) for i in range(2999))),
    ("a fan of 2,000", 2001, lambda: ((0, i) for i in range(1, 2001))),
    ("1,500 edges between two sides of 50", 100, dense_bipartite),
    ("1,500 layers with skips of up to 300", 1500, long_skips),
]


@pytest.mark.parametrize(("count", "ends"), [case[1:] for case in SLOW], ids=[case[0] for case in SLOW])
def test_a_graph_of_an_awkward_shape_is_drawn_in_time(count: int, ends: Ends) -> None:
    boxes, edges = cards(count), lines(ends())
    started = process_time()
    picture = arrange(boxes, edges)
    assert process_time() - started < 3.0  # the goal is half of it, on a machine with nothing else to do
    assert misses_its_ports(boxes, edges, picture) == []
    assert sum(route.direct for route in picture.routes) < len(edges) / 2


BAD = [
    ([Box("a", 10, 10)], [Edge(0, 1)], "names box 1, but there are 1 boxes"),
    ([Box("a", 10, 10), Box("a", 10, 10)], [], "Two boxes have the key 'a'"),
    ([Box("a", 0, 10)], [], "give it a size above 0"),
    ([Box("a", float("nan"), 10)], [], "give it a size above 0"),
    ([Box("a", 10, 10)], [Edge(0, 0, 11.0)], "outside the box"),
    ([Box("a", 10, 10)], [Edge(0, 0, weight=-1.0)], "give it one above 0"),
]


@pytest.mark.parametrize(("boxes", "edges", "message"), BAD)
def test_what_cannot_be_arranged_is_refused_with_the_reason(boxes: list[Box], edges: list[Edge], message: str) -> None:
    with pytest.raises(CannotArrange, match=message):
        arrange(boxes, edges)
