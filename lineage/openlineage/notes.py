"""Notes taken while reading: what was odd, where, kept short however odd the event is."""

from collections import Counter

from .words import Problem

MAX_SAME = 5


class Notes:
    """Collects the problems of one event; beyond five of a kind they are counted, not listed."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._seen: Counter[str] = Counter()

    def add(self, code: str, path: str, message: str) -> None:
        """Note one oddity: a code for machines, where it is, and what it means for the reader."""
        self._seen[code] += 1
        if self._seen[code] <= MAX_SAME:
            self._problems.append(Problem(code, path[:500], message[:500]))

    @property
    def count(self) -> int:
        """How many oddities were noted so far."""
        return self._seen.total()

    def full(self, code: str) -> bool:
        """Say that more of this kind will only be counted, so that nobody need spell out a path."""
        return self._seen[code] >= MAX_SAME

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems in the order found, then one line for each kind that has more of them."""
        more = (Problem(code, "", f"{count - MAX_SAME:,} more of this kind.") for code, count in self._seen.items() if count > MAX_SAME)
        return (*self._problems, *more)
