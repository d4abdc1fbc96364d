"""Which way a promise moved, and for whom that is trouble."""

from collections.abc import Iterable
from enum import StrEnum


class Direction(StrEnum):
    """Which way a promise moved: it promises more (tightens), less (loosens), each in part (both), or nobody can say (undetermined)."""

    NONE = "none"
    TIGHTENS = "tightens"
    LOOSENS = "loosens"
    BOTH = "both"
    UNDETERMINED = "undetermined"

    @property
    def back(self) -> "Direction":
        """The direction of the change undone."""
        return _BACK.get(self, self)


class Perspective(StrEnum):
    """Who must live with a change: those who read what is promised, or those who must now keep it."""

    CONSUMER = "consumer"
    PRODUCER = "producer"


_BACK = {Direction.TIGHTENS: Direction.LOOSENS, Direction.LOOSENS: Direction.TIGHTENS}
_BREAKS = {
    Perspective.CONSUMER: {Direction.LOOSENS, Direction.BOTH},
    Perspective.PRODUCER: {Direction.TIGHTENS, Direction.BOTH},
}


def towards(*, before_holds_after: bool, after_holds_before: bool) -> Direction:
    """Read the direction off two sets of what is allowed: a smaller set is a stronger promise."""
    if before_holds_after and after_holds_before:
        return Direction.NONE
    if before_holds_after:
        return Direction.TIGHTENS
    return Direction.LOOSENS if after_holds_before else Direction.BOTH


def together(directions: Iterable[Direction]) -> Direction:
    """Join directions: what is undetermined stays so, opposite ones make both."""
    found = set(directions) - {Direction.NONE}
    if Direction.UNDETERMINED in found:
        return Direction.UNDETERMINED
    if len(found) > 1 or Direction.BOTH in found:
        return Direction.BOTH
    return found.pop() if found else Direction.NONE


def breaks(direction: Direction, whom: Perspective) -> bool:
    """Say whether a change in this direction breaks that side."""
    return direction in _BREAKS[whom]
