"""Working time: clocks that run only while somebody could answer."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback.clocks import Hours, strikes_at, worked

OFFICE = Hours()
BERLIN = Hours(zone="Europe/Berlin")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def at(day: int, hour: float) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def test_a_clock_stops_in_the_evening_and_goes_on_in_the_morning():
    assert strikes_at(at(0, 16), timedelta(hours=2), OFFICE) == at(1, 10)


def test_a_clock_started_at_night_begins_in_the_morning():
    assert strikes_at(at(0, 3), timedelta(hours=1), OFFICE) == at(0, 10)


def test_weekends_and_holidays_do_not_count():
    closed = Hours(holidays=frozenset({date(2026, 3, 9)}))
    assert strikes_at(at(4, 16), timedelta(hours=2), closed) == at(8, 10)


def test_the_day_that_loses_an_hour_still_has_eight_working_hours():
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert strikes_at(saturday, timedelta(hours=1), BERLIN) == datetime(2026, 3, 30, 8, tzinfo=UTC)


def test_a_calendar_without_working_days_counts_plain_time():
    assert strikes_at(MONDAY, timedelta(hours=5), Hours(weekdays=frozenset())) == at(0, 5)


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001


@given(moments, st.integers(1, 5_000), st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]))
def test_as_much_is_worked_until_a_clock_strikes_as_it_was_set_to(start, minutes, zone):
    hours = Hours(zone=zone, opens=time(8, 30), closes=time(18))
    work = timedelta(minutes=minutes)
    assert worked(start, strikes_at(start, work, hours), hours) == work
