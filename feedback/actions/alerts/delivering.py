"""Delivering: claim what is due, send it, note the result. At least once: what a dead worker had claimed is sent again.

One message at a time goes to one receiver, so that order holds and a slow one holds up nobody else; several receivers are served at once,
in threads that only talk to the network. After a failure the receiver rests, whatever waits for it.
"""

import logging
import random
import traceback
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalog import audit, bulk
from feedback.actions.alerts.queueing import tell_owner
from feedback.actions.alerts.sending import Outcome, Parcel, send
from feedback.actions.alerts.wrapping import CannotWrap, wrap
from feedback.alerting import pacing
from feedback.models import Channel, Delivery, Hook

log = logging.getLogger("provender.alerts")

State = Delivery.State
AT_ONCE = 8  # receivers served beside each other
WORKS_FOR = timedelta(seconds=30)
DEAD_AFTER = timedelta(seconds=90)  # a send is cut at 15 s; e-mail takes a few times 10 s at most

# The oldest word due for each receiver that nobody is sending to, that isn't disabled and doesn't rest. Taken by the conditional update:
# of two workers that want the same row the second finds it taken.
CLAIM = """
WITH due AS (
    SELECT DISTINCT ON (d.channel_id, d.hook_id) d.id FROM feedback_delivery d
    LEFT JOIN feedback_channel c ON c.id = d.channel_id LEFT JOIN feedback_hook h ON h.id = d.hook_id
    WHERE d.state = 'queued' AND d.not_before <= %s AND coalesce(c.disabled_at, h.disabled_at) IS NULL
        AND coalesce(c.resting_until, h.resting_until, '-infinity') <= %s
        AND NOT EXISTS (SELECT FROM feedback_delivery s WHERE s.state = 'sending' AND (s.channel_id = d.channel_id OR s.hook_id = d.hook_id))
    ORDER BY d.channel_id, d.hook_id, d.id
), taken AS (SELECT id FROM due ORDER BY id LIMIT %s)
UPDATE feedback_delivery d SET state = 'sending', claimed_at = %s, attempts = attempts + 1 FROM taken
WHERE d.id = taken.id AND d.state = 'queued' RETURNING d.id
"""
# A digest takes along whatever else is due for its channel.
GATHER = """
UPDATE feedback_delivery SET state = 'sending', claimed_at = %s, attempts = attempts + 1
WHERE channel_id = %s AND state = 'queued' AND not_before <= %s AND (content ->> 'digest')::boolean RETURNING id
"""


def deliver_due(now: datetime | None = None) -> int:
    """Send what is due, for half a minute at most; gives how many messages went out or failed. Any number of workers may."""
    began = now or timezone.now()
    release_dead(began)
    done = 0
    busy: dict[Future[Outcome], list[int]] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while True:
            at = now or timezone.now()
            if at - began < WORKS_FOR:
                for ids, parcel in claim(at, AT_ONCE - len(busy)):
                    busy[pool.submit(send, parcel)] = ids
            if not busy:
                return done
            for future in wait(busy, return_when=FIRST_COMPLETED).done:
                note(busy.pop(future), _outcome(future), now or timezone.now())
                done += 1


def _outcome(future: Future[Outcome]) -> Outcome:
    """Give what came of a send. One that broke in a way nobody thought of failed like any other: the other receivers get theirs."""
    error = future.exception()
    if error is None:
        return future.result()
    # Where it broke, and not its words: they may repeat a header with a token in it.
    log.error("Sending broke: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return Outcome(is_sent=False, result=f"Sending broke ({type(error).__name__}); the log says where.")


def release_dead(now: datetime) -> int:
    """Give back what a worker had claimed that has not been heard of since; it may arrive twice, it isn't lost."""
    dead = Delivery.objects.filter(state=State.SENDING, claimed_at__lt=now - DEAD_AFTER)
    return dead.update(
        state=State.QUEUED, not_before=now, result="The worker stopped in the middle of it; sent again, it may arrive twice."
    )


def claim(now: datetime, most: int) -> Iterable[tuple[list[int], Parcel]]:
    """Claim the oldest due of each free receiver and wrap it; the claim is committed before anything is sent."""
    if most <= 0:
        return []
    with transaction.atomic():
        ids = [pk for (pk,) in bulk.ask(CLAIM, now, now, most, now)]
    found = []
    for delivery in Delivery.objects.filter(pk__in=ids).select_related("channel", "hook", "happening", "matter", "notice").order_by("pk"):
        taken = [delivery.pk]
        if delivery.content.get("digest") and delivery.channel_id:
            taken += [pk for (pk,) in bulk.ask(GATHER, now, delivery.channel_id, now)]
        try:
            found.append((taken, wrap(delivery, taken)))
        except CannotWrap as error:
            note(taken, Outcome(is_sent=False, result=str(error), is_final=True, ends_channel=error.ends_channel), now)
    return found


@transaction.atomic
def note(ids: list[int], outcome: Outcome, now: datetime) -> None:
    """Write down what came of it, on the deliveries and on their receiver."""
    first = Delivery.objects.select_related("channel", "hook").filter(pk=ids[0]).first()
    receiver = (first.channel or first.hook) if first else None
    said = {"result": outcome.result, "status_code": outcome.status, "seconds": outcome.seconds, "claimed_at": None}
    mine = Delivery.objects.filter(pk__in=ids)
    if first is None or receiver is None:
        return  # somebody removed the channel while it was sent
    if outcome.is_sent:
        mine.update(state=State.SENT, ended_at=now, thread=outcome.thread, **said)
        _remember(receiver, outcome, failing_since=None, resting_until=None)
        return
    failing_since = receiver.failing_since or now
    rests_until = now + pacing.wait(first.attempts, luck=random.random(), asked=outcome.retry_after)  # noqa: S311  # spreads, guards nothing
    if outcome.is_final:
        mine.update(state=State.FAILED, ended_at=now, **said)
        _remember(receiver, outcome, failing_since=failing_since, resting_until=None)
    else:
        mine.update(state=State.QUEUED, not_before=rests_until, **said)
        _remember(receiver, outcome, failing_since=failing_since, resting_until=rests_until)
    if outcome.ends_channel or now - failing_since > timedelta(days=settings.CHANNEL_FAILING_DAYS):
        disable(receiver, outcome.result, now)


def _remember(receiver: Channel | Hook, outcome: Outcome, **state: datetime | None) -> None:
    if isinstance(receiver, Hook):
        Hook.objects.filter(pk=receiver.pk).update(**state)
        return
    Channel.objects.filter(pk=receiver.pk).update(last_result=outcome.result, last_seconds=outcome.seconds, **state)


def disable(receiver: Channel | Hook, reason: str, now: datetime) -> None:
    """Switch a receiver off, drop what waits for it and tell its owner; doing it twice changes nothing."""
    if not type(receiver).objects.filter(pk=receiver.pk, disabled_at=None).update(disabled_at=now, disabled_reason=reason):
        return
    field = "hook" if isinstance(receiver, Hook) else "channel"
    waiting = Delivery.objects.filter(**{field: receiver.pk}, state=State.QUEUED)
    count = waiting.update(state=State.DROPPED, ended_at=now)
    lost = f" {count} waiting message{'' if count == 1 else 's'} will not be sent." if count else ""
    tell_owner(receiver, f"{reason}{lost} Mend it and switch it on again.", now=now)


class CannotSendAgain(Exception):
    """It can't be sent again; the message says why."""


@transaction.atomic
def send_again(*, delivery: Delivery) -> None:
    """Queue a message again that failed or was dropped. Raises CannotSendAgain."""
    receiver = delivery.channel or delivery.hook
    if receiver is None or receiver.disabled_at:
        raise CannotSendAgain("Its receiver is switched off; switch it on first.")
    again = Delivery.objects.filter(pk=delivery.pk, state__in=[State.FAILED, State.DROPPED])
    if not again.update(state=State.QUEUED, not_before=timezone.now(), ended_at=None, attempts=0):
        raise CannotSendAgain("Only what failed or wasn't sent can be sent again.")
    audit.record(verb="delivery.repeated", target=delivery)
