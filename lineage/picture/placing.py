"""Arranges boxes, remembering the last few answers: the same picture is asked for again with every column chosen or list filtered."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from lineage.layout import Arrangement, Box, Edge, Options, arrange

# One arrangement of 300 cards holds about half a megabyte.
REMEMBERED = 16
_LARGEST_REMEMBERED = 400

Places = Mapping[str, tuple[float, float]]


def place(boxes: Sequence[Box], edges: Sequence[Edge], options: Options, previous: Places | None = None) -> Arrangement:
    """Arrange boxes and edges as `lineage.layout.arrange` does; large graphs are arranged anew each time."""
    if len(boxes) > _LARGEST_REMEMBERED:
        return arrange(boxes, edges, options=options, previous=previous)
    return _remembered(tuple(boxes), tuple(edges), options, tuple(sorted(previous.items())) if previous else ())


@lru_cache(maxsize=REMEMBERED)
def _remembered(
    boxes: tuple[Box, ...], edges: tuple[Edge, ...], options: Options, previous: tuple[tuple[str, tuple[float, float]], ...]
) -> Arrangement:
    return arrange(boxes, edges, options=options, previous=dict(previous) or None)
