"""What holds for every graph, whatever its shape."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.layout import Box, Edge, Options, arrange, path_data
from lineage.layout.components import split
from tests.lineage.layout.geometry import misses_its_ports, overlapping, under_boxes
from tests.lineage.layout.graphs import graphs

Graph = tuple[list[Box], list[Edge]]


@settings(max_examples=120, deadline=None)
@given(graphs())
def test_no_two_boxes_overlap(graph: Graph) -> None:
    boxes, edges = graph
    assert overlapping(boxes, arrange(boxes, edges)) == []


@settings(max_examples=120, deadline=None)
@given(graphs())
def test_every_route_runs_from_port_to_port_and_never_under_a_box(graph: Graph) -> None:
    boxes, edges = graph
    arrangement = arrange(boxes, edges)
    assert misses_its_ports(boxes, edges, arrangement) == []
    assert under_boxes(boxes, arrangement) == []


@settings(max_examples=80, deadline=None)
@given(graphs())
def test_edges_run_from_left_to_right_unless_they_are_marked_reversed(graph: Graph) -> None:
    boxes, edges = graph
    arrangement = arrange(boxes, edges)
    for edge, route in zip(edges, arrangement.routes, strict=True):
        ahead = arrangement.places[edge.target].layer - arrangement.places[edge.source].layer
        assert route.reversed == (ahead <= 0)
        if not route.reversed:
            assert list(route.points) == sorted(route.points, key=lambda point: point.x)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_the_same_graph_gives_the_same_picture(graph: Graph) -> None:
    boxes, edges = graph
    assert arrange(boxes, edges) == arrange(list(boxes), list(edges))


@settings(max_examples=60, deadline=None)
@given(graphs(), st.integers(0, 3))
def test_a_cap_on_lanes_loses_no_edge_and_moves_no_box_onto_another(graph: Graph, limit: int) -> None:
    boxes, edges = graph
    arrangement = arrange(boxes, edges, options=Options(lane_limit=limit))
    assert overlapping(boxes, arrangement) == []
    assert misses_its_ports(boxes, edges, arrangement) == []


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_everything_lies_inside_the_picture(graph: Graph) -> None:
    boxes, edges = graph
    arrangement = arrange(boxes, edges)
    corners = [(p.x + b.width, p.y + b.height) for b, p in zip(boxes, arrangement.places, strict=True)]
    corners += [(p.x, p.y) for p in arrangement.places] + [p for route in arrangement.routes for p in route.points]
    assert all(-0.01 <= x <= arrangement.width + 0.01 for x, _ in corners)
    assert all(-0.01 <= y <= arrangement.height + 0.01 for _, y in corners)


@settings(max_examples=60, deadline=None)
@given(graphs(), st.data())
def test_boxes_keep_their_order_in_a_layer_when_others_come_and_go(graph: Graph, data: st.DataObject) -> None:
    boxes, edges = graph
    kept = sorted(data.draw(st.sets(st.integers(0, len(boxes) - 1), min_size=1)))
    number = {box: i for i, box in enumerate(kept)}
    inner = [Edge(number[e.source], number[e.target]) for e in edges if e.source in number and e.target in number]
    before = arrange([boxes[i] for i in kept], inner).positions()
    after = arrange(boxes, edges, previous=before)
    assert overlapping(boxes, after) == []
    for part in split(len(boxes), edges):
        known = [i for i in part.boxes if i in number]
        for a, b in combinations(known, 2):
            if after.places[a].layer == after.places[b].layer:
                was_above = before[boxes[a].key][1] - before[boxes[b].key][1]
                assert (after.places[a].y - after.places[b].y) * was_above >= 0


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_every_route_can_be_drawn(graph: Graph) -> None:
    boxes, edges = graph
    for route in arrange(boxes, edges).routes:
        data = path_data(route.points)
        assert data.startswith("M")
        assert "nan" not in data
