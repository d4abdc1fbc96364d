"""Reading query parameters of REST calls: bad values are refused with a sentence, never guessed."""

from datetime import datetime

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from catalog.models import Person
from lineage.views.address import moment

_LARGEST_KEY = 2**63


def caller(request: Request) -> Person | None:
    """Give whoever calls, by session or by key."""
    return request.user if isinstance(request.user, Person) else None


def whole(request: Request, name: str, default: int | None = None, *, least: int = 0, most: int = _LARGEST_KEY - 1) -> int | None:
    """Read a whole number."""
    text = request.query_params.get(name, "")
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1  # noqa: PLR2004 - bigint has 19 digits
    if not least <= number <= most:
        raise ValidationError({name: f"{text[:40]!r} must be a whole number from {least} to {most}."})
    return number


def key(request: Request, name: str) -> int:
    """Read a key that must be there."""
    number = whole(request, name, least=1)
    if number is None:
        raise ValidationError({name: f"Say which, as ?{name}=<number>."})
    return number


def keys(request: Request, name: str, most: int) -> list[int]:
    """Read one or more keys, separated by commas."""
    parts = [part for part in request.query_params.get(name, "").split(",") if part]
    if not parts or len(parts) > most or not all(part.isascii() and part.isdigit() and 0 < int(part) < _LARGEST_KEY for part in parts):
        raise ValidationError({name: f"Give 1 to {most} numbers, separated by commas."})
    return [int(part) for part in parts]


def one_of(request: Request, name: str, words: tuple[str, ...]) -> str:
    """Read one of a few words; the first is the default."""
    text = request.query_params.get(name, "") or words[0]
    if text not in words:
        raise ValidationError({name: f"{text[:40]!r} is not one of {', '.join(words)}."})
    return text


def flag(request: Request, name: str) -> bool:
    """Read true or false; false when it isn't there."""
    return one_of(request, name, ("false", "true", "0", "1")) in {"true", "1"}


def when(request: Request, name: str) -> datetime | None:
    """Read a time in ISO 8601."""
    text = request.query_params.get(name, "")
    found = moment(text)
    if text and found is None:
        raise ValidationError({name: f"{text[:40]!r} is no time in ISO 8601, such as 2026-01-31T06:00:00Z."})
    return found
