"""Real transports: what really arrives at Slack, Teams, PagerDuty, a mail server and a webhook, and what happens when it doesn't."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.utils import timezone

from contracts.models import Deviation
from feedback.actions.alerts.channels import Address, CannotMakeChannel, Wishes, make_channel, set_wishes
from feedback.actions.alerts.delivering import claim, deliver_due, note
from feedback.actions.alerts.sending import Outcome
from feedback.actions.alerts.spreading import spread
from feedback.models import Channel, Delivery, Notice, Preference
from lineage.sealing import seal
from tests.feedback.alerts.making import channel, make_deviation, resolve, tell_and_deliver
from tests.make import make_asset

pytestmark = pytest.mark.django_db
State = Delivery.State
ROUTING_KEY = "r" * 32


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_slack_gets_blocks_over_an_incoming_webhook(cast, orders, receiver):
    channel(cast.alice, "slack", f"{receiver.url}/services/T0/B0/secret")
    make_deviation(orders, words="Not there by 08:00 <!channel>")
    assert tell_and_deliver() == 1
    (call,) = receiver.calls
    said = call.json()
    assert call.path == "/services/T0/B0/secret" and set(said) == {"text", "blocks"}
    assert said["blocks"][0]["type"] == "header" and len(said["blocks"]) <= 50
    assert "<!channel>" not in said["text"]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status_code, delivery.attempts) == (State.SENT, 200, 1)
    assert "secret" not in delivery.result and b"secret" not in bytes(Channel.objects.get().secret)


def test_a_bot_updates_its_message_in_place(cast, orders, receiver, settings):
    settings.SLACK_API_URL = f"{receiver.url}/api"
    receiver.answers = [(200, {}, b'{"ok": true, "channel": "C1", "ts": "17.5"}')]
    channel(cast.alice, "slack", "xoxb-token", room="#data")
    deviation = make_deviation(orders)
    tell_and_deliver()
    resolve(deviation)
    tell_and_deliver()
    first, second = receiver.calls
    assert first.path == "/api/chat.postMessage" and first.json()["channel"] == "#data"
    assert first.headers["Authorization"] == "Bearer xoxb-token"
    assert second.path == "/api/chat.update" and (second.json()["channel"], second.json()["ts"]) == ("C1", "17.5")


def test_slack_saying_no_with_a_200_is_a_failure(cast, orders, receiver, settings):
    settings.SLACK_API_URL = receiver.url
    receiver.answers = [(200, {}, b'{"ok": false, "error": "token_revoked"}')]
    channel(cast.alice, "slack", "xoxb-token", room="#data")
    make_deviation(orders)
    tell_and_deliver()
    assert states() == [State.FAILED]
    assert Channel.objects.get().disabled_reason == "Slack: token_revoked"


def test_slack_being_busy_with_itself_is_tried_again(cast, orders, receiver, settings):
    settings.SLACK_API_URL = receiver.url
    receiver.answers = [(200, {}, b'{"ok": false, "error": "internal_error"}')]
    channel(cast.alice, "slack", "xoxb-token", room="#data")
    make_deviation(orders)
    tell_and_deliver()
    assert states() == [State.QUEUED]


def test_a_bot_whose_message_was_deleted_writes_a_new_one(cast, orders, receiver, settings):
    settings.SLACK_API_URL = receiver.url
    sent, deleted = b'{"ok": true, "channel": "C1", "ts": "17.5"}', b'{"ok": false, "error": "message_not_found"}'
    receiver.answers = [(200, {}, sent), (200, {}, deleted), (200, {}, sent)]
    channel(cast.alice, "slack", "xoxb-token", room="#data")
    deviation = make_deviation(orders)
    tell_and_deliver()
    resolve(deviation)
    tell_and_deliver()
    assert [call.path for call in receiver.calls] == ["/chat.postMessage", "/chat.update", "/chat.postMessage"]
    assert states() == [State.SENT, State.SENT]


def test_a_message_that_breaks_its_sender_holds_up_nobody_and_a_removed_channel_neither(cast, orders, receiver):
    broken, removed = channel(cast.alice, "teams", receiver.url), channel(cast.alice, "teams", receiver.url)
    channel(cast.alice, "slack", receiver.url)
    Channel.objects.filter(pk=broken.pk).update(secret=seal("{}"))
    make_deviation(orders)
    now = timezone.now()
    spread(now)
    [(gone, _)] = [found for found in claim(now, 8) if found[1].channel == removed.pk]
    Delivery.objects.exclude(channel=removed).update(state=State.QUEUED)
    Channel.objects.filter(pk=removed.pk).delete()
    note(gone, Outcome(is_sent=True, result=""), now)
    assert deliver_due(now) == 2
    assert dict(Delivery.objects.values_list("channel__kind", "state")) == {"teams": State.QUEUED, "slack": State.SENT}


def test_teams_gets_an_adaptive_card(cast, orders, receiver):
    receiver.answers = [(202, {}, b"")]
    channel(cast.alice, "teams", f"{receiver.url}/workflows/1")
    make_deviation(orders, words="x" * 40_000)
    tell_and_deliver()
    (call,) = receiver.calls
    (attachment,) = call.json()["attachments"]
    assert call.json()["type"] == "message" and attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.2") and card["actions"][0]["type"] == "Action.OpenUrl"
    assert len(call.body) <= 28 * 1024
    assert states() == [State.SENT]


def test_pagerduty_is_triggered_acknowledged_and_resolved_under_one_key(cast, orders, receiver, settings):
    settings.PAGERDUTY_URL = f"{receiver.url}/v2/enqueue"
    receiver.answers = [(202, {}, b'{"status": "success"}')]
    channel(cast.bob, "pagerduty", ROUTING_KEY, team=cast.team)
    deviation = make_deviation(orders)
    tell_and_deliver()
    Deviation.objects.update(acknowledged_at=timezone.now(), acknowledged_by=cast.alice)
    tell_and_deliver()
    resolve(deviation)
    tell_and_deliver()
    said = [call.json() for call in receiver.calls]
    assert [one["event_action"] for one in said] == ["trigger", "acknowledge", "resolve"]
    assert {one["dedup_key"] for one in said} == {f"deviation/{deviation.pk}"}
    assert {one["routing_key"] for one in said} == {ROUTING_KEY}
    payload = said[0]["payload"]
    assert payload["severity"] == "error" and payload["summary"].startswith("orders: ") and payload["source"]
    assert ROUTING_KEY not in Delivery.objects.first().result


def test_mail_is_threaded_and_says_how_to_end_it(cast, orders, post):
    channel(cast.alice, "email", "alice@example.org")
    deviation = make_deviation(orders)
    tell_and_deliver()
    resolve(deviation)
    tell_and_deliver()
    first, second = post.letters
    assert first["To"] == "alice@example.org" and first["Subject"] == "orders: Not there by 08:00"
    assert second["Subject"] == "Resolved: orders: Not there by 08:00"
    assert first["Message-ID"] != second["Message-ID"] and first["References"] == second["References"]
    assert first["List-Unsubscribe"].endswith("/me/alerts/>")
    assert [part.get_content_type() for part in first.get_payload()] == ["text/plain", "text/html"]


def test_a_refused_address_switches_its_channel_off_and_tells_its_owner(cast, orders, post):
    post.refuse = b"550 no such user"
    channel(cast.alice, "email", "nobody@example.org")
    make_deviation(orders)
    tell_and_deliver()
    assert states() == [State.FAILED]
    assert Channel.objects.get().disabled_at
    assert "switched off" in Notice.objects.get(person=cast.alice, reason="channel").words


def test_a_personal_webhook_is_signed(cast, orders, receiver):
    _, key = make_channel(name="", address=Address("webhook", f"{receiver.url}/me"), person=cast.alice)
    make_deviation(orders)
    tell_and_deliver()
    (call,) = receiver.calls
    signed = call.headers["Provender-Timestamp"].encode() + b"." + call.body
    assert call.headers["Provender-Signature"] == "v1=" + hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
    assert call.json()["type"] == "provender.notice"


def test_a_failing_receiver_rests_longer_each_time_and_loses_nothing(cast, orders, receiver):
    receiver.answers = [(503, {}, b"busy"), (503, {"Retry-After": "120"}, b"busy"), (200, {}, b"ok")]
    channel(cast.alice, "slack", receiver.url)
    make_deviation(orders)
    now = timezone.now()
    spread(now)
    assert deliver_due(now) == 1 and states() == [State.QUEUED]
    assert deliver_due(now) == 0
    assert deliver_due(now + timedelta(seconds=11)) == 1
    assert deliver_due(now + timedelta(seconds=100)) == 0
    assert deliver_due(now + timedelta(seconds=140)) == 1
    assert states() == [State.SENT]
    assert Channel.objects.get().failing_since is None


@pytest.mark.parametrize("status", [404, 410])
def test_a_gone_receiver_is_switched_off_at_once(cast, orders, receiver, status):
    receiver.answers = [(status, {}, b"gone")]
    channel(cast.alice, "teams", receiver.url)
    make_deviation(orders)
    tell_and_deliver()
    assert states() == [State.FAILED] and Channel.objects.get().disabled_at


def test_days_of_failure_switch_a_receiver_off(cast, orders, receiver, settings):
    receiver.answers = [(500, {}, b"no")]
    channel(cast.alice, "slack", receiver.url)
    make_deviation(orders)
    tell_and_deliver()
    assert Channel.objects.get().disabled_at is None
    deliver_due(timezone.now() + timedelta(days=settings.CHANNEL_FAILING_DAYS, hours=1))
    assert Channel.objects.get().disabled_at
    assert states() == [State.DROPPED]


def test_redirects_are_not_followed(cast, orders, receiver):
    receiver.answers = [(302, {"Location": f"{receiver.url}/inside"}, b"")]
    channel(cast.alice, "slack", f"{receiver.url}/out")
    make_deviation(orders)
    tell_and_deliver()
    assert [call.path for call in receiver.calls] == ["/out"] and states() == [State.FAILED]


def test_what_a_dead_worker_had_claimed_is_sent_again(cast, orders, receiver):
    channel(cast.alice, "slack", receiver.url)
    make_deviation(orders)
    now = timezone.now()
    spread(now)
    assert len(list(claim(now, 8))) == 1  # and then it is killed
    assert deliver_due(now + timedelta(seconds=60)) == 0
    assert deliver_due(now + timedelta(seconds=91)) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (State.SENT, 2) and len(receiver.calls) == 1


def test_nothing_is_claimed_twice_and_a_receiver_is_sent_one_at_a_time(cast, orders, receiver):
    channel(cast.alice, "slack", receiver.url)
    channel(cast.alice, "teams", receiver.url)
    for words in ("one", "two"):
        make_deviation(orders, words=words)
    now = timezone.now()
    spread(now)
    assert len(list(claim(now, 8))) == 2
    assert list(claim(now, 8)) == []


def test_quiet_hours_hold_back_and_a_resolution_overtakes(cast, orders, receiver):
    channel(cast.alice, "slack", receiver.url)
    now = timezone.now()
    quiet = Wishes(quiet_from=(now - timedelta(hours=1)).time(), quiet_until=(now + timedelta(hours=1)).time())
    set_wishes(person=cast.alice, wishes=quiet)
    deviation = make_deviation(orders)
    tell_and_deliver()
    resolve(deviation)
    tell_and_deliver()
    assert receiver.calls == [] and states() == [State.DROPPED, State.QUEUED]
    deliver_due(now + timedelta(hours=2))
    (call,) = receiver.calls
    assert "It holds again" in call.body.decode()


def test_a_digest_gathers_what_waited(cast, receiver):
    channel(cast.alice, "slack", receiver.url)
    set_wishes(person=cast.alice, wishes=Wishes(pace=Preference.Pace.DAILY))
    for words in ("late by an hour", "rows are missing", "null in net"):
        make_deviation(make_asset(words, domain=cast.domain, steward=cast.alice), words=words)  # of one asset they would be one matter
    tell_and_deliver()
    assert receiver.calls == []
    deliver_due(timezone.now() + timedelta(days=1))
    (call,) = receiver.calls
    assert "3 things since your last digest" in call.json()["text"] and "rows are missing" in call.body.decode()
    assert states() == [State.SENT] * 3


def test_channels_are_refused_with_a_reason(cast, settings):
    settings.SMTP_URL = ""
    for kind, value, why in (
        ("email", "alice@example.org", "No mail server"),
        ("slack", "xoxb-1", "which room"),
        ("pagerduty", "short", "32 letters"),
        ("apprise", "json://localhost", "administrators"),
        ("webhook", "http://127.0.0.1/x", "public internet"),
    ):
        with pytest.raises(CannotMakeChannel, match=why):
            make_channel(name="", address=Address(kind, value), person=cast.alice)
    with pytest.raises(CannotMakeChannel, match="no e-mail"):
        make_channel(name="", address=Address("email", "nonsense"), person=cast.alice)
