"""Deliveries and notices as pages list them."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from catalog.asked import number
from catalog.models import Asset, Membership, Person
from feedback.models import Channel, Delivery, Notice
from feedback.queries.hooks import hooks_of


def channels_of(person: Person) -> QuerySet[Channel]:
    """Give the channels somebody looks after: their own and those of their teams; all of teams for administrators."""
    teams = Q(team__in=Membership.objects.filter(person=person).values("team"))
    if person.is_administrator:
        teams = Q(team__isnull=False)
    return Channel.objects.filter(Q(person=person) | teams)


def deliveries_of(person: Person) -> QuerySet[Delivery]:
    """Give the deliveries over one's channels and hooks; all for administrators (whose words of other people's stay hidden)."""
    found = Delivery.objects.select_related("channel__person", "channel__team", "hook", "happening", "matter").order_by("-queued_at", "pk")
    if person.is_administrator:
        return found
    return found.filter(Q(channel__in=channels_of(person).values("pk")) | Q(hook__in=hooks_of(person).values("pk")))


def narrowed(found: QuerySet[Delivery], asked: Mapping[str, str]) -> QuerySet[Delivery]:
    """Narrow by `state`, `channel` or `hook`."""
    if asked.get("state") in Delivery.State.values:
        found = found.filter(state=asked["state"])
    for receiver in ("channel", "hook"):
        if key := number(asked.get(receiver, "")):
            found = found.filter(**{receiver: key})
    return found


def notices_of(person: Person) -> QuerySet[Notice]:
    """Give somebody's notices, newest first; of what they may not see any more, nothing."""
    found = Notice.objects.filter(person=person).select_related("matter").order_by("-at", "-pk")
    if person.is_administrator:
        return found
    seen = Asset.objects.visible_to(person).values("pk")
    return found.filter(Q(asset_id=None) | Q(asset_id__in=seen))
