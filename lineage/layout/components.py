"""Splits a graph into its connected parts, so that each is arranged alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from lineage.layout.shapes import Edge


@dataclass(frozen=True, slots=True)
class Component:
    """Indices of the boxes and edges of one connected part, ascending."""

    boxes: tuple[int, ...]
    edges: tuple[int, ...]


def split(box_count: int, edges: Sequence[Edge]) -> list[Component]:
    """The connected parts of the graph, in the order of their first box (directions do not matter)."""
    owner = _owners(box_count, edges)
    boxes: dict[int, list[int]] = {}
    for box in range(box_count):
        boxes.setdefault(owner[box], []).append(box)
    members: dict[int, list[int]] = {}
    for index, edge in enumerate(edges):
        members.setdefault(owner[edge.source], []).append(index)
    return [Component(tuple(group), tuple(members.get(root, ()))) for root, group in boxes.items()]


def _owners(box_count: int, edges: Sequence[Edge]) -> list[int]:
    """For each box the representative of its part (union-find with path halving)."""
    parent = list(range(box_count))

    def find(box: int) -> int:
        while parent[box] != box:
            parent[box] = parent[parent[box]]
            box = parent[box]
        return box

    for edge in edges:
        a, b = find(edge.source), find(edge.target)
        if a != b:
            parent[max(a, b)] = min(a, b)
    return [find(box) for box in range(box_count)]
