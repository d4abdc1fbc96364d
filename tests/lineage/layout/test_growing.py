"""A picture that grows stays recognisable."""

from lineage.layout import Box, Edge, arrange
from tests.lineage.layout.graphs import cards, lines

SHOP = lines([(0, 3), (1, 3), (1, 4), (2, 4), (3, 5), (4, 5), (4, 6)])


def test_drawing_the_same_graph_again_moves_nothing() -> None:
    before = arrange(cards(7), SHOP)
    after = arrange(cards(7), SHOP, previous=before.positions())
    assert all(abs(x) + abs(y) < 1 for x, y in moves(before.positions(), after.positions()))


def test_expanding_a_box_downstream_leaves_the_others_almost_where_they_were() -> None:
    before = arrange(cards(7), SHOP)
    after = arrange(cards(9), [*SHOP, Edge(5, 7), Edge(5, 8)], previous=before.positions())
    assert all(abs(x) + abs(y) < 20 for x, y in moves(before.positions(), after.positions()))


def test_a_box_that_goes_leaves_a_gap_and_the_others_in_place() -> None:
    before = arrange(cards(10), lines((i, 0) for i in range(1, 10))).positions()
    rest = [box for box in cards(10) if box.key != "b4"]
    after = arrange(rest, lines((i, 0) for i in range(1, 9)), previous=before).positions()
    del before["b4"]
    assert all(abs(x) + abs(y) < 20 for x, y in moves(before, after))


def test_expanding_upstream_moves_all_by_one_drift() -> None:
    before = arrange(cards(7), SHOP)
    after = arrange(cards(9), [*SHOP, Edge(7, 0), Edge(8, 0)], previous=before.positions())
    across, down = after.drift(before.positions())
    assert across == 180 + 112
    rest = [(x - across, y - down) for x, y in moves(before.positions(), after.positions())]
    assert all(abs(x) + abs(y) < 20 for x, y in rest)


def test_a_former_order_is_kept_even_where_it_costs_a_crossing() -> None:
    edges = lines([(0, 3), (1, 2)])
    crossed = {"b0": (0.0, 0.0), "b1": (0.0, 70.0), "b2": (292.0, 0.0), "b3": (292.0, 70.0)}
    joined = [*edges, Edge(0, 2)]
    assert arrange(cards(4), joined).crossings == 0
    picture = arrange(cards(4), joined, previous=crossed)
    assert picture.crossings == 1
    assert picture.places[0].y < picture.places[1].y
    assert picture.places[2].y < picture.places[3].y


def test_names_nobody_knows_any_more_do_no_harm() -> None:
    boxes = [Box("a", 10, 10), Box("b", 10, 10)]
    gone = {"z": (5.0, 5.0)}
    assert arrange(boxes, [Edge(0, 1)], previous=gone) == arrange(boxes, [Edge(0, 1)])
    assert arrange(boxes, []).drift(gone) == (0.0, 0.0)


def moves(before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]) -> list[tuple[float, float]]:
    """How far each box known before has moved, across and down."""
    return [(after[key][0] - x, after[key][1] - y) for key, (x, y) in before.items()]
