"""Queueing: what is told becomes notices, deliveries and happenings, in the transaction that tells it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from catalog.actions.people import set_unread
from catalog.models import Asset, Person
from feedback.alerting import REASONS, Message, Step
from feedback.alerting.message import shortened
from feedback.alerting.pacing import Pace, not_before
from feedback.alerting.pagerduty import is_for_pagers
from feedback.models import Channel, Delivery, Happening, Hook, Matter, Notice, Preference
from feedback.queries.audience import Audience, leads, seeing, teams_seeing
from feedback.queries.hooks import hooks_for

State = Delivery.State
OPEN_STEPS = (Step.OPENED, Step.UPDATED, Step.ACKNOWLEDGED)
# What an older, still waiting word of the same matter is dropped for: it would only say what is no longer so.
OVERTAKING = (Step.OPENED, Step.UPDATED, Step.ACKNOWLEDGED, Step.RESOLVED)


@dataclass(frozen=True, slots=True)
class Told:
    """News in words, and whom it is for. `path`: the page it leads to; `asset`: what one must be allowed to see to hear of it."""

    matter: str
    title: str
    text: str
    path: str
    at: datetime
    audience: Audience
    step: str = Step.NOTE
    severity: str = "info"
    facts: Mapping[str, str] = field(default_factory=dict)
    asset: Asset | None = None


def tell(told: Told, *, now: datetime) -> int:
    """Write the notices and queue the deliveries; gives how many people hear. Whoever may not see the asset hears nothing."""
    people = {pk: told.audience.people[pk] for pk in seeing(told.asset, told.audience.people.keys())}
    muted = dict(Preference.objects.filter(person__in=people).values_list("person", "muted"))
    people = {pk: reason for pk, reason in people.items() if reason not in muted.get(pk, ())}
    teams = {pk: told.audience.teams[pk] for pk in teams_seeing(told.asset, told.audience.teams.keys())}
    matter = _matter(told, now)
    notices = _notices(people, matter, told, now)
    count_unread(people)
    _queue(told, matter, notices, (people, teams), now)
    return len(people)


def _matter(told: Told, now: datetime) -> Matter:
    said: dict[str, Any] = {"title": told.title, "url": told.path, "severity": told.severity}
    if told.step == Step.RESOLVED:
        said["resolved_at"] = now
    elif told.step in OPEN_STEPS:
        said["resolved_at"] = None
    return Matter.objects.update_or_create(key=told.matter, defaults=said, create_defaults={**said, "opened_at": told.at})[0]


def _notices(people: Mapping[int, str], matter: Matter, told: Told, now: datetime) -> dict[int, Notice]:
    """Write one line a person and matter, in three queries: newer words take the place of older ones, and are unread again."""
    words = shortened(f"{told.title}\n{told.text}".strip(), 2_000)
    known = {notice.person_id: notice for notice in Notice.objects.filter(person__in=people, matter=matter).order_by("at")}
    notices = {pk: known.get(pk) or Notice(person_id=pk, matter=matter) for pk in people}
    asset_id = told.asset.pk if told.asset else None
    for pk, notice in notices.items():
        notice.reason, notice.words, notice.asset_id, notice.at, notice.read_at = people[pk], words, asset_id, now, None
    Notice.objects.bulk_create(notice for pk, notice in notices.items() if pk not in known)
    Notice.objects.bulk_update(known.values(), ["reason", "words", "asset_id", "at", "read_at"])
    return notices


def count_unread(people: Iterable[int]) -> None:
    """Count what each of them has not read; the bar on top shows it."""
    counts = dict(Notice.objects.filter(person__in=people, read_at=None).values_list("person").annotate(Count("pk")))
    set_unread({pk: counts.get(pk, 0) for pk in people})


def _queue(
    told: Told, matter: Matter, notices: Mapping[int, Notice], whom: tuple[Mapping[int, str], Mapping[int, str]], now: datetime
) -> None:
    people, teams = whom
    channels = Channel.objects.filter(Q(person__in=people) | Q(team__in=teams), disabled_at=None)
    paces = {row.person_id: pace_of(row) for row in Preference.objects.filter(person__in=people).select_related("person")}
    made = []
    for channel in channels:
        reason = people.get(channel.person_id or 0) or teams.get(channel.team_id or 0) or ""
        if channel.reasons and reason not in channel.reasons:
            continue
        is_pager = channel.kind == Channel.Kind.PAGERDUTY
        if is_pager and not is_for_pagers(told.step):
            continue
        # A pager has a rota of its own, and a team no bedtime.
        pace = Pace() if is_pager or channel.person_id is None else paces.get(channel.person_id, Pace())
        content = {**message_of(told, reason).as_json(), "digest": pace.every != "at_once"}
        notice = notices.get(channel.person_id or 0)
        made.append(Delivery(channel=channel, matter=matter, notice=notice, content=content, not_before=not_before(now, pace)))
    _overtake(matter, [delivery.channel_id for delivery in made if delivery.channel_id], told.step)
    Delivery.objects.bulk_create(made)


def _overtake(matter: Matter, channels: list[int], step: str) -> None:
    if step in OVERTAKING:
        waiting = Delivery.objects.filter(matter=matter, channel__in=channels, state=Delivery.State.QUEUED, content__step__in=OPEN_STEPS)
        waiting.update(state=Delivery.State.DROPPED, result="Newer news of the same matter came before it was sent.")


def pace_of(row: Preference) -> Pace:
    """Read somebody's pace, in the time zone of their profile."""
    return Pace(zone_of(row.person), row.quiet_from, row.quiet_until, row.pace, row.digest_at)


def zone_of(person: Person) -> str:
    """Give the time zone somebody lives by; the installation's where their profile names none."""
    return person.time_zone or settings.TIME_ZONE


def message_of(told: Told, reason: str) -> Message:
    """Put it as channels take it."""
    return Message(
        matter=told.matter, title=told.title, text=told.text, url=settings.PUBLIC_URL + told.path, at=told.at.isoformat(timespec="seconds"),
        step=str(told.step), severity=told.severity, why=f"You hear of it because: {REASONS[reason].lower()}." if reason in REASONS else "",
        facts=dict(told.facts),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for machines. `source` names the row and the change: written twice it is once."""

    type: str
    source: str
    at: datetime
    data: Mapping[str, Any]
    asset: Asset | None = None
    agreement: int | None = None


def happen(event: Event) -> Happening | None:
    """Write a happening and queue it for the hooks that want it; None where it was written before."""
    asset_id = event.asset.pk if event.asset else None
    data = {**event.data, **_absolute(event.data), **({"asset": described(event.asset)} if event.asset else {})}
    found, is_new = Happening.objects.get_or_create(
        source=event.source,
        defaults={"type": event.type, "at": event.at, "asset_id": asset_id, "agreement_id": event.agreement, "data": data},
    )
    if not is_new:
        return None
    hooks = hooks_for(found, event.asset, list(Hook.objects.in_use()))
    Delivery.objects.bulk_create(Delivery(hook=hook, happening=found, content={}) for hook in hooks)
    return found


def happen_all(events: Sequence[Event]) -> int:
    """Write many happenings in a few statements; gives how many are new. Only for the one that holds the spreader's lock."""
    known = set(Happening.objects.filter(source__in=[event.source for event in events]).values_list("source", flat=True))
    new = {event.source: event for event in events if event.source not in known}
    made = Happening.objects.bulk_create(
        Happening(
            type=event.type, source=event.source, at=event.at, asset_id=event.asset.pk if event.asset else None, agreement_id=event.agreement,
            data={**event.data, **_absolute(event.data), **({"asset": described(event.asset)} if event.asset else {})},
        )
        for event in new.values()
    )  # fmt: skip
    if hooks := list(Hook.objects.in_use()) if made else []:
        pairs = ((hook, one) for one in made for hook in hooks_for(one, new[one.source].asset, hooks))
        Delivery.objects.bulk_create(Delivery(hook=hook, happening=one, content={}) for hook, one in pairs)
    return len(made)


def _absolute(data: Mapping[str, Any]) -> dict[str, str]:
    return {"url": settings.PUBLIC_URL + data["url"]} if "url" in data else {}


def described(asset: Asset) -> dict[str, Any]:
    """Name an asset for machines: number, namespace and name as OpenLineage has them, and its page."""
    return {"id": asset.pk, "namespace": asset.namespace.name, "name": asset.name, "url": f"{settings.PUBLIC_URL}/assets/{asset.pk}/"}


def tell_owner(receiver: Channel | Hook, words: str, *, now: datetime) -> None:
    """Tell whoever keeps a channel or hook that it was disabled, on these pages and over their other channels."""
    is_hook = isinstance(receiver, Hook)
    people = set(leads(receiver.team_id))
    owner = receiver.made_by_id if isinstance(receiver, Hook) else receiver.person_id
    people |= {owner} if owner else set()
    if not people:
        people = set(Person.objects.filter(is_administrator=True, is_active=True).values_list("pk", flat=True))
    audience = Audience()
    audience.add("channel", people)
    noun, path = ("outgoing hook", "/hooks/") if is_hook else ("channel", "/me/alerts/")
    told = Told(
        f"{'hook' if is_hook else 'channel'}/{receiver.pk}", f"Your {noun} “{receiver}” was switched off", words, path, now, audience,
        severity="warning",
    )  # fmt: skip
    tell(told, now=now)
