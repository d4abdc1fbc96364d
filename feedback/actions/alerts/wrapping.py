"""Wrapping: from a claimed delivery to everything its send needs, secrets opened; the last look at the database before the network."""

import json
from collections.abc import Mapping, Sequence

from django.conf import settings

from feedback.actions.alerts.sending import Parcel
from feedback.alerting import Message
from feedback.alerting.envelope import Event
from feedback.alerting.message import digest
from feedback.models import Channel, Delivery, Hook
from lineage.sealing import CannotUnseal, unseal


class CannotWrap(Exception):
    """It can't be sent at all; the message says why. `ends_channel`: nor anything else to this receiver."""

    def __init__(self, message: str, *, ends_channel: bool = False) -> None:
        """Keep both."""
        super().__init__(message)
        self.ends_channel = ends_channel


def wrap(delivery: Delivery, taken: Sequence[int]) -> Parcel:
    """Make the parcel of a delivery; of a digest one parcel for all that were taken along. Raises CannotWrap."""
    if delivery.hook is not None:
        return Parcel(delivery.pk, delivery.hook.pk, Channel.Kind.WEBHOOK, secrets_of(delivery.hook), event=_event(delivery))
    if delivery.channel is None:
        raise CannotWrap("Its receiver is gone.")
    message = Message.from_json(delivery.content)
    if delivery.content.get("digest"):
        rows = Delivery.objects.filter(pk__in=taken).order_by("pk").values_list("content", flat=True)
        message = digest([Message.from_json(row) for row in rows], url=f"{settings.PUBLIC_URL}/notices/", at=message.at)
    channel = delivery.channel
    return Parcel(delivery.pk, channel.pk, channel.kind, secrets_of(channel), message, _thread(delivery))


def _event(delivery: Delivery) -> Event:
    happened = delivery.happening
    if happened is None:  # a test by hand
        return Event(f"test/{delivery.pk}", "test", "test", delivery.queued_at.isoformat(timespec="seconds"), {"message": "It works."})
    subject = f"assets/{happened.asset_id}" if happened.asset_id else happened.source
    return Event(
        happened.source, happened.type, subject, happened.at.isoformat(timespec="seconds"), {"number": happened.pk, **happened.data}
    )


def _thread(delivery: Delivery) -> str:
    """Find the message that this one updates."""
    before = Delivery.objects.filter(channel=delivery.channel_id, matter=delivery.matter_id, state=Delivery.State.SENT, pk__lt=delivery.pk)
    if delivery.matter_id is None or delivery.content.get("digest"):
        return ""
    return before.exclude(thread="").order_by("-pk").values_list("thread", flat=True).first() or ""


def secrets_of(receiver: Channel | Hook) -> Mapping[str, str]:
    """Open what is sealed. Raises CannotWrap where it was sealed with another key."""
    try:
        found: dict[str, str] = json.loads(unseal(receiver.secret))
        if isinstance(receiver, Hook):
            found["key"] = unseal(receiver.key)
    except CannotUnseal as error:
        raise CannotWrap(str(error), ends_channel=True) from error
    return found
