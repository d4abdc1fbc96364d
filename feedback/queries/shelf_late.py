"""A shelf on the home page: promised deliveries that are overdue, and how many came on time today."""

from datetime import datetime, timedelta

from django.urls import reverse

from catalog.models import Person
from contracts.queries.deviations import late_now
from contracts.queries.slots import kept_between
from feedback.queries.shelves import SHOWN, Shelf, ShelfRow

DAY = timedelta(days=1)


def late(person: Person, now: datetime) -> Shelf | None:
    """List what is late now, longest first; where nothing is promised there is no such shelf."""
    kept, due = kept_between(person, now - DAY, now)
    found = late_now(person, SHOWN)
    if not due and not found:
        return None
    rows = [
        ShelfRow(
            text=str(one.asset),
            href=reverse("deviation", args=[one.pk]),
            note=str(one.clause or one.key),
            state="broken",
            label="Late",
            at=one.opened_at,
        )
        for one in found
    ]
    told = f"Nothing is late. {kept} of {due} deliveries due since yesterday came on time."
    return Shelf("Late now", rows, told, reverse("deviations"), "All deviations")
