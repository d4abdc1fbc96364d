"""Spans of time as contracts write them: `4`/`d`, `PT15M`, `2 hours`; months and years stay what the calendar makes of them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

# ODCS says "d, day, days; y, yr, years" and no more; the rest is what people write. `m` is minutes here and `mo` months: where the unit
# could be either, the shorter one is the stricter promise.
UNITS = {
    "s": "seconds", "sec": "seconds", "second": "seconds", "m": "minutes", "min": "minutes", "minute": "minutes", "h": "hours", "hr": "hours",
    "hour": "hours", "d": "days", "day": "days", "w": "weeks", "wk": "weeks", "week": "weeks", "mo": "months", "mon": "months",
    "month": "months", "q": "quarters", "quarter": "quarters", "y": "years", "yr": "years", "year": "years",
}  # fmt: skip
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
MONTHS = {"months": 1, "quarters": 3, "years": 12}
WRITTEN = re.compile(r"^\s*([0-9]+(?:\.[0-9]+)?)\s*([a-zA-Z]*)\s*$")
ISO = re.compile(
    r"^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$"
)
LONGEST_SECONDS = 100 * 366 * 86_400
MONTHS_A_YEAR = 12
DAY = 86_400


class UnreadableSpan(ValueError):
    """The text is no span of time; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Span:
    """Whole calendar months and seconds besides; one of them is usually 0."""

    months: int = 0
    seconds: float = 0.0

    @property
    def is_civil(self) -> bool:
        """Say whether it is counted in whole days or months of the calendar, not in hours of the clock."""
        return self.seconds % DAY == 0

    def roughly(self) -> timedelta:
        """Give its length with months of 30 and years of 365 days, for comparing."""
        years, months = divmod(self.months, MONTHS_A_YEAR)
        return timedelta(days=365 * years + 30 * months, seconds=self.seconds)

    def before(self, at: datetime) -> datetime:
        """Give the moment this span before another; the 31st becomes the last of a shorter month."""
        return add_months(at, -self.months) - timedelta(seconds=self.seconds)


def add_months(at: datetime, months: int) -> datetime:
    """Move by calendar months, cutting the day to the month's last."""
    year, month = divmod(at.year * MONTHS_A_YEAR + at.month - 1 + months, MONTHS_A_YEAR)
    last = [31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]
    return at.replace(year=year, month=month + 1, day=min(at.day, last))


def read_span(value: object, unit: str = "") -> Span:
    """Read a span from a value with its unit, or from text that holds both or an ISO 8601 duration.

    Raises UnreadableSpan, also for nothing, less than nothing and more than a century.
    """
    text = str(value).strip()
    iso = ISO.match(text.upper())
    span = _of_iso(iso) if iso else _of_words(text, unit)
    if not 0 < span.roughly().total_seconds() <= LONGEST_SECONDS:
        raise UnreadableSpan(f"“{text}” is not a usable span: write more than nothing and less than a century.")
    return span


def _of_iso(found: re.Match[str]) -> Span:
    years, months, weeks, days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return Span(int(years) * MONTHS_A_YEAR + int(months), weeks * 604_800 + days * DAY + hours * 3_600 + minutes * 60 + seconds)


def _of_words(text: str, unit: str) -> Span:
    found = WRITTEN.match(text)
    if not found or len(found[1]) > len(str(LONGEST_SECONDS)) + 3:
        raise UnreadableSpan(f"“{text[:60]}” is not a span of time. Write a number and a unit (4, d) or an ISO 8601 duration (PT15M).")
    word = (found[2] or unit or "d").lower()
    name = UNITS.get(word) or UNITS.get(word.removesuffix("s"))
    if name is None:
        raise UnreadableSpan(f"“{word}” is not a unit of time. Use s, min, h, d, w, mo or y.")
    count = float(found[1])
    if name in MONTHS:
        if count != int(count):
            raise UnreadableSpan(f"“{text} {name}” has no exact length. Use whole {name}, or days.")
        return Span(months=int(count) * MONTHS[name])
    return Span(seconds=count * SECONDS[name])
