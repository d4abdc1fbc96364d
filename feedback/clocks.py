"""Working time: when a clock that runs only in working hours strikes, and how much of a span was worked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HORIZON_DAYS = 3_660  # ten years: a calendar without a single working day must not loop for ever


@dataclass(frozen=True, slots=True)
class Hours:
    """When clocks run: ISO weekdays (1 Monday … 7 Sunday), from `opens` to `closes` in `zone`, except on `holidays`."""

    zone: str = "UTC"
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    opens: time = time(9)
    closes: time = time(17)
    holidays: frozenset[date] = frozenset()

    def windows(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Give the working windows that end after a moment, in UTC, in order. Daylight saving is the zone's own."""
        zone = ZoneInfo(self.zone)
        day = since.astimezone(zone).date()
        for _ in range(HORIZON_DAYS):
            if day.isoweekday() in self.weekdays and day not in self.holidays:
                start, end = (datetime.combine(day, at, zone).astimezone(UTC) for at in (self.opens, self.closes))
                if end > since:
                    yield max(start, since.astimezone(UTC)), end
            day += DAY


def strikes_at(start: datetime, work: timedelta, hours: Hours) -> datetime:
    """Give the moment by which `work` of working time has passed since `start`.

    A calendar without working time in ten years counts plain time: a clock that never strikes would hide a case for good.
    """
    left = work
    for begins, ends in hours.windows(start):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    return start + work


def worked(start: datetime, end: datetime, hours: Hours) -> timedelta:
    """Give how much working time lies between two moments; nothing when they are the other way round."""
    total = timedelta()
    for begins, ends in hours.windows(start):
        if begins >= end:
            break
        total += min(ends, end) - begins
    return total
