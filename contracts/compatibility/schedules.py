"""Schedules compared as sets of times: fewer deliveries, or later ones, promise less."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.compatibility.directions import Direction, towards

_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEK = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NAMES: Mapping[str, int] = {
    **{name: place + 1 for place, name in enumerate(_MONTHS)},
    **{name: place for place, name in enumerate(_WEEK)},
}
_FIVE = 5


@dataclass(frozen=True, slots=True)
class Times:
    """The values of cron's five fields."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @property
    def either_day(self) -> bool:
        """Whether cron's odd rule holds: with both day fields narrowed, either of them is enough."""
        return len(self.days) < 31 and len(self.weekdays) < 7  # noqa: PLR2004 - of a month, of a week

    @property
    def clock(self) -> int | None:
        """The one minute of the day, if there is one."""
        return min(self.hours) * 60 + min(self.minutes) if len(self.hours) == len(self.minutes) == 1 else None


def times(cron: str) -> Times | None:
    """Read a cron expression of five fields; None when it isn't one."""
    parts = cron.lower().split()
    if len(parts) != _FIVE:
        return None
    try:
        minutes, hours, days, months, weekdays = (_values(part, low, high) for part, (low, high) in zip(parts, _FIELDS, strict=True))
    except ValueError:
        return None
    return Times(minutes, hours, days, months, frozenset(day % 7 for day in weekdays))


def moved(before: str, after: str) -> Direction:
    """Give the direction from one schedule to another, as far as it can be read off their fields."""
    if before.split() == after.split():
        return Direction.NONE
    old, new = times(before), times(after)
    if old is None or new is None or (old.either_day or new.either_day):
        return Direction.NONE if old is not None and old == new else Direction.UNDETERMINED
    days = towards(before_holds_after=_days_within(old, new), after_holds_before=_days_within(new, old)).back
    return _joined(days, _moments(old, new))


def _days_within(wide: Times, narrow: Times) -> bool:
    return narrow.days <= wide.days and narrow.months <= wide.months and narrow.weekdays <= wide.weekdays


def _moments(old: Times, new: Times) -> Direction:
    """Compare the times of a day: one alone may come earlier (tightens) or later (loosens); several compare as sets."""
    if old.clock is not None and new.clock is not None:
        return towards(before_holds_after=new.clock <= old.clock, after_holds_before=new.clock >= old.clock)
    more = old.hours <= new.hours and old.minutes <= new.minutes
    fewer = new.hours <= old.hours and new.minutes <= old.minutes
    return towards(before_holds_after=more, after_holds_before=fewer) if more or fewer else Direction.UNDETERMINED


def _joined(days: Direction, moments: Direction) -> Direction:
    if Direction.NONE in (days, moments):
        return moments if days is Direction.NONE else days
    return days if days is moments else Direction.UNDETERMINED if Direction.UNDETERMINED in (days, moments) else Direction.BOTH


def _values(field: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, last = (low, high) if span == "*" else _span(span, high if step else None)
        if not low <= first <= last <= high or (step and int(step) < 1):
            raise ValueError(field)
        found.update(range(first, last + 1, int(step) if step else 1))
    return frozenset(found)


def _span(text: str, open_end: int | None) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    low = _number(first)
    return low, _number(last) if dash else low if open_end is None else open_end


def _number(text: str) -> int:
    return _NAMES[text] if text in _NAMES else int(text)
