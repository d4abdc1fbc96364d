"""Slots: one expected delivery each, with the period it is for, when it opens, is due, and runs out of grace."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile

from contracts.cadence.calendars import Calendar
from contracts.cadence.schedules import Every, Schedule, Tick

# A delivery may fill a slot from half a period before it is due, and until three quarters of the next have passed: so a correction sent
# at noon does not pay for tomorrow morning, a delivery half a day late still counts as late, and after one that never came the next
# day's delivery is the next day's. What lies in both ranges goes to the older slot.
EARLY_SHARE, LATE_SHARE = 0.5, 0.75
MICROSECOND = timedelta(microseconds=1)
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Cadence:
    """A promise of deliveries: due at the schedule's moments plus `offset`, forgiven until `grace` has passed.

    `parts`: deliveries a slot needs to be whole. `by_period`: anything that comes within a period fills it, whatever its data is for ("once a
    day"); the moment closes the period, which then is the day before midnight.
    `early`, `late`: how long before and after due a slot may be filled; None: by the rule of shares. `replaces`: a newer delivery makes
    an older one that never came pointless (a full snapshot), so that it is superseded, not missed.
    """

    schedule: Schedule
    offset: timedelta = timedelta(0)
    grace: timedelta = timedelta(0)
    calendar: Calendar = field(default_factory=Calendar)
    parts: int = 1
    by_period: bool = False
    early: timedelta | None = None
    late: timedelta | None = None
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedSlot:
    """One expected delivery. Filled from `opens_at` to `closes_at`; on time within the grace before and after `due_at`.

    Data up to any moment after `follows`, when the slot before was due, until `due_at` is data for this one.
    """

    period: str
    follows: datetime
    opens_at: datetime
    due_at: datetime
    grace_until: datetime
    closes_at: datetime
    excuse: str = ""


def _dues(cadence: Cadence, start: datetime) -> Iterator[Tick]:
    """Give what is due from a moment on: the schedule's ticks, moved by the offset."""
    for tick in cadence.schedule.since(start - cadence.offset):
        yield Tick(tick.at + cadence.offset, tick.local)


def _day_of(cadence: Cadence, tick: Tick) -> date:
    """Give the civil day a slot is for."""
    return (tick.local - MICROSECOND if cadence.by_period else tick.local).date()


def _period(cadence: Cadence, tick: Tick) -> str:
    """Name the period: a date, or a local time with its offset where a day has several."""
    if cadence.schedule.is_daily:
        return _day_of(cadence, tick).isoformat()
    return (tick.at - cadence.offset).astimezone(cadence.schedule.zone).isoformat(timespec="minutes")


def _slot(cadence: Cadence, before: datetime, tick: Tick, after: datetime) -> ExpectedSlot:
    due = tick.at
    is_whole = cadence.by_period or cadence.parts > 1
    early = cadence.early if cadence.early is not None else (due - before) * (1.0 if is_whole else EARLY_SHARE)
    late = cadence.late if cadence.late is not None else (after - due) * (0.0 if cadence.by_period else LATE_SHARE)
    return ExpectedSlot(
        period=_period(cadence, tick),
        follows=before,
        opens_at=due - early,
        due_at=due,
        grace_until=due + cadence.grace,
        closes_at=due + max(late, cadence.grace),
        excuse=cadence.calendar.excuse(due, _day_of(cadence, tick)),
    )


def slots_between(cadence: Cadence, start: datetime, end: datetime) -> list[ExpectedSlot]:
    """Give the slots due in [start, end), oldest first; at most 100,000."""
    found: list[ExpectedSlot] = []
    for slot in slots_since(cadence, start):
        if slot.due_at >= end or len(found) == MOST:
            break
        found.append(slot)
    return found


def slots_since(cadence: Cadence, start: datetime) -> Iterator[ExpectedSlot]:
    """Give the slots due from `start` on, without end."""
    dues = _dues(cadence, start)
    tick, following = next(dues, None), next(dues, None)
    if tick is None or following is None:
        return
    before = _due_before(cadence, tick.at, following.at - tick.at)
    while tick and following:
        yield _slot(cadence, before, tick, following.at)
        before, tick, following = tick.at, following, next(dues, None)


def _due_before(cadence: Cadence, due: datetime, gap: timedelta) -> datetime:
    """Find the last moment before `due`: looking back twice the gap that follows it, then wider; at worst take the same gap."""
    if isinstance(cadence.schedule, Every):
        return cadence.schedule.before(due - cadence.offset) + cadence.offset
    for back in (2 * gap, 4 * gap, 16 * gap):
        earlier = [tick.at for tick in takewhile(lambda tick: tick.at < due, _dues(cadence, due - back))]
        if earlier:
            return earlier[-1]
    return due - gap


def next_slot(cadence: Cadence, after: datetime) -> ExpectedSlot | None:
    """Give the first slot due after a moment."""
    return next((slot for slot in slots_since(cadence, after) if slot.due_at > after), None)
