"""Reading cadences from a clause's terms: ODCS `frequency` and `timeOfAvailability` with zone, grace, holidays and maintenance.

Terms are JSON: `value`, `unit`, `schedule` (cron) as ODCS writes them; `timezone` (IANA), `grace`, `early`, `late` (spans), `parts`,
`replaces`, `every` ({value, unit}: of a time of availability, how often), and `calendar`: {country, subdivision, dates, working,
maintenance: [{from, until, reason}]}.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contracts.cadence.calendars import Calendar, Window
from contracts.cadence.schedules import Cron, Every, Schedule, UnreadableSchedule
from contracts.cadence.slots import Cadence
from contracts.cadence.spans import Span, UnreadableSpan, read_span

Terms = Mapping[str, Any]

DAY = Span(seconds=86_400)
WORDS = {"hourly": Span(seconds=3_600), "daily": DAY, "weekly": Span(seconds=604_800), "monthly": Span(months=1), "yearly": Span(months=12)}
CLOCK = re.compile(r"^\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?\s*([A-Za-z]+(?:/[A-Za-z_+\-]+)*)?\s*$")
LAST_HOUR, LAST_MINUTE = 24, 60
FURTHEST_WEST, FURTHEST_EAST = timedelta(hours=-12), timedelta(hours=14)
MOST_PARTS = 10_000


class UnreadableTerms(ValueError):
    """The promise can't be read as a cadence; the message says what to write."""


def read_cadence(property_name: str, terms: Terms) -> Cadence:
    """Read a cadence. `property_name` is `frequency` or `timeOfAvailability`. Raises UnreadableTerms."""
    try:
        if property_name == "timeOfAvailability":
            return _of_time(terms)
        return _of_frequency(terms)
    except (UnreadableSpan, UnreadableSchedule) as error:
        raise UnreadableTerms(str(error)) from error


def _of_frequency(terms: Terms) -> Cadence:
    zone = read_zone(terms.get("timezone"))
    cron = str(terms.get("schedule") or "")
    if cron:
        return _cadence(Cron(cron, zone), terms, by_period=False)
    span = _frequency(terms)
    return _cadence(Every(span, zone), terms, by_period=True)


def _frequency(terms: Terms) -> Span:
    value = terms.get("value")
    word = WORDS.get(str(value).strip().lower())
    return word or read_span(value, str(terms.get("unit") or ""))


def _of_time(terms: Terms) -> Cadence:
    at, stated = read_clock(str(terms.get("value") or ""))
    zone = stated or read_zone(terms.get("timezone"))
    cron = str(terms.get("schedule") or "")
    if cron:
        fields = Cron(cron, zone).fields
        return _cadence(Cron(" ".join([str(at.minute), str(at.hour), *fields[2:]]), zone), terms, by_period=False)
    every = terms.get("every")
    span = _frequency(every) if isinstance(every, Mapping) else DAY
    return _cadence(Every(span if span.is_civil else DAY, zone, at), terms, by_period=False)


def _cadence(schedule: Schedule, terms: Terms, *, by_period: bool) -> Cadence:
    parts = terms.get("parts", 1)
    if not isinstance(parts, int) or not 1 <= parts <= MOST_PARTS:
        raise UnreadableTerms("“parts” is how many deliveries make a period whole: a number from 1.")
    return Cadence(
        schedule=schedule,
        grace=_length(terms, "grace") or timedelta(0),
        calendar=read_calendar(terms.get("calendar") or {}),
        parts=parts,
        by_period=by_period,
        early=_length(terms, "early"),
        late=_length(terms, "late"),
        replaces=bool(terms.get("replaces")),
    )


def _length(terms: Terms, name: str) -> timedelta | None:
    """Read a span that is a plain length; nothing and 0 are themselves."""
    value = terms.get(name)
    if value is None or value == "":
        return None
    return timedelta(0) if str(value) == "0" else read_span(value, "min").roughly()


def read_zone(name: object) -> tzinfo:
    """Read an IANA zone; nothing is UTC."""
    if not name:
        return UTC
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnreadableTerms(f"“{name}” is not a time zone. Use an IANA name such as Europe/Berlin.") from None


def read_clock(text: str) -> tuple[time, tzinfo | None]:
    """Read `08:00`, `09:00-08:00` (eight hours behind UTC), `08:00 Europe/Berlin`; the zone is None where none is said."""
    found = CLOCK.match(text)
    if not found or int(found[1]) >= LAST_HOUR or int(found[2]) >= LAST_MINUTE:
        raise UnreadableTerms(f"“{text}” is not a time of day. Write 08:00, 08:00+01:00 or 08:00 Europe/Berlin.")
    at = time(int(found[1]), int(found[2]), min(int(found[3] or 0), LAST_MINUTE - 1))
    if found[4]:
        return at, _offset(found[4])
    return at, read_zone(found[5]) if found[5] else None


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)
    if not FURTHEST_WEST <= offset <= FURTHEST_EAST:
        raise UnreadableTerms(f"“{text}” is no offset from UTC any place has. For a span of hours, promise its beginning.")
    return timezone(offset)


def read_calendar(terms: Terms) -> Calendar:
    """Read holidays and maintenance windows. Raises UnreadableTerms."""
    try:
        days = terms.get("dates") or ()
        named = days.items() if isinstance(days, Mapping) else ((day, "holiday") for day in days)
        return Calendar(
            dates=tuple((date.fromisoformat(str(day)), str(name)) for day, name in named),
            country=str(terms.get("country") or "").upper(),
            subdivision=str(terms.get("subdivision") or "").upper(),
            working=tuple(date.fromisoformat(str(day)) for day in terms.get("working") or ()),
            windows=tuple(_window(window) for window in terms.get("maintenance") or ()),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableTerms(f"The calendar can't be read: {error}. Dates are YYYY-MM-DD, maintenance has from and until.") from error


def _window(said: Terms) -> Window:
    begins, ends = (datetime.fromisoformat(str(said[name])) for name in ("from", "until"))
    return Window(
        begins.replace(tzinfo=begins.tzinfo or UTC), ends.replace(tzinfo=ends.tzinfo or UTC), str(said.get("reason") or "maintenance")
    )
