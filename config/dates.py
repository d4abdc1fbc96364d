"""How a day is written for whoever looks: 21 Nov 2026, or 2026-11-21."""

import html
import re
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.safestring import SafeString, mark_safe

from catalog.models.people import Dates

WRITTEN: ContextVar[str] = ContextVar("written", default=Dates.WORDS)
ISO = re.compile(r"(?<![\w.:-])\d{4}-\d\d-\d\d(T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?(?![\w:-]|\.\d)", re.ASCII)
DAY = re.compile(r"(?:[Dl] )?j [MF]( Y)?")  # Django's letters: (weekday) day month (year)


def pattern(wanted: str) -> str:
    """Give a pattern of Django's `date` filter as this person reads days; what isn't a day in words stays."""
    return _iso(wanted) if WRITTEN.get() == Dates.ISO else wanted


def exact() -> str:
    """Give strftime's pattern of an exact time."""
    return "%Y-%m-%d %H:%M:%S %Z" if WRITTEN.get() == Dates.ISO else "%a %d %b %Y, %H:%M:%S %Z"


def dated(text: str) -> SafeString:
    """Write the ISO days and times in a text as whoever looks reads them, each a `<time>` that keeps the exact one; the rest is escaped."""
    parts, end = [], 0
    for found in ISO.finditer(text):
        try:
            told = _told(found)
        except ValueError:  # the 31st of June
            continue
        parts += [html.escape(text[end : found.start()]), told]
        end = found.end()
    return mark_safe("".join([*parts, html.escape(text[end:])]))  # noqa: S308  # each part is escaped or our own


def _told(found: re.Match[str]) -> str:
    said, is_time = found[0], found[1]
    if not is_time:
        return f'<time datetime="{said}">{date_format(date.fromisoformat(said), pattern("j M Y"))}</time>'
    when = datetime.fromisoformat(said)
    local = timezone.localtime(when) if when.tzinfo else when
    words = date_format(local, pattern("j M Y") + ", H:i")
    return f'<time datetime="{said}" title="{local:{exact()}}">{words}</time>'


@lru_cache(100)
def _iso(wanted: str) -> str:
    return DAY.sub(lambda day: "Y-m-d" if day[1] else "m-d", wanted)
