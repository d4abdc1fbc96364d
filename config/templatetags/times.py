"""Times and spans as people say them. Loaded in every template."""

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from django import template
from django.template import defaultfilters
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.safestring import SafeString, mark_safe

from config import dates

register = template.Library()

STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


@register.simple_tag
def ago(when: datetime | None, missing: str = "never") -> SafeString | str:
    """Say a time relative to now, with the exact one on hover and for machines."""
    if when is None:
        return missing
    exact = timezone.localtime(when).strftime(dates.exact())
    words = in_words(timezone.now() - when)
    # Nothing in it needs escaping: format_html would cost more than the rest.
    return mark_safe(f'<time datetime="{when.isoformat()}" title="{exact}">{words}</time>')  # noqa: S308  # numbers and our own words


@register.simple_tag
def moment(when: datetime | None, wanted: str = "j M, H:i", missing: str = "\u2013") -> SafeString | str:
    """Write a time in Django's letters, with the exact one on hover and for machines."""
    return missing if when is None else _moment(when, timezone.get_current_timezone(), dates.pattern(wanted), dates.exact())


# A table of runs writes the same few points of a schedule again and again, and Django's letters cost a third of such a row.
@lru_cache(4_096)
def _moment(when: datetime, zone: tzinfo, words: str, exact: str) -> SafeString:
    local = when.astimezone(zone)
    title = local.strftime(exact)
    return mark_safe(f'<time datetime="{when.isoformat()}" title="{title}">{date_format(local, words)}</time>')  # noqa: S308  # as above


@register.filter(expects_localtime=True, is_safe=False)
def date(value: datetime | None, wanted: str) -> str:
    """Write a day as Django's own filter does, and as whoever looks likes to read it."""
    return defaultfilters.date(value, dates.pattern(wanted))


def in_words(age: timedelta) -> str:
    """Say a span the way people do: `3 hours ago`, `in 2 days`; after 60 days in months."""
    seconds = age.total_seconds()
    days = abs(seconds) / 86_400
    if days >= 60:  # noqa: PLR2004  # two months: days stop meaning anything
        return _directed(seconds, round(days / 30.44), "month")
    for size, word in STEPS:
        if abs(seconds) >= size:
            return _directed(seconds, int(abs(seconds) // size), word)
    return "just now"


def _directed(seconds: float, count: int, word: str) -> str:
    text = f"{count} {word}{'' if count == 1 else 's'}"
    return f"{text} ago" if seconds > 0 else f"in {text}"


@register.filter
def dated(text: str) -> SafeString:
    """Write the ISO days and times in words as whoever looks reads them."""
    return dates.dated(str(text))


@register.filter
def span(value: timedelta | None) -> str:
    """Say a duration in its two largest units: `2 h 5 min`, `3.4 s`."""
    if value is None:
        return "-"
    seconds = value.total_seconds()
    if seconds < 10:  # noqa: PLR2004  # tenths matter for short ones only
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")]
    shown = [f"{count} {unit}" for count, unit in parts if count][:2]
    return " ".join(shown)
