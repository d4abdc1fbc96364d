"""How a day is written for whoever looks: 21 Nov 2026, or 2026-11-21."""

import re
from contextvars import ContextVar
from functools import lru_cache

from catalog.models.people import Dates

WRITTEN: ContextVar[str] = ContextVar("written", default=Dates.WORDS)
DAY = re.compile(r"(?:[Dl] )?j [MF]( Y)?")  # Django's letters: (weekday) day month (year)


def pattern(wanted: str) -> str:
    """Give a pattern of Django's `date` filter as this person reads days; what isn't a day in words stays."""
    return _iso(wanted) if WRITTEN.get() == Dates.ISO else wanted


def exact() -> str:
    """Give strftime's pattern of an exact time."""
    return "%Y-%m-%d %H:%M:%S %Z" if WRITTEN.get() == Dates.ISO else "%a %d %b %Y, %H:%M:%S %Z"


@lru_cache(100)
def _iso(wanted: str) -> str:
    return DAY.sub(lambda day: "Y-m-d" if day[1] else "m-d", wanted)
