"""Times as producers write them, read into aware UTC."""

import re
from datetime import UTC, datetime

from .notes import Notes

FIRST_YEAR, LAST_YEAR = 1970, 2200
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:$|[Tt ])")
_DATE_LENGTH = 10


class UnreadableTime(ValueError):
    """A text that is no point in time between 1970 and 2200."""


def read_time(value: object, path: str, notes: Notes) -> datetime:
    """Return an ISO 8601 time as aware UTC, with microseconds (finer digits are cut).

    A time without a zone and a bare date are taken as UTC and noted. Raises UnreadableTime for anything else:
    epoch numbers, a leap second, a day or zone that doesn't exist, years before 1970 or after 2200.
    """
    if not isinstance(value, str) or not _DATE.match(value):
        raise UnreadableTime(_wanted(value))
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError as error:
        raise UnreadableTime(_wanted(value)) from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        message = f"the year {moment.year} lies outside {FIRST_YEAR} to {LAST_YEAR}"
        raise UnreadableTime(message)
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        what = "is only a date" if len(value) == _DATE_LENGTH else "has no time zone"
        notes.add("time_without_zone", path, f"{value[:40]} {what}; it was read as UTC.")
        return moment.replace(tzinfo=UTC)
    return _in_range(moment.astimezone(UTC))


def _in_range(moment: datetime) -> datetime:
    """Years 1970 and 2200 in local time may lie a day outside in UTC."""
    if FIRST_YEAR <= moment.year <= LAST_YEAR:
        return moment
    message = f"the year {moment.year} (in UTC) lies outside {FIRST_YEAR} to {LAST_YEAR}"
    raise UnreadableTime(message)


def _wanted(value: object) -> str:
    return f"{str(value)[:60]!r} is no ISO 8601 time such as 2026-01-31T09:30:00Z"
