"""Makers of boxes, edges and seeded graphs for the tests of the layout."""

from collections.abc import Iterable

from hypothesis import strategies as st

from lineage.layout import Box, Edge


def cards(count: int, width: float = 180, height: float = 40) -> list[Box]:
    """So many boxes of one size, named b0, b1 and so on."""
    return [Box(f"b{i}", width, height) for i in range(count)]


def lines(ends: Iterable[tuple[int, int]]) -> list[Edge]:
    """Edges without ports."""
    return [Edge(source, target) for source, target in ends]


@st.composite
def graphs(draw: st.DrawFn, most: int = 14) -> tuple[list[Box], list[Edge]]:
    """Any graph: cycles, self loops, duplicates, lone boxes, boxes of all sizes, some edges with ports."""
    sizes = draw(st.lists(st.tuples(st.integers(20, 300), st.integers(16, 400)), min_size=1, max_size=most))
    boxes = [Box(f"b{i}", width, height) for i, (width, height) in enumerate(sizes)]
    ends = draw(st.lists(st.tuples(*[st.integers(0, len(boxes) - 1)] * 2), max_size=2 * most))
    return boxes, [Edge(s, t, draw(_port(boxes[s])), draw(_port(boxes[t]))) for s, t in ends]


def _port(box: Box) -> st.SearchStrategy[float | None]:
    return st.one_of(st.none(), st.integers(0, int(box.height)).map(float))
