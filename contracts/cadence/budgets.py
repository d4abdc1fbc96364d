"""Service levels in deliveries and stale minutes: how many misses a target allows, how many are spent, how fast they burn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from contracts.cadence.claiming import KEPT, UNCOUNTED, Filled, Outcome

MINUTE = timedelta(minutes=1)
# "2 of the last 3" pages, "3 of the last 20" waits for office hours: the workbook's windows, scaled to slots.
FAST, SLOW = (2, 3), (3, 20)


@dataclass(frozen=True, slots=True)
class Budget:
    """A window's slots and stale minutes against a target share of deliveries kept.

    `allowed`: misses the target leaves, in whole deliveries (never promised away: 95 % of 28 is one). `stale_minutes`: overdue time,
    `stale_allowed` what the same share leaves of the window. `burn` says how fast misses came: "fast", "slow" or nothing.
    """

    target: float
    counted: int
    kept: int
    allowed: int
    stale_minutes: float
    stale_allowed: float
    burn: str

    @property
    def missed(self) -> int:
        """Deliveries not kept."""
        return self.counted - self.kept

    @property
    def left(self) -> int:
        """Misses left before the target is missed; less than 0: by how many."""
        return self.allowed - self.missed

    @property
    def share(self) -> float | None:
        """Share kept, None where nothing was due."""
        return self.kept / self.counted if self.counted else None


def budget(filled: Sequence[Filled], *, target: float, start: datetime, end: datetime) -> Budget:
    """Count the slots due in [start, end) and the minutes anything was overdue, against a target between 0 and 1."""
    counted = [one for one in filled if start <= one.slot.due_at < end and one.outcome not in UNCOUNTED]
    kept = [one.outcome in KEPT for one in counted]
    stale = stale_minutes(filled, start, end)
    return Budget(
        target=target,
        counted=len(counted),
        kept=sum(kept),
        allowed=allowed(len(counted), target),
        stale_minutes=stale,
        stale_allowed=(end - start) / MINUTE * (1 - target),
        burn=_burn(kept),
    )


def allowed(counted: int, target: float) -> int:
    """Give the misses that a target share leaves of so many deliveries, whole ones only."""
    return floor(counted * (1 - target) + 1e-9)


def stale_minutes(filled: Sequence[Filled], start: datetime, end: datetime) -> float:
    """Sum the time within [start, end) in which some delivery was overdue; overlapping ones count once, and a newer delivery ends older breaches."""
    spans = []
    for place, one in enumerate(filled):
        if one.outcome in {Outcome.OPEN, Outcome.EXCUSED} or one.outcome in KEPT:
            continue
        cured = min(
            (later.delivered_at for later in filled[place:] if later.delivered_at and later.deviation_minutes is not None), default=end
        )
        spans.append((max(one.slot.grace_until, start), min(cured, end)))
    total, reached = timedelta(0), start
    for begins, ends in sorted(spans):
        total += max(ends - max(begins, reached), timedelta(0))
        reached = max(reached, ends)
    return total / MINUTE


def _burn(kept: Sequence[bool]) -> str:
    for word, (misses, of) in (("fast", FAST), ("slow", SLOW)):
        if kept[-of:].count(False) >= misses:
            return word
    return ""
