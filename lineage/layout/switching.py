"""Swaps neighbours of a layer wherever that removes crossings."""

from bisect import bisect_left, bisect_right

from lineage.layout.crossings import Pins, Rows, Tie, Ties

Ends = list[float]


def switch(rows: Rows, ties: Ties, rounds: int, *, sideways: bool) -> int:
    """Improves the rows in place, at most `rounds` times over; the number of segment ends looked at.

    `sideways` also swaps neighbours that cross as often either way, which leads out of dead ends. Two pinned slots are
    never swapped. After the first round only layers next to a change are looked at again.
    """
    visited = 0
    order, position = rows.order, rows.position
    stale = set(range(len(order)))
    for _ in range(rounds):
        changed: set[int] = set()
        for layer in sorted(stale):
            slots = order[layer]
            if len(slots) > 1:
                ends = [(_ends(ties.leftward[v], position), _ends(ties.rightward[v], position)) for v in slots]
                visited += sum([len(left) + len(right) for left, right in ends])
                if _switch_layer(slots, ends, rows, sideways=sideways):
                    changed.add(layer)
        stale = {near for layer in changed for near in (layer - 1, layer, layer + 1) if 0 <= near < len(order)}
        if not stale:
            break
    return visited


def _ends(ties: list[Tie], position: list[int]) -> Ends:
    if len(ties) == 1:
        return [position[ties[0][0]] + ties[0][1]]
    return sorted([position[u] + there for u, there, _ in ties])


def _switch_layer(slots: list[int], ends: list[tuple[Ends, Ends]], rows: Rows, *, sideways: bool) -> bool:
    """One pass down a layer; says whether a swap removed a crossing."""
    improved = False
    for i in range(len(slots) - 1):
        (up_left, up_right), (low_left, low_right) = ends[i], ends[i + 1]
        left_crosses = up_left and low_left and up_left[-1] > low_left[0]
        right_crosses = up_right and low_right and up_right[-1] > low_right[0]
        if not (left_crosses or right_crosses) or _both_pinned(slots[i], slots[i + 1], rows.pins):
            continue
        gain = _gain(up_left, low_left) + _gain(up_right, low_right)
        if gain > 0 or (sideways and not gain):
            slots[i], slots[i + 1] = slots[i + 1], slots[i]
            ends[i], ends[i + 1] = ends[i + 1], ends[i]
            rows.position[slots[i]], rows.position[slots[i + 1]] = i, i + 1
            improved = improved or gain > 0
    return improved


def _both_pinned(upper: int, lower: int, pins: Pins) -> bool:
    return pins[upper] is not None and pins[lower] is not None


def _gain(upper: Ends, lower: Ends) -> int:
    """Crossings on one side that go when the two are swapped (negative: that come). Equal ends never cross."""
    size = len(lower)
    if len(upper) == 1:
        return bisect_left(lower, upper[0]) - size + bisect_right(lower, upper[0])
    return sum([bisect_left(lower, end) + bisect_right(lower, end) for end in upper]) - size * len(upper)
