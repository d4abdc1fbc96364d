"""No slot is lost or doubled, whatever the clocks of the world do between 2024 and 2030."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.cadence.schedules import Cron, Every, UnreadableSchedule
from contracts.cadence.slots import Cadence, slots_between
from contracts.cadence.spans import Span, UnreadableSpan, read_span

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(sorted(available_timezones()))
DAYS = st.dates(date(2024, 1, 1), date(2030, 11, 1))
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
MINUTE = timedelta(minutes=1)


def slots(schedule, start: date, days: int):
    begin = datetime.combine(start, time(), tzinfo=schedule.zone).astimezone(UTC)
    return slots_between(Cadence(schedule), begin, begin + timedelta(days=days))


@settings(max_examples=60, deadline=None)
@given(ZONES, DAYS, TIMES, st.booleans())
def test_a_time_of_day_has_one_slot_for_each_civil_day(zone, start, at, by_cron):
    schedule = Cron(f"{at.minute} {at.hour} * * *", ZoneInfo(zone)) if by_cron else Every(Span(seconds=86_400), ZoneInfo(zone), at)
    found = slots(schedule, start, 30)
    days = [date.fromisoformat(slot.period) for slot in found]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
    assert len(days) in {29, 30, 31}
    assert all(earlier.due_at < later.due_at for earlier, later in pairwise(found))


@settings(max_examples=40, deadline=None)
@given(ZONES, DAYS, st.sampled_from([("*/15 * * * *", 15), ("0 * * * *", 60), ("*/5 * * * *", 5)]))
def test_running_hours_have_a_slot_at_every_such_minute_of_the_clock(zone, start, cron):
    expression, step = cron
    schedule = Cron(expression, ZoneInfo(zone))
    begin = datetime.combine(start, time(), tzinfo=UTC)
    found = slots_between(Cadence(schedule), begin, begin + timedelta(days=2))
    instants = (begin + MINUTE * number for number in range(2 * 24 * 60))
    assert [slot.due_at for slot in found] == [at for at in instants if at.astimezone(schedule.zone).minute % step == 0]
    assert len({slot.period for slot in found}) == len(found)


@settings(max_examples=30, deadline=None)
@given(ZONES, DAYS, st.integers(1, 60 * 23))
def test_where_one_begins_to_look_changes_no_slot(zone, start, offset):
    schedule = Cron("30 2 * * *", ZoneInfo(zone))
    begin = datetime.combine(start, time(), tzinfo=UTC)
    end = begin + timedelta(days=5)
    whole = slots_between(Cadence(schedule), begin, end)
    assert slots_between(Cadence(schedule), begin + MINUTE * offset, end) == [
        slot for slot in whole if slot.due_at >= begin + MINUTE * offset
    ]


def test_a_time_the_clock_skips_falls_due_when_it_goes_on_and_keeps_its_day():
    [slot] = slots(Cron("30 2 * * *", BERLIN), date(2026, 3, 29), 1)
    assert (slot.period, slot.due_at) == ("2026-03-29", datetime(2026, 3, 29, 1, tzinfo=UTC))


def test_a_time_the_clock_repeats_falls_due_once():
    found = slots(Cron("30 2 * * *", BERLIN), date(2026, 10, 25), 1)
    assert [slot.due_at for slot in found] == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_a_skipped_midnight_hour_keeps_the_day_it_was_for():
    found = slots(Cron("30 23 * * *", ZoneInfo("America/Godthab")), date(2026, 3, 27), 4)
    assert [slot.period for slot in found] == ["2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30"]


def test_months_begin_on_their_first_and_weeks_on_monday():
    assert [s.period for s in slots(Every(Span(months=1), BERLIN), date(2026, 1, 1), 70)] == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert [s.period for s in slots(Every(Span(seconds=604_800), BERLIN), date(2026, 3, 1), 14)] == ["2026-03-02", "2026-03-09"]


@pytest.mark.parametrize("expression", ["0 30 * * *", "* * *", "", "61 * * * *", "0 0 31 2 *", "@never"])
def test_what_is_no_cron_is_refused(expression):
    with pytest.raises(UnreadableSchedule):
        Cron(expression, UTC)


@pytest.mark.parametrize(
    ("value", "unit", "months", "seconds"),
    [(4, "d", 0, 345_600), ("15", "m", 0, 900), ("PT1H30M", "", 0, 5_400), ("P1Y2M", "", 14, 0), (2, "years", 24, 0), ("3mo", "", 3, 0)],
)
def test_spans_are_read_as_people_write_them(value, unit, months, seconds):
    assert read_span(value, unit) == Span(months, seconds)


@pytest.mark.parametrize(("value", "unit"), [("soon", ""), (0, "d"), (-1, "d"), (1.5, "mo"), (1, "fortnight"), ("9" * 40, "d")])
def test_what_is_no_span_is_refused(value, unit):
    with pytest.raises(UnreadableSpan):
        read_span(value, unit)
