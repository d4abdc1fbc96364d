"""Gives every box a layer, so that each edge leads to a later one and few edges are long."""

from collections.abc import Sequence

_MOST_PULLS = 10


def assign_layers(box_count: int, ends: Sequence[tuple[int, int]]) -> list[int]:
    """The layer of each box, 0 leftmost, for edges (left, right) without a cycle.

    Longest path from the sources first; then each box with more edges on one side moves as near as it may to that
    side, until nothing moves (at most ten times).
    """
    before: list[list[int]] = [[] for _ in range(box_count)]
    after: list[list[int]] = [[] for _ in range(box_count)]
    for left, right in ends:
        before[right].append(left)
        after[left].append(right)
    layer, sequence = _longest_paths(before, after)
    for turn in range(_MOST_PULLS):
        if not _pull(sequence if turn % 2 else sequence[::-1], before, after, layer):
            break
    return layer


def _longest_paths(before: list[list[int]], after: list[list[int]]) -> tuple[list[int], list[int]]:
    """Layers by longest path, and the boxes in an order that respects every edge (Kahn)."""
    waiting = [len(lefts) for lefts in before]
    layer = [0] * len(before)
    sequence = [box for box, count in enumerate(waiting) if not count]
    for box in sequence:
        for right in after[box]:
            layer[right] = max(layer[right], layer[box] + 1)
            waiting[right] -= 1
            if not waiting[right]:
                sequence.append(right)
    return layer, sequence


def _pull(sequence: list[int], before: list[list[int]], after: list[list[int]], layer: list[int]) -> bool:
    """Moves each box once towards the side with more edges; says whether any moved."""
    moved = False
    for box in sequence:
        surplus = len(after[box]) - len(before[box])
        if surplus > 0:
            goal = min([layer[right] for right in after[box]]) - 1
        elif surplus < 0:
            goal = max([layer[left] for left in before[box]]) + 1
        else:
            continue
        if goal != layer[box]:
            layer[box] = goal
            moved = True
    return moved
