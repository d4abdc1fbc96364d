"""What the supervisor knows of each thing it keeps alive, and how long it waits after a failure."""

from dataclasses import dataclass
from typing import Protocol

# Two seconds and a start fit in the three within which everything promises to be back.
LONGEST_DELAY_SECONDS = 2.0


class Supervised(Protocol):
    """What servers and services have in common."""

    name: str
    title: str

    def launch(self) -> None:
        """Start it without waiting."""

    def pid(self) -> int | None:
        """Give its pid while it lives."""

    def is_ready(self) -> bool:
        """Tell whether it serves."""


@dataclass
class Life:
    """One supervised thing's state; times are the monotonic clock's seconds."""

    thing: Supervised
    launched: float
    died: float | None = None
    due: float | None = None
    failures: int = 0
    ready: bool = False
    noted: float = 0.0


def delay(failures: int) -> float:
    """Give the seconds to wait after the n-th failure in a row: none, then 0.25 doubled each time, at most 2."""
    return 0.0 if failures <= 1 else min(LONGEST_DELAY_SECONDS, 0.25 * 2 ** (failures - 2))
