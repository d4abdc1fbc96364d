"""Durations and times of day, as people write them into contracts.

The standard says only "ISO". Peers read the letter `m` as minutes in one property and months in another; here `m` is minutes everywhere but
in `retention`, where it is months, and both readings are said in words. A year is 365 days, a month 30, as everywhere in this trade.
"""

import re
from typing import Any

MINUTE, HOUR, DAY = 60, 3_600, 86_400
WEEK, MONTH, YEAR = 7 * DAY, 30 * DAY, 365 * DAY
UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
    **dict.fromkeys(("w", "wk", "week", "weeks"), WEEK),
    **dict.fromkeys(("mo", "mon", "month", "months"), MONTH),
    **dict.fromkeys(("q", "quarter", "quarters"), 3 * MONTH),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), YEAR),
}
NAMES = ((YEAR, "year"), (MONTH, "month"), (WEEK, "week"), (DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second"))
ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
ISO_SECONDS = (YEAR, MONTH, WEEK, DAY, HOUR, MINUTE, 1)
AMOUNT = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")
TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|UTC|[-+]\d{2}:?\d{2})?(?:\s+([A-Za-z]+/[A-Za-z_/]+|[A-Z]{3,5}))?")
CALENDAR = (
    ("P1D", "1", "d"),
    ("daily", "1", "d"),
    ("hourly", "1", "h"),
    ("weekly", "1", "w"),
    ("monthly", "1", "mo"),
    ("yearly", "1", "y"),
)
WORDS = {word: f"{amount}{unit}" for word, amount, unit in CALENDAR[1:]} | {"quarterly": "1q", "annually": "1y"}
LONGEST = 64


def _short(value: Any) -> str:
    """Give a value as text; nothing anybody wrote on purpose is longer, and digits by the thousand can't be read as a number."""
    return str(value)[:LONGEST]


def unit_seconds(unit: str, *, is_retention: bool = False) -> int | None:
    """Give the seconds of a unit, None where it is none."""
    told = unit.strip().lower()
    return MONTH if told == "m" and is_retention else UNITS.get(told)


def seconds_of(value: Any, unit: str = "", *, default: str = "d", is_retention: bool = False) -> float | None:
    """Read a duration: 4 with unit `h`, `4h`, `P1DT2H`, `daily`. None where it is none, or negative."""
    text = WORDS.get(_short(value).strip().lower(), _short(value))
    if (iso := ISO.fullmatch(text.strip().upper())) and any(iso.groups()):
        return float(sum(int(part) * size for part, size in zip(iso.groups(), ISO_SECONDS, strict=True) if part))
    found = AMOUNT.fullmatch(text)
    if isinstance(value, bool) or not found:
        return None
    size = unit_seconds(found[2] or unit or default, is_retention=is_retention)
    return float(found[1]) * size if size is not None and float(found[1]) >= 0 else None


def spelled(seconds: float) -> str:
    """Say a duration in the largest unit that divides it: `4 hours`, `90 minutes`."""
    for size, name in NAMES:
        if seconds >= size and not seconds % size:
            amount = int(seconds // size)
            return f"{amount} {name}{'' if amount == 1 else 's'}"
    return f"{seconds:g} seconds"


def time_of_day(value: Any) -> tuple[str, str] | None:
    """Read `09:00-08:00`, `9:30 Europe/Berlin`, `06:00 UTC` as (`HH:MM`, zone); zone is an offset, an IANA name or empty."""
    found = TIME.fullmatch(_short(value).strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004 - a clock
        return None
    offset = {"Z": "UTC", None: ""}.get(found[4], found[4]) or ""
    if offset and offset != "UTC" and ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    return f"{int(found[1]):02d}:{found[2]}", found[5] or offset
