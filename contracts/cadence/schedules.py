"""Schedules: the moments a cron expression or an interval names, in a time zone, as UTC, strictly rising, whatever the clocks do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from cronsim import CronSim, CronSimError

from contracts.cadence.spans import MONTHS_A_YEAR, Span

NICKNAMES = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
}  # fmt: skip
FIELDS = 5
SECOND = timedelta(seconds=1)
# Intervals are counted from a Monday at midnight, so that "every week" begins where weeks do.
MONDAY = date(2001, 1, 1)
DAY_SECONDS = 86_400


class UnreadableSchedule(ValueError):
    """The schedule can't be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment a schedule names, in UTC, and the local time it was written as: where the clock skips that, the two differ."""

    at: datetime
    local: datetime


@dataclass(frozen=True)
class Cron:
    """A five-field cron expression, read as Debian's cron reads it.

    A time the clock skips falls due when the clock goes on; a time the clock repeats, falls due once. Expressions whose minutes or
    hours begin with a star follow the running hours instead.
    """

    expression: str
    zone: tzinfo

    def __post_init__(self) -> None:
        """Refuse what isn't cron at once."""
        if len(self.fields) != FIELDS:
            raise UnreadableSchedule(f"“{self.expression}” is not a cron expression: it needs five fields (minute hour day month weekday).")
        try:
            next(CronSim(" ".join(self.fields), datetime(2024, 1, 1, tzinfo=UTC)))
        except CronSimError as error:
            raise UnreadableSchedule(f"“{self.expression}” is not a cron expression: {str(error).lower()}.") from error
        except StopIteration:
            raise UnreadableSchedule(f"“{self.expression}” never happens.") from None

    @property
    def fields(self) -> list[str]:
        """Split the expression, nicknames spelt out."""
        return NICKNAMES.get(self.expression.strip().lower(), self.expression).split()

    @property
    def is_daily(self) -> bool:
        """One minute of one hour."""
        return self.fields[0].isdigit() and self.fields[1].isdigit()

    def since(self, start: datetime) -> Iterator[Tick]:
        """Give its moments from `start` on."""
        last = start - SECOND
        for tick in self._ticks(last.astimezone(self.zone)):
            # A repeated hour would be told again, and two times the clock skipped together are one moment.
            if tick.at > last and tick.at >= start:
                yield tick
                last = tick.at

    def _ticks(self, last: datetime) -> Iterator[Tick]:
        """Simulate cron on the clock's face, or hour by running hour where a star asks for that."""
        if self.fields[0].startswith("*") or self.fields[1].startswith("*"):
            for at in CronSim(" ".join(self.fields), last):
                yield Tick(at.astimezone(UTC), at.replace(tzinfo=None))
            return
        for face in CronSim(" ".join(self.fields), last.replace(tzinfo=None)):
            yield Tick(civil(face.date(), face.time(), self.zone), face)


@dataclass(frozen=True)
class Every:
    """Every so many days, weeks or months of the calendar at a local time, or every so many seconds of the running clock."""

    span: Span
    zone: tzinfo
    at: time = field(default=time())

    @property
    def is_daily(self) -> bool:
        """Whole days or months."""
        return self.span.is_civil

    def since(self, start: datetime) -> Iterator[Tick]:
        """Give its moments from `start` on."""
        place = self._place_before(start)
        last: datetime | None = None
        while True:
            tick = self._tick(place)
            if tick.at >= start and (last is None or tick.at > last):
                yield tick
                last = tick.at
            place += 1

    def before(self, at: datetime) -> datetime:
        """Give its last moment before `at`."""
        place = self._place_before(at) + 3
        while (moment := self._tick(place).at) >= at:
            place -= 1
        return moment

    def _place_before(self, start: datetime) -> int:
        """Number a moment surely not after `start`."""
        if not self.is_daily:
            return int((start - _epoch()).total_seconds() // self.span.seconds)
        local = start.astimezone(self.zone).date()
        if self.span.months:
            return ((local.year - MONDAY.year) * MONTHS_A_YEAR + local.month - MONDAY.month) // self.span.months - 1
        return (local - MONDAY).days // self._days - 1

    @property
    def _days(self) -> int:
        return int(self.span.seconds // DAY_SECONDS)

    def _tick(self, place: int) -> Tick:
        if not self.is_daily:
            moment = _epoch() + timedelta(seconds=place * self.span.seconds)
            return Tick(moment, moment.astimezone(self.zone).replace(tzinfo=None))
        day = MONDAY + timedelta(days=place * self._days)
        if self.span.months:
            year, month = divmod(MONDAY.year * MONTHS_A_YEAR + place * self.span.months, MONTHS_A_YEAR)
            day = date(year, month + 1, 1)
        return Tick(civil(day, self.at, self.zone), datetime.combine(day, self.at))


# `is_daily`: never two moments in one civil day, so that a date names the period.
Schedule = Cron | Every


def _epoch() -> datetime:
    return datetime(2001, 1, 1, tzinfo=UTC)


def civil(day: date, at: time, zone: tzinfo) -> datetime:
    """Give a local time of a day as UTC: the first of two where the clock repeats it, when the clock goes on where it skips it."""
    local = datetime.combine(day, at, tzinfo=zone)
    if zone is UTC:
        return local
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    # In a gap the two folds bracket it: the clock goes on where the offset changes, which lies between them.
    low, high = int(local.replace(fold=1).timestamp()), int(moment.timestamp())
    offset = datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if datetime.fromtimestamp(middle, zone).utcoffset() == offset else (low, middle)
    return datetime.fromtimestamp(high, UTC)
