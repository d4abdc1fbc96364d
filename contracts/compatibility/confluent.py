"""Compatibility in the words of schema registries, for whoever exports it."""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.compatibility.changes import Change, Code
from contracts.compatibility.directions import Perspective, breaks


@dataclass(frozen=True, slots=True)
class Modes:
    """Which of Confluent's modes a change of columns keeps.

    BACKWARD: new readers read old data. FORWARD: old readers read new data, which is what consumers of a table ask. FULL: both.
    """

    backward: bool
    forward: bool

    @property
    def full(self) -> bool:
        """Both ways."""
        return self.backward and self.forward

    @property
    def name(self) -> str:
        """The strongest mode kept."""
        return "FULL" if self.full else "BACKWARD" if self.backward else "FORWARD" if self.forward else "NONE"


def modes(changes: Iterable[Change]) -> Modes:
    """Map changes of columns: what tightens hinders new readers of old data, what loosens old readers of new data.

    A new column that isn't required hinders neither: a registry's reader fills in its default.
    """
    found = [change for change in changes if change.is_of_column or change.code is Code.ASSET_REMOVED]
    counted = [change for change in found if change.code is not Code.COLUMN_ADDED or (change.new_field and change.new_field.required)]
    return Modes(
        backward=not any(breaks(change.direction, Perspective.PRODUCER) for change in counted),
        forward=not any(breaks(change.direction, Perspective.CONSUMER) for change in counted),
    )
