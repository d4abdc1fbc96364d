"""What channels are sent, whatever the words; and when it may go out."""

import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from feedback.alerting import Item, Message, Step, mail, pacing, pagerduty, slack, teams
from feedback.alerting.message import digest
from feedback.alerting.pacing import Pace, is_quiet, not_before

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)  # a Tuesday
WORDS = st.text(max_size=6_000)
MESSAGES = st.builds(
    Message, st.just("deviation/1"), WORDS, WORDS, st.just("https://x.example/1"), st.just(NOW.isoformat()), st.sampled_from(list(Step)),
    st.sampled_from(["error", "info", "odd"]), st.text(max_size=300), st.dictionaries(st.text(max_size=50), WORDS, max_size=3),
    st.lists(st.builds(Item, WORDS, WORDS, st.just("https://x.example/2")), max_size=4).map(tuple),
)  # fmt: skip


@given(MESSAGES)
def test_every_message_fits_every_channel(message):
    said = slack.payload(message)
    assert len(said["blocks"]) <= 50
    assert all(len(block["text"]["text"]) <= 3_000 for block in said["blocks"] if "text" in block and block["type"] == "section")
    assert len(said["blocks"][0]["text"]["text"]) <= 150
    assert len(json.dumps(teams.payload(message)).encode()) <= teams.MOST_BYTES
    event = pagerduty.payload(message, "k" * 32, source="x")
    assert event["event_action"] in {"trigger", "acknowledge", "resolve"} and len(event["dedup_key"]) <= 255
    letter = mail.letter(message, settings_url="https://x.example/me")
    assert "\n" not in letter.subject and "\r" not in letter.subject
    assert Message.from_json(json.loads(json.dumps(message.as_json()))).title == message.title


def test_slack_and_mail_carry_no_markup_of_others():
    message = Message("m", "<script>alert(1)</script>", "<!here> & <https://evil|click>", "https://x.example", NOW.isoformat())
    body = json.dumps(slack.payload(message))
    assert "<!here>" not in body and "<https://evil" not in body
    assert "<script>" not in mail.letter(message, settings_url="https://x.example").html


def test_a_digest_says_the_newest_word_of_each_matter():
    def of(matter, title):
        return Message(matter, title, "", "https://x.example", NOW.isoformat())

    made = digest([of("a", "late"), of("b", "null"), of("a", "resolved")], url="https://x.example", at=NOW.isoformat())
    assert [item.title for item in made.items] == ["resolved", "null"] and made.title.startswith("2 things")


def test_quiet_hours_may_span_midnight():
    assert is_quiet(time(23), time(22), time(7)) and is_quiet(time(3), time(22), time(7))
    assert not is_quiet(time(12), time(22), time(7)) and not is_quiet(time(7), time(22), time(7))
    assert not is_quiet(time(8), time(8), time(8))


def test_what_comes_at_night_waits_for_the_morning_of_the_person():
    pace = Pace("Europe/Vienna", time(22), time(7))
    night = datetime(2026, 3, 3, 23, 30, tzinfo=ZoneInfo("Europe/Vienna"))
    assert not_before(night, pace) == datetime(2026, 3, 4, 7, tzinfo=ZoneInfo("Europe/Vienna"))
    assert not_before(NOW, pace) == NOW


def test_digests_come_at_their_hour_daily_or_on_mondays():
    assert not_before(NOW, Pace(every="daily")) == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert not_before(NOW, Pace(every="daily", digest_at=time(18))) == datetime(2026, 3, 3, 18, tzinfo=UTC)
    assert not_before(NOW, Pace(every="weekly")) == datetime(2026, 3, 9, 8, tzinfo=UTC)
    monday = datetime(2026, 3, 9, 7, tzinfo=UTC)
    assert not_before(monday, Pace(every="weekly")) == datetime(2026, 3, 9, 8, tzinfo=UTC)


ZONES = st.sampled_from(["UTC", "Europe/Vienna", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])
TIMES = st.times()


@given(
    st.integers(0, 2 * 365 * 86_400), ZONES, TIMES, TIMES, st.sampled_from(["at_once", "daily", "weekly"]), TIMES
)  # fmt: skip
def test_nothing_goes_out_early_or_later_than_a_week(seconds, zone, begins, ends, every, digest_at):
    now = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    due = not_before(now, Pace(zone, begins, ends, every, digest_at))
    assert now <= due <= now + timedelta(days=8)


@given(st.integers(1, 200), st.floats(0, 1))
def test_waits_grow_and_end_at_an_hour(attempts, luck):
    wait = pacing.wait(attempts, luck=luck)
    assert pacing.FIRST_WAIT / 2 <= wait <= pacing.LONGEST_WAIT
    assert wait <= pacing.wait(attempts + 1, luck=1)
    assert pacing.wait(1, luck=luck, asked=300) == timedelta(seconds=300)
    assert pacing.wait(1, luck=luck, asked=float("9" * 400)) == pacing.MOST_ASKED
