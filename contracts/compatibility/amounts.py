"""Amounts of service levels: durations, shares, times of day, dates, as numbers that can be compared."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any


class Scale(StrEnum):
    """What kind of number an amount is: only equal scales compare."""

    SECONDS = "seconds"
    SHARE = "percent"
    CLOCK = "minutes after midnight"
    CLOCK_UTC = "minutes after midnight, UTC"
    DAY = "day number"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number on a scale; `unit` tells counts apart (rows, MB)."""

    number: float
    scale: Scale
    unit: str = ""


_SECOND, _MINUTE, _HOUR, _DAY = 1, 60, 3_600, 86_400
# Month and year as ODCS's own tools count them.
_UNITS = {
    _SECOND: "s sec secs second seconds",
    _MINUTE: "min mins minute minutes",
    _HOUR: "h hr hrs hour hours",
    _DAY: "d day days daily",
    7 * _DAY: "w wk week weeks weekly",
    30 * _DAY: "mo mon month months monthly",
    91 * _DAY: "q quarter quarters quarterly",
    365 * _DAY: "y yr yrs year years yearly annually",
}
_SECONDS = {word: size for size, words in _UNITS.items() for word in words.split()} | {"hourly": _HOUR}
_NUMBER = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*([A-Za-z%]*)\s*")
_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.IGNORECASE)
_ISO_SECONDS = (365 * _DAY, 30 * _DAY, 7 * _DAY, _DAY, _HOUR, _MINUTE, _SECOND)
_CLOCK = re.compile(r"T?(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{1,2}(?::?\d{2})?)?")


def duration(value: Any, unit: str = "", *, m_is_month: bool = False) -> Amount | None:
    """Read a span: a number with a unit (days when none is given), or ISO 8601. A lone `m` is a month for retention, else a minute."""
    if (found := _ISO.fullmatch(str(value).strip())) and any(found.groups()):
        return Amount(sum(float(part) * size for part, size in zip(found.groups(), _ISO_SECONDS, strict=True) if part), Scale.SECONDS)
    number = _NUMBER.fullmatch(str(value))
    if number is None:
        size = _SECONDS.get(str(value).strip().lower())
        return Amount(size, Scale.SECONDS) if size and not unit else None
    word = (number[2] or unit or "d").strip().lower()
    size = (_SECONDS["month"] if m_is_month else _MINUTE) if word == "m" else _SECONDS.get(word)
    return None if size is None else Amount(float(number[1]) * size, Scale.SECONDS)


def share(value: Any, unit: str = "") -> Amount | None:
    """Read a percentage."""
    number = _NUMBER.fullmatch(str(value))
    word = (number[2] or unit or "%").strip().lower() if number else ""
    return Amount(float(number[1]), Scale.SHARE) if number and word in {"%", "percent", "pct"} else None


def count(value: Any, unit: str = "") -> Amount | None:
    """Read a number of something."""
    number = _NUMBER.fullmatch(str(value))
    return Amount(float(number[1]), Scale.COUNT, (number[2] or unit).strip().lower()) if number else None


def clock(value: Any, zone: str = "") -> Amount | None:
    """Read a time of day; with an offset it is brought to UTC. One in a named zone compares with others of that zone only."""
    found = _CLOCK.fullmatch(value.isoformat() if isinstance(value, time) else str(value).strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004 - of a day
        return None
    minutes = int(found[1]) * 60 + int(found[2]) + int(found[3] or 0) / 60
    if found[4] is None:
        return Amount(minutes, Scale.CLOCK_UTC) if zone.upper() in {"UTC", "Z"} else Amount(minutes, Scale.CLOCK, zone)
    return Amount(minutes - _offset(found[4]), Scale.CLOCK_UTC)


def _offset(text: str) -> int:
    if text == "Z":
        return 0
    hours, _, minutes = text[1:].partition(":")
    if not minutes and len(hours) > 2:  # noqa: PLR2004 - +0530
        hours, minutes = hours[:-2], hours[-2:]
    return (-1 if text[0] == "-" else 1) * (int(hours) * 60 + int(minutes or 0))


def day(value: Any) -> Amount | None:
    """Read a date, or a time's."""
    if isinstance(value, date):
        return Amount(value.toordinal(), Scale.DAY)
    try:
        return Amount(datetime.fromisoformat(str(value).strip()).toordinal(), Scale.DAY)
    except ValueError:
        return None


def said(amount: Amount) -> str:
    """Say a span in its largest unit that keeps it short: `26 h`, `3 d`; other amounts as the number they are."""
    if amount.scale is not Scale.SECONDS:
        return f"{amount.number:g}"
    span = timedelta(seconds=amount.number)
    for size, word in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if span.total_seconds() >= size and span.total_seconds() % size == 0:
            return f"{span.total_seconds() / size:g} {word}"
    return f"{amount.number:g} s"
