"""Refuses boxes and edges that contradict each other, and says which."""

from collections.abc import Sequence
from math import inf

from lineage.layout.shapes import Box, CannotArrangeError, Edge


def check(boxes: Sequence[Box], edges: Sequence[Edge]) -> None:
    """Raises CannotArrangeError for the first repeated key, impossible size, missing box or port outside its box."""
    seen: set[str] = set()
    for box in boxes:
        if box.key in seen:
            message = f"Two boxes have the key {box.key!r}: give each box a key of its own."
            raise CannotArrangeError(message)
        if not (0 < box.width < inf and 0 < box.height < inf):
            message = f"Box {box.key!r} is {box.width} x {box.height} px: give it a size above 0."
            raise CannotArrangeError(message)
        seen.add(box.key)
    for index, edge in enumerate(edges):
        for end, port in ((edge.source, edge.source_port), (edge.target, edge.target_port)):
            if not 0 <= end < len(boxes):
                message = f"Edge {index} names box {end}, but there are {len(boxes)} boxes, counted from 0."
                raise CannotArrangeError(message)
            if port is not None and not 0 <= port <= boxes[end].height:
                message = f"Edge {index} has a port {port} px below the top of {boxes[end].key!r}, outside the box."
                raise CannotArrangeError(message)
        if not 0 < edge.weight < inf:
            message = f"Edge {index} has the weight {edge.weight}: give it one above 0."
            raise CannotArrangeError(message)
