"""Refuses boxes and edges that contradict each other, and says which."""

from collections.abc import Sequence
from math import inf

from lineage.layout.shapes import Box, CannotArrange, Edge


def check(boxes: Sequence[Box], edges: Sequence[Edge]) -> None:
    """Raises CannotArrange for the first repeated key, impossible size, missing box or port outside its box."""
    seen: set[str] = set()
    for box in boxes:
        if box.key in seen:
            raise CannotArrange(f"Two boxes have the key {box.key!r}: give each box a key of its own.")
        if not (0 < box.width < inf and 0 < box.height < inf):
            raise CannotArrange(f"Box {box.key!r} is {box.width} x {box.height} px: give it a size above 0.")
        seen.add(box.key)
    for index, edge in enumerate(edges):
        _check_end(index, edge.source, edge.source_port, boxes)
        _check_end(index, edge.target, edge.target_port, boxes)
        if not 0 < edge.weight < inf:
            raise CannotArrange(f"Edge {index} has the weight {edge.weight}: give it one above 0.")


def _check_end(index: int, end: int, port: float | None, boxes: Sequence[Box]) -> None:
    if not 0 <= end < len(boxes):
        raise CannotArrange(f"Edge {index} names box {end}, but there are {len(boxes)} boxes, counted from 0.")
    if port is not None and not 0 <= port <= boxes[end].height:
        raise CannotArrange(f"Edge {index} has a port {port} px below the top of {boxes[end].key!r}, outside the box.")
