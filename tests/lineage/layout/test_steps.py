"""The steps of the layout, each by itself, against the plainest way to say the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.layout import Box, Edge
from lineage.layout.crossings import Rows, Ties, count_crossings, tie
from lineage.layout.cycles import feedback_edges
from lineage.layout.lanes import thread
from lineage.layout.layers import assign_layers
from lineage.layout.switching import switch
from tests.lineage.layout.geometry import crossings_in_gaps
from tests.lineage.layout.graphs import cards

ENDS = st.lists(st.tuples(*[st.integers(0, 9)] * 2), max_size=30)
TWO_SIDES = st.lists(st.tuples(st.integers(0, 7), st.integers(8, 15)), max_size=40)
PORTS = st.lists(st.integers(0, 40).map(float), min_size=80, max_size=80)


@given(ENDS, st.permutations(range(10)))
def test_without_its_feedback_edges_a_graph_has_layers(ends: list[tuple[int, int]], roots: list[int]) -> None:
    closing = feedback_edges(10, ends, roots)
    forward = [(b, a) if back else (a, b) for (a, b), back in zip(ends, closing, strict=True) if a != b]
    layer = assign_layers(10, forward)
    assert all(layer[left] < layer[right] for left, right in forward)
    assert min(layer) == 0


@given(TWO_SIDES, PORTS, st.permutations(range(8)), st.permutations(range(8, 16)))
def test_crossings_are_counted_as_one_would_by_hand(
    ends: list[tuple[int, int]], ports: list[float], left: list[int], right: list[int]
) -> None:
    rows, ties = two_rows(ends, ports, left, right)
    spans = {
        (rows.position[a] + (p + 0.5) / 41, rows.position[b] + (q + 0.5) / 41)
        for (a, b), p, q in zip(ends, ports[::2], ports[1::2], strict=False)
    }
    assert count_crossings(rows, ties) == crossings_in_gaps(sorted(spans))


@settings(max_examples=60)
@given(TWO_SIDES, PORTS, st.permutations(range(8)), st.permutations(range(8, 16)))
def test_swapping_neighbours_never_adds_a_crossing(
    ends: list[tuple[int, int]], ports: list[float], left: list[int], right: list[int]
) -> None:
    rows, ties = two_rows(ends, ports, left, right)
    before = count_crossings(rows, ties)
    switch(rows, ties, rounds=4, sideways=True)
    assert count_crossings(rows, ties) <= before
    assert all(rows.order[layer][rows.position[slot]] == slot for layer in (0, 1) for slot in rows.order[layer])


def two_rows(ends: list[tuple[int, int]], ports: list[float], left: list[int], right: list[int]) -> tuple[Rows, Ties]:
    """Two layers of eight boxes each in the given orders, with the edges between them."""
    boxes: list[Box] = cards(16)
    edges = [Edge(a, b, p, q) for (a, b), p, q in zip(ends, ports[::2], ports[1::2], strict=False)]
    mesh = thread(boxes, edges, [False] * len(edges), [0] * 8 + [1] * 8, limit=0)
    return Rows.of([list(left), list(right)], [None] * 16), tie(mesh)


def test_lanes_beyond_the_limit_are_not_made_and_the_shortest_edges_come_first() -> None:
    edges = [Edge(0, 4), Edge(0, 2), Edge(0, 3)]
    mesh = thread(cards(5), edges, [False] * 3, [0, 1, 2, 3, 4], limit=2)
    assert [chain.direct for chain in mesh.chains] == [True, False, False]
    assert len(mesh.layer) == 5 + 2
