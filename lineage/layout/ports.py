"""Spreads the edges that name no port over the side of their box, so that they do not all end in one point."""

from collections.abc import Sequence

from lineage.layout.heights import port_depth
from lineage.layout.lanes import Mesh, Segment

_CORNER = 12.0

Key = tuple[int, int]


class Ports:
    """How far down the picture each end of a segment lies, in px of its own component.

    Edges without a port are ordered by where they come from or go to, at most `gap` px apart, around the middle of the
    box and clear of its round corners.
    """

    def __init__(self, mesh: Mesh, top: Sequence[float], gap: float) -> None:
        self._mesh = mesh
        self._top = top
        self._gap = gap
        self._spread: dict[Key, float] = {}
        self._collect()

    def left_end(self, segment: Segment) -> float:
        """The height at which a segment begins, on the right side of its left slot."""
        return self.level(segment.left, segment.left_port, segment.right)

    def right_end(self, segment: Segment) -> float:
        """The height at which a segment ends, on the left side of its right slot."""
        return self.level(segment.right, segment.right_port, segment.left)

    def level(self, slot: int, port: float | None, other: int | None = None) -> float:
        """The height of a port, or of the place kept there for the line to or from `other`."""
        middle = port_depth(self._mesh, slot, port)
        if port is None and other is not None:
            middle += self._spread.get((slot, other), 0.0)
        return self._top[slot] + middle

    def _collect(self) -> None:
        leaving: dict[int, set[int]] = {}
        entering: dict[int, set[int]] = {}
        for left, left_port, right, right_port in self._mesh.segments:
            if left_port is None:
                leaving.setdefault(left, set()).add(right)
            if right_port is None:
                entering.setdefault(right, set()).add(left)
        for side in (leaving, entering):
            for slot, others in side.items():
                self._spread_side(slot, others)

    def _spread_side(self, slot: int, others: set[int]) -> None:
        if len(others) == 1:
            return
        box_height = self._mesh.height[slot] - self._mesh.headroom[slot]
        step = min(self._gap, max(box_height - 2 * _CORNER, 0.0) / (len(others) - 1))
        first = -step * (len(others) - 1) / 2
        for i, other in enumerate(sorted(others, key=lambda o: (self._top[o] + port_depth(self._mesh, o, None), o))):
            self._spread[slot, other] = first + step * i
