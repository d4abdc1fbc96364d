"""A shelf of one's own on the home page: who asks for access to, or about, what one answers for."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from catalog.models import Person
from feedback.models import AccessRequest
from feedback.queries.access import requests_to_decide
from feedback.queries.questions import questions
from feedback.queries.shelves import SHOWN, Shelf, ShelfRow


def asked_of_me(person: Person, now: datetime) -> Shelf | None:
    """List requests for access, longest waiting first, then questions nobody answered; None when nobody asks. Two queries."""
    del now
    waiting = requests_to_decide(person).filter(~Q(person=person), state=AccessRequest.State.REQUESTED).order_by("requested_at", "pk")
    rows = [_request(row) for row in waiting[:SHOWN]]
    asked = questions(person, "open", "mine").filter(~Q(author=person), answers=None)
    rows += [
        ShelfRow(
            found.text,
            f"{reverse('asset-reviews', args=[found.asset_id])}#question-{found.pk}",
            str(found.asset),
            "new",
            "Question",
            found.asked_at,
        )
        for found in asked[:SHOWN]
    ]
    return Shelf("Asked of you", rows[:SHOWN], "", reverse("questions"), "All questions") if rows else None


def _request(row: AccessRequest) -> ShelfRow:
    wanted = f"{row.person} wants {row.asset}" if row.asset else f"{row.person} looks for {row.wanted}"
    return ShelfRow(wanted, reverse("access-requests"), row.purpose, "new", "Access", row.requested_at)
