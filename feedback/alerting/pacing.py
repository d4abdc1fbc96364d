"""When a message may go out: quiet hours, digests, and how long to wait after a failure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
MOST_ASKED = LONGEST_WAIT * 6
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """When somebody wants to hear: their zone, quiet hours (both or none), and `every` at_once, daily or weekly at `digest_at`."""

    zone: str = "UTC"
    quiet_from: time | None = None
    quiet_until: time | None = None
    every: str = "at_once"
    digest_at: time = time(8)


def not_before(now: datetime, pace: Pace) -> datetime:
    """Give the first moment at which something may be told that comes up now (an aware time)."""
    local = now.astimezone(ZoneInfo(pace.zone))
    if pace.every != "at_once":
        return _digest(local, pace).astimezone(now.tzinfo)
    if pace.quiet_from is None or pace.quiet_until is None or not is_quiet(local.time(), pace.quiet_from, pace.quiet_until):
        return now
    ends = _at(local, pace.quiet_until)
    return (ends if ends > local else _at(local + timedelta(days=1), pace.quiet_until)).astimezone(now.tzinfo)


def is_quiet(at: time, begins: time, ends: time) -> bool:
    """Say whether a time of day is within quiet hours, which may span midnight; equal ends mean none."""
    return begins <= at < ends if begins <= ends else at >= begins or at < ends


def _at(day: datetime, clock: time) -> datetime:
    # Normalised by way of UTC, so that a time the clocks skip over becomes the one after.
    made = day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0, fold=0)
    return made.astimezone(ZoneInfo("UTC")).astimezone(day.tzinfo)


def _digest(local: datetime, pace: Pace) -> datetime:
    due = _at(local, pace.digest_at)
    days = (MONDAY - local.weekday()) % 7 if pace.every == "weekly" else 0
    due = _at(due + timedelta(days=days), pace.digest_at)
    if due > local:
        return due
    return _at(due + timedelta(days=7 if pace.every == "weekly" else 1), pace.digest_at)


def wait(attempts: int, *, luck: float, asked: float | None = None) -> timedelta:
    """Give how long to wait after so many failed attempts (1 is the first): doubled each time, an hour at most.

    `luck` (0 to 1) spreads it over the upper half, so that what failed together does not come back together ("equal jitter"). `asked`:
    the seconds the other side asked for (Retry-After); more than six hours are six.
    """
    full: timedelta = min(FIRST_WAIT * 2 ** min(max(attempts, 1) - 1, 20), LONGEST_WAIT)
    own = full * (0.5 + luck / 2)
    return own if asked is None else max(own, timedelta(seconds=min(max(asked, 0.0), MOST_ASKED.total_seconds())))
