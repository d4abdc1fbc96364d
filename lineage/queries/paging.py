"""Keyset paging: a page starts after a row, not after a count, so page 1,000 costs what page 1 costs."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Q

Row = TypeVar("Row")

PAGE_SIZE = 50
_LARGEST_KEY = 2**63


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in a list that runs from new to old: its time, then its primary key."""

    at: datetime
    pk: int


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows; `older` is the cursor of the next one, empty on the last; `is_first` says that nothing is newer."""

    rows: Sequence[Row]
    older: str = ""
    is_first: bool = True


def encode(place: Place) -> str:
    """Make a cursor that fits a URL."""
    return base64.urlsafe_b64encode(f"{place.at.isoformat()}|{place.pk}".encode()).decode().rstrip("=")


def decode(cursor: str) -> Place | None:
    """Read a cursor; None when it is empty or not one of ours (the list then starts at its top)."""
    try:
        at, _, pk = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        place = Place(datetime.fromisoformat(at), int(pk))
    except (ValueError, binascii.Error):
        return None
    return place if place.at.tzinfo and 0 <= place.pk < _LARGEST_KEY else None


def after(place: Place, field: str) -> Q:
    """Say which rows follow in the order (`field` descending, primary key ascending); the first bound lets the index be ranged over."""
    return Q(**{f"{field}__lte": place.at}) & (Q(**{f"{field}__lt": place.at}) | Q(pk__gt=place.pk))


def key_after(cursor: str) -> int | None:
    """Read a cursor that is a plain primary key; None when it is empty or no key."""
    return int(cursor) if cursor.isascii() and cursor.isdigit() and int(cursor) < _LARGEST_KEY else None
