"""Channels: made, tried, switched on again, removed; and when somebody wants to hear."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.auth import new_secret
from catalog.models import Person, Team
from feedback.actions.alerts.calling import check_url
from feedback.actions.alerts.queueing import count_unread
from feedback.alerting import REASONS, Message
from feedback.alerting.guarding import ForbiddenAddress
from feedback.models import Channel, Delivery, Notice, Preference
from lineage.sealing import seal

Kind = Channel.Kind
TOKEN = re.compile(r"xoxb-[\w-]+", re.ASCII)


class CannotMakeChannel(Exception):
    """The channel can't be made or changed; the message says why, and repeats no secret."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where it goes: an e-mail address, a URL, a PagerDuty routing key, or a Slack bot's token with `room`."""

    kind: str
    value: str
    room: str = ""


def make_channel(
    *, name: str, address: Address, person: Person, team: Team | None = None, reasons: Sequence[str] = ()
) -> tuple[Channel, str]:
    """Make a channel of one's own, or of a team; gives the key that signs its calls where it is a webhook, kept sealed and shown this once."""
    if address.kind == Kind.APPRISE and not person.is_administrator:
        raise CannotMakeChannel("Apprise can reach any address, also inside: only administrators make such channels.")
    secret, shown = read_address(address)
    key = ""
    if address.kind == Kind.WEBHOOK:
        key = secret["key"] = new_secret()
    chosen = [reason for reason in reasons if reason in REASONS]
    with transaction.atomic():  # begun once the address was looked up: a slow name server holds no transaction open
        made = Channel.objects.create(
            name=name.strip() or shown, kind=address.kind, person=None if team else person, team=team, shown=shown,
            secret=seal(json.dumps(secret)), reasons=[] if set(chosen) == set(REASONS) else chosen,
        )  # fmt: skip
        audit.record(verb="channel.made", target=made, after={"kind": made.kind, "shown": shown, "team": str(team or "")})
    return made, key


def read_address(address: Address) -> tuple[dict[str, str], str]:
    """Take an address apart into what is sealed and what may be shown. Raises CannotMakeChannel."""
    value = address.value.strip()
    if address.kind == Kind.EMAIL:
        return _email(value)
    if address.kind == Kind.PAGERDUTY:
        return _pager(value)
    if address.kind == Kind.SLACK and value.startswith("xoxb-"):
        return _bot(value, address.room.strip())
    if address.kind == Kind.APPRISE:
        scheme = value.partition("://")[0]
        if not scheme or scheme == value:
            raise CannotMakeChannel("An Apprise address looks like ntfy://host/topic.")
        return {"url": value}, f"{scheme}://…"
    try:
        return {"url": value}, check_url(value)
    except ForbiddenAddress as error:
        raise CannotMakeChannel(str(error)) from error


def _bot(token: str, room: str) -> tuple[dict[str, str], str]:
    if not TOKEN.fullmatch(token):
        raise CannotMakeChannel("A Slack bot's token has letters, digits and dashes only.")
    if not room:
        raise CannotMakeChannel("Say which room the bot writes to: #data-alerts, or a channel's id.")
    return {"token": token, "room": room}, f"bot in {room}"


def _pager(value: str) -> tuple[dict[str, str], str]:
    if len(value) != 32 or not value.isalnum():  # noqa: PLR2004  # an integration key has 32 characters
        raise CannotMakeChannel("A PagerDuty integration key (Events API v2) has 32 letters and digits.")
    return {"key": value}, f"key …{value[-4:]}"


def _email(value: str) -> tuple[dict[str, str], str]:
    try:
        validate_email(value)
    except ValidationError as error:
        raise CannotMakeChannel("This is no e-mail address.") from error
    if not settings.SMTP_URL:
        raise CannotMakeChannel("No mail server is set up here: an administrator names one with PROVENDER_SMTP_URL.")
    name, _, host = value.rpartition("@")
    return {"address": value}, f"{name[:2]}…@{host}"


@transaction.atomic
def try_channel(*, channel: Channel, person: Person) -> Delivery:
    """Queue a message that says that it works; its result stands with the deliveries."""
    now = timezone.now()
    message = Message(
        matter=f"test/{channel.pk}", title="It works", text=f"{person} sent this from Provender to try “{channel}”.",
        url=f"{settings.PUBLIC_URL}/me/alerts/", at=now.isoformat(timespec="seconds"), step="opened" if channel.kind == Kind.PAGERDUTY else "note",
    )  # fmt: skip
    Channel.objects.filter(pk=channel.pk).update(resting_until=None)
    audit.record(verb="channel.tried", target=channel)
    return Delivery.objects.create(channel=channel, content=message.as_json())


@transaction.atomic
def switch_on(*, channel: Channel) -> None:
    """Use a channel again that was switched off."""
    Channel.objects.filter(pk=channel.pk).update(disabled_at=None, disabled_reason="", failing_since=None, resting_until=None)
    audit.record(verb="channel.switched_on", target=channel, before={"reason": channel.disabled_reason})


@transaction.atomic
def remove_channel(*, channel: Channel) -> None:
    """Forget a channel, its address and its deliveries."""
    audit.record(verb="channel.removed", target=channel, before={"kind": channel.kind, "shown": channel.shown})
    channel.delete()


@dataclass(frozen=True, slots=True)
class Wishes:
    """When somebody wants to hear, and what not."""

    quiet_from: time | None = None
    quiet_until: time | None = None
    pace: str = Preference.Pace.AT_ONCE
    digest_at: time = time(8)
    muted: Sequence[str] = ()
    report_on: str = ""


@transaction.atomic
def set_wishes(*, person: Person, wishes: Wishes) -> Preference:
    """Keep somebody's wishes. Raises CannotMakeChannel."""
    if (wishes.quiet_from is None) != (wishes.quiet_until is None):
        raise CannotMakeChannel("Quiet hours need both a beginning and an end.")
    muted = [reason for reason in REASONS if reason in wishes.muted]
    said: Mapping[str, object] = {
        "quiet_from": wishes.quiet_from, "quiet_until": wishes.quiet_until,
        "pace": wishes.pace, "digest_at": wishes.digest_at, "muted": muted, "report_on": wishes.report_on,
    }  # fmt: skip
    made = Preference.objects.update_or_create(person=person, defaults=said)[0]
    audit.record(verb="alerts.set", target=person, after={name: str(value) for name, value in said.items()})
    return made


@transaction.atomic
def read_notices(*, person: Person, ids: Sequence[int] | None, at: datetime) -> int:
    """Mark notices as read: some, or all (None). Not audited: reading changes nothing for anybody else."""
    unread = Notice.objects.filter(person=person, read_at=None)
    count = (unread if ids is None else unread.filter(pk__in=ids)).update(read_at=at)
    count_unread([person.pk])
    return count
