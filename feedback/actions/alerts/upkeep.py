"""Upkeep: followed searches made again, and what is forgotten after a while."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs

from django.db import transaction

from catalog.models import Asset
from catalog.search import Filters, find
from feedback.actions.alerts.queueing import Told, tell
from feedback.models import Delivery, Follow, Happening, Matter, Notice
from feedback.queries.audience import Audience

LOOKS_EVERY = timedelta(hours=1)
BATCH = 50
KEEP_HAPPENINGS = timedelta(days=30)
KEEP_DELIVERIES = timedelta(days=90)
State = Delivery.State


def look_for_new_finds(*, now: datetime) -> int:
    """Make the followed searches that weren't made for an hour; gives how many found something new."""
    due = Follow.objects.exclude(search="").filter(person__is_active=True).exclude(looked_at__gt=now - LOOKS_EVERY)
    return sum(look_again(follow=follow, now=now) for follow in due.select_related("person").order_by("looked_at", "pk")[:BATCH])


def finds(query: str, follow: Follow) -> dict[str, str]:
    """Make a search as its follower would; gives the assets of its first page: {number: name}."""
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    q = " ".join(asked.get("q", "").split())[:200]
    page = find(q, Filters.read(asked), person=follow.person, page=1)
    return {str(hit.ref): hit.name for hit in page.hits if hit.kind == "asset"}


@transaction.atomic
def look_again(*, follow: Follow, now: datetime) -> bool:
    """Make one search again and tell what it finds that it didn't before; the first time only remembers."""
    found = finds(follow.search, follow)
    new = {key: name for key, name in found.items() if key not in follow.found}
    is_first = follow.looked_at is None
    Follow.objects.filter(pk=follow.pk).update(found=sorted({*follow.found, *found})[-2_000:], looked_at=now)
    if is_first or not new:
        return False
    heard = Audience()
    heard.add("search", [follow.person_id])
    asset = Asset.objects.filter(pk=int(next(iter(new)))).select_related("domain").first()
    title = f"{len(new)} new in your search"
    names = ", ".join(list(new.values())[:5])
    tell(Told(f"search/{follow.pk}", title, names, f"/search/?{follow.search}", now, heard, asset=asset), now=now)
    return True


@transaction.atomic
def forget_old_alerts(*, now: datetime) -> int:
    """Forget deliveries and read notices after 90 days, happenings after 30 or with the last call that told of them, and idle matters."""
    gone = Delivery.objects.filter(queued_at__lt=now - KEEP_DELIVERIES).exclude(state__in=[State.QUEUED, State.SENDING]).delete()[0]
    gone += Happening.objects.filter(noted_at__lt=now - KEEP_HAPPENINGS, deliveries=None).delete()[0]
    gone += Notice.objects.filter(read_at__lt=now - KEEP_DELIVERIES).delete()[0]
    idle = Matter.objects.filter(opened_at__lt=now - KEEP_DELIVERIES, notices=None, deliveries=None).exclude(resolved_at=None)
    return gone + idle.delete()[0]
