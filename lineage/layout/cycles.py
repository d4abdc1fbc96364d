"""Finds the edges that close a cycle, so that all others can run from left to right."""

from collections.abc import Iterator, Sequence

Ends = Sequence[tuple[int, int]]

_NEW, _OPEN, _DONE = range(3)


def feedback_edges(box_count: int, ends: Ends, roots: Sequence[int]) -> list[bool]:
    """For each edge (source, target), whether it leads back to a box that is being visited depth first.

    Without those edges and the self loops the graph has no cycle. `roots` is the order in which visits begin: boxes
    nothing leads to come first whatever that order says, so that a source stays left of what it feeds.
    """
    outgoing: list[list[int]] = [[] for _ in range(box_count)]
    entered = [False] * box_count
    for index, (source, target) in enumerate(ends):
        if source != target:
            outgoing[source].append(index)
            entered[target] = True
    closing = [False] * len(ends)
    state = [_NEW] * box_count
    for root in sorted(roots, key=entered.__getitem__):
        if state[root] == _NEW:
            _visit(root, ends, outgoing, state, closing)
    return closing


def _visit(root: int, ends: Ends, outgoing: list[list[int]], state: list[int], closing: list[bool]) -> None:
    """Walks depth first from `root` with its own stack: chains are longer than Python's."""
    state[root] = _OPEN
    stack: list[tuple[int, Iterator[int]]] = [(root, iter(outgoing[root]))]
    while stack:
        box, pending = stack[-1]
        for index in pending:
            target = ends[index][1]
            if state[target] == _OPEN:
                closing[index] = True
            elif state[target] == _NEW:
                state[target] = _OPEN
                stack.append((target, iter(outgoing[target])))
                break
        else:
            state[box] = _DONE
            stack.pop()
