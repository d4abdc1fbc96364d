"""Sending one message over one channel. No database here: several are sent at once in threads."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from feedback.actions.alerts.calling import Answer, CallFailed, post
from feedback.alerting import Message, envelope, mail, pagerduty, slack, teams
from feedback.alerting.guarding import ForbiddenAddress
from feedback.alerting.message import shortened

JSON = {"Content-Type": "application/json; charset=utf-8"}
OK = range(200, 300)
# The address was taken away: nothing sent there will arrive again.
GONE = frozenset({404, 410})
BUSY = frozenset({408, 425, 429})
MOST_RESULT = 500
# Slack answers 200 and an error. Some pass by themselves, some are about the message that should be updated, some end the channel.
SLACK_PASSES = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited", "team_added_to_org"})
SLACK_UPDATES_NO_MORE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
SLACK_ENDS = frozenset(
    {"invalid_auth", "account_inactive", "token_revoked", "not_authed", "channel_not_found", "is_archived", "not_in_channel"}
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything a send needs: kind of channel, its secrets, what to say, and the thread it belongs to (empty: a new one).

    `event`: what a hook is sent instead of a message.
    """

    delivery: int
    channel: int
    kind: str
    secret: Mapping[str, str]
    message: Message | None = None
    thread: str = ""
    event: envelope.Event | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `is_final`: trying again is no use. `ends_channel`: neither is anything else over this channel."""

    is_sent: bool
    result: str
    status: int | None = None
    is_final: bool = False
    ends_channel: bool = False
    retry_after: float | None = None
    thread: str = ""
    seconds: float = field(default=0.0, compare=False)


def send(parcel: Parcel) -> Outcome:
    """Send; every failure is an outcome, with the other side's words shortened and no address in them."""
    began = time.monotonic()
    try:
        found = SENDERS[parcel.kind](parcel)
    except ForbiddenAddress as error:
        found = Outcome(is_sent=False, result=str(error), is_final=True, ends_channel=True)
    except CallFailed as error:
        found = Outcome(is_sent=False, result=str(error))
    return _with_seconds(found, time.monotonic() - began, parcel.secret)


def _with_seconds(found: Outcome, seconds: float, secret: Mapping[str, str]) -> Outcome:
    result = found.result
    for value in secret.values():
        result = result.replace(value, "…") if value else result
    return Outcome(
        found.is_sent, shortened(" ".join(result.split()).replace("\0", ""), MOST_RESULT), found.status, found.is_final, found.ends_channel,
        found.retry_after, found.thread, round(seconds, 3),
    )  # fmt: skip


def _told(parcel: Parcel) -> Message:
    if parcel.message is None:
        raise CallFailed("There is nothing to say.")
    return parcel.message


def _judged(answer: Answer, said: str = "") -> Outcome:
    """Read a status: 2xx arrived; 4xx is final, except those that mean "later"; everything else is tried again."""
    words = said or f"{answer.status} {answer.text}"
    if answer.status in OK:
        return Outcome(is_sent=True, result=words, status=answer.status)
    is_final = 300 <= answer.status < 500 and answer.status not in BUSY  # noqa: PLR2004  # redirects and refusals
    return Outcome(
        is_sent=False,
        result=words,
        status=answer.status,
        is_final=is_final,
        ends_channel=answer.status in GONE,
        retry_after=answer.retry_after,
    )


def _post_json(url: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
    return post(url, json.dumps(body, ensure_ascii=False).encode(), {**JSON, **(headers or {})})


def send_slack(parcel: Parcel) -> Outcome:
    """Through an incoming webhook; or, with a bot's token, as a message that is updated in place."""
    body = slack.payload(_told(parcel))
    if url := parcel.secret.get("url"):
        return _judged(_post_json(url, body))
    method = "chat.update" if parcel.thread else "chat.postMessage"
    room, _, ts = parcel.thread.partition("|")
    body["channel"] = room or parcel.secret["room"]
    if ts:
        body["ts"] = ts
    answer = _post_json(f"{settings.SLACK_API_URL}/{method}", body, {"Authorization": f"Bearer {parcel.secret['token']}"})
    said = answer.json()
    if answer.status in OK and not said.get("ok"):
        error = str(said.get("error", "no reason given"))
        if ts and error in SLACK_UPDATES_NO_MORE:
            return send_slack(replace(parcel, thread=""))
        is_final, ends = error not in SLACK_PASSES, error in SLACK_ENDS
        return Outcome(is_sent=False, result=f"Slack: {error}", status=answer.status, is_final=is_final, ends_channel=ends)
    found = _judged(answer)
    return Outcome(found.is_sent, found.result, found.status, found.is_final, found.ends_channel, found.retry_after, _place(said, parcel))


def _place(said: Mapping[str, Any], parcel: Parcel) -> str:
    """Name the message for the update to come: Slack wants the room's number back, not its name."""
    return f"{said['channel']}|{said['ts']}" if said.get("ts") and said.get("channel") else parcel.thread


def send_teams(parcel: Parcel) -> Outcome:
    """An Adaptive Card to a Workflows webhook; 202 is its usual answer."""
    return _judged(_post_json(parcel.secret["url"], teams.payload(_told(parcel))))


def send_pagerduty(parcel: Parcel) -> Outcome:
    """Trigger, acknowledge or resolve the matter's incident."""
    body = pagerduty.payload(_told(parcel), parcel.secret["key"], source=settings.PUBLIC_URL)
    return _judged(_post_json(settings.PAGERDUTY_URL, body))


def send_webhook(parcel: Parcel) -> Outcome:
    """A happening to a hook in its envelope; a notice to a personal webhook as type `notice`. Signed either way."""
    event = parcel.event or _as_event(parcel)
    content = envelope.body(event, origin=settings.PUBLIC_URL)
    headers = envelope.headers(content, key=parcel.secret["key"], timestamp=int(time.time()), event=event, delivery=parcel.delivery)
    return _judged(post(parcel.secret["url"], content, headers))


def _as_event(parcel: Parcel) -> envelope.Event:
    said = _told(parcel)
    facts = {"matter": said.matter, "step": said.step, "title": said.title, "text": said.text, "url": said.url, "severity": said.severity}
    return envelope.Event(f"notice/{parcel.delivery}", "notice", said.matter, said.at, {**facts, "facts": dict(said.facts)})


def send_email(parcel: Parcel) -> Outcome:
    """Through the operator's mail server; a refused address is final, everything else may pass."""
    from smtplib import SMTPException, SMTPRecipientsRefused  # with email a few megabytes that idle processes do without

    from django.core.mail import EmailMultiAlternatives

    said, page = _told(parcel), f"{settings.PUBLIC_URL}/me/alerts/"
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    letter = mail.letter(said, settings_url=page)
    head = mail.headers(said, delivery=str(parcel.delivery), channel=parcel.channel, host=host, settings_url=page)
    made = EmailMultiAlternatives(letter.subject, letter.text, to=[parcel.secret["address"]], headers=head)
    made.attach_alternative(letter.html, "text/html")
    try:
        made.send()
    except SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        is_final = code >= 500  # noqa: PLR2004  # RFC 5321: 5yz is permanent
        return Outcome(is_sent=False, result=f"{code} {words!r}", status=code, is_final=is_final, ends_channel=is_final)
    except (SMTPException, OSError) as error:
        return Outcome(is_sent=False, result=f"The mail server did not take it: {type(error).__name__}")
    return Outcome(is_sent=True, result="Taken by the mail server.")


def send_apprise(parcel: Parcel) -> Outcome:
    """Through Apprise, where it is installed: it says yes or no, and can neither update nor thread."""
    try:
        import apprise  # type: ignore[import-not-found,unused-ignore]  # optional, and large
    except ImportError:
        return Outcome(is_sent=False, result="Apprise is not installed here: pip install 'provender[apprise]'.", is_final=True)
    told = _told(parcel)
    reach = apprise.Apprise()
    if not reach.add(parcel.secret["url"]):
        return Outcome(is_sent=False, result="Apprise does not know this address.", is_final=True, ends_channel=True)
    taken = reach.notify(body=f"{told.text}\n\n{told.url}", title=told.title)
    return Outcome(is_sent=bool(taken), result="Taken." if taken else "Apprise could not send it.")


SENDERS: dict[str, Callable[[Parcel], Outcome]] = {
    "email": send_email,
    "slack": send_slack,
    "teams": send_teams,
    "pagerduty": send_pagerduty,
    "webhook": send_webhook,
    "apprise": send_apprise,
}
