"""First orders of the slots in their layers: by walking the graph, or as they were drawn before."""

from collections import deque
from collections.abc import Iterator, Sequence

from lineage.layout.crossings import Tie, Ties
from lineage.layout.lanes import Mesh

_SPREADING = 8


def walked_order(mesh: Mesh, ties: Ties, start: int) -> list[list[int]]:
    """The order in which a walk meets the slots; neighbours in the graph come to lie near each other.

    `start` 0 to 3 picks the walk: depth first or (2, 3) breadth first, beginning at the left or (1, 3) at the right.
    """
    from_right = bool(start & 1)
    breadth = bool(start & 2)
    ways = (ties.leftward, ties.rightward) if from_right else (ties.rightward, ties.leftward)
    order: list[list[int]] = [[] for _ in range(mesh.layer_count)]
    seen = bytearray(len(mesh.layer))
    for root in sorted(range(len(mesh.layer)), key=mesh.layer.__getitem__, reverse=from_right):
        if not seen[root]:
            seen[root] = 1
            for slot in _walk(root, ways, seen, breadth=breadth):
                order[mesh.layer[slot]].append(slot)
    return order


def _walk(root: int, ways: Sequence[list[list[Tie]]], seen: bytearray, *, breadth: bool) -> Iterator[int]:
    """The slots that can be reached from `root`, each once."""
    pending = deque([root])
    while pending:
        slot = pending.popleft() if breadth else pending.pop()
        yield slot
        for way in ways:
            for other, _, _ in reversed(way[slot]):
                if not seen[other]:
                    seen[other] = 1
                    pending.append(other)


def remembered_order(mesh: Mesh, ties: Ties, heights: Sequence[float | None]) -> list[list[int]]:
    """The order by known heights (px, None where unknown); an unknown slot takes the mean height of its neighbours."""
    level = list(heights)
    for _ in range(_SPREADING):
        unknown = [slot for slot, height in enumerate(level) if height is None]
        found = {slot: _mean_level(slot, ties, level) for slot in unknown}
        if not any(height is not None for height in found.values()):
            break
        for slot, height in found.items():
            level[slot] = height
    order: list[list[int]] = [[] for _ in range(mesh.layer_count)]
    lowest = max([height for height in level if height is not None], default=0.0)
    placed = [lowest if height is None else height for height in level]
    for slot in sorted(range(len(level)), key=placed.__getitem__):
        order[mesh.layer[slot]].append(slot)
    return order


def _mean_level(slot: int, ties: Ties, level: list[float | None]) -> float | None:
    near = [level[t.slot] for way in ties for t in way[slot]]
    known = [height for height in near if height is not None]
    return sum(known) / len(known) if known else None
