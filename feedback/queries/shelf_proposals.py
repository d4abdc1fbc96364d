"""A shelf of one's own on the home page: proposals that wait for an answer."""

from datetime import datetime

from django.urls import reverse

from catalog.models import Person
from contracts.queries.proposals import proposals_visible
from feedback.queries.shelves import SHOWN, Shelf, ShelfRow


def my_proposals(person: Person, now: datetime) -> Shelf | None:
    """List changes that somebody waits with for this person; who isn't asked has no such shelf."""
    del now
    rows = [
        ShelfRow(
            text=f"{row.version.contract} {row.version.number}",
            href=reverse("proposal", args=[row.pk]),
            note=f"notice ends {row.notice_until:%d %b %Y}" if row.notice_until else "",
            state="broken" if row.verdict == "no" else "unknown",
            label="Would break you" if row.verdict == "no" else "May affect you",
            at=row.opened_at,
        )
        for row in proposals_visible(person, waiting=True)[:SHOWN]
    ]
    return Shelf("Changes that wait for you", rows, "", f"{reverse('proposals')}?mine=1", "All of them") if rows else None
