"""Inferring a cadence from past deliveries: how often, on which days, by when; and how sure one can be of it.

Thresholds after the best public reference for this (TestGen's schedule inference): at least ten deliveries over three weeks before a
cadence is proposed at all, deadlines from the upper tail with a buffer.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median

LEAST_DELIVERIES, LEAST_DAYS = 10, 21
SHORT_LEAST, SHORT_DAYS = 24, 2
SURE = 0.75
UPPER = 0.95
ROUND_TO = 15  # minutes: a deadline people would write
BUFFER = timedelta(minutes=30)
DAY = timedelta(days=1)
WEEK_DAYS = 7
ACTIVE_SHARE = 0.6
SUB_DAILY = [5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720]
SLACK = 0.25
WEEKLY_GAP = timedelta(days=5)
CRON_DAYS = ("1", "2", "3", "4", "5", "6", "0")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cadence read off past deliveries. `words` says it plainly, `terms` as a clause would; `confidence` is the share of expected periods it explains.

    `kind`: "daily", "weekly", "sub_daily", "irregular" or "learning" (too few deliveries); only the first three have terms.
    """

    kind: str
    words: str
    confidence: float
    seen: int
    property: str = ""
    terms: dict[str, object] | None = None


def infer(deliveries: Iterable[datetime], zone: tzinfo, *, timezone_name: str = "UTC") -> Proposal:
    """Propose a cadence. Times are successful deliveries, aware; several close together count as the corrections they are."""
    told = sorted(deliveries)
    if len(told) < LEAST_DELIVERIES:
        return Proposal("learning", f"{len(told)} deliveries so far; {LEAST_DELIVERIES} are needed to see a rhythm.", 0.0, len(told))
    gap = median((later - earlier).total_seconds() for earlier, later in itertools.pairwise(told))
    if gap < DAY.total_seconds() / 2:
        return _sub_daily(told, gap)
    return _by_days(told, zone, timezone_name)


def _sub_daily(told: Sequence[datetime], gap: float) -> Proposal:
    minutes = min(SUB_DAILY, key=lambda size: abs(size * 60 - gap))
    gaps = [(later - earlier).total_seconds() / 60 for earlier, later in itertools.pairwise(told)]
    fits = sum(abs(one - minutes) <= minutes * SLACK for one in gaps) / len(gaps)
    if len(told) < SHORT_LEAST or told[-1] - told[0] < timedelta(days=SHORT_DAYS):
        return Proposal("learning", f"About every {_clock(minutes)}, but seen for too short a time to promise it.", fits, len(told))
    if fits < SURE:
        return Proposal(
            "irregular", f"Often about every {_clock(minutes)}, but only {fits:.0%} of the gaps are like that.", fits, len(told)
        )
    terms: dict[str, object] = {"value": minutes, "unit": "min", "grace": f"{max(1, round(minutes * SLACK))}min"}
    return Proposal("sub_daily", f"Every {_clock(minutes)}", fits, len(told), "frequency", terms)


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{minutes} minutes" if rest or not hours else f"{hours} hour{'s' if hours > 1 else ''}"


def _by_days(told: Sequence[datetime], zone: tzinfo, timezone_name: str) -> Proposal:
    first: dict[date, datetime] = {}
    for at in told:
        first.setdefault(at.astimezone(zone).date(), at.astimezone(zone))
    span = (max(first) - min(first)).days + 1
    if span < LEAST_DAYS:
        return Proposal("learning", f"Seen for {span} days; {LEAST_DAYS} are needed to tell working days from others.", 0.0, len(told))
    active, fits = _active_days(first)
    if not active or fits < SURE:
        return Proposal("irregular", f"Comes on {len(first)} of {span} days without a rhythm that explains them.", fits, len(told))
    deadline = _deadline([at for day, at in first.items() if day.weekday() in active])
    terms: dict[str, object] = {"value": deadline, "timezone": timezone_name, "grace": "15min"}
    if len(active) < WEEK_DAYS:
        terms["schedule"] = f"{int(deadline[3:])} {int(deadline[:2])} * * {','.join(CRON_DAYS[day] for day in sorted(active))}"
    kind = "weekly" if len(active) == 1 else "daily"
    return Proposal(kind, f"{_day_words(active)} by {deadline} ({timezone_name})", fits, len(told), "timeOfAvailability", terms)


def _active_days(first: dict[date, datetime]) -> tuple[frozenset[int], float]:
    """Give the weekdays on which something usually comes, and the share of days that fit: one expected that came, none where none was."""
    begin, end = min(first), max(first)
    days = [begin + timedelta(days=number) for number in range((end - begin).days + 1)]
    there, seen = Counter(day.weekday() for day in days), Counter(day.weekday() for day in first)
    active = frozenset(day for day in range(WEEK_DAYS) if there[day] and seen[day] / there[day] >= ACTIVE_SHARE)
    expected = [day for day in days if day.weekday() in active]
    strays = sum(day.weekday() not in active for day in first)
    came = sum(day in first for day in expected)
    return active, came / (len(expected) + strays) if expected else 0.0


def _deadline(times: Sequence[datetime]) -> str:
    """Give the time of day by which nearly all came, with a buffer, on a quarter hour."""
    minutes = sorted(at.hour * 60 + at.minute for at in times)
    upper = minutes[min(len(minutes) - 1, int(len(minutes) * UPPER))]
    told = -(-(upper + BUFFER.total_seconds() / 60) // ROUND_TO) * ROUND_TO
    told = min(told, 24 * 60 - ROUND_TO)
    return f"{int(told // 60):02d}:{int(told % 60):02d}"


def _day_words(active: frozenset[int]) -> str:
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    if len(active) == WEEK_DAYS:
        return "Every day"
    if active == frozenset(range(5)):
        return "Every working day"
    return "Every " + ", ".join(names[day] for day in sorted(active))
