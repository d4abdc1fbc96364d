"""Which slot a delivery fills, and what becomes of the slots: the cases every other system gets wrong, and four weeks of a real-looking log."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.cadence.budgets import budget
from contracts.cadence.calendars import Calendar, Window
from contracts.cadence.claiming import Delivery, Outcome, fill
from contracts.cadence.history import Holds, turns
from contracts.cadence.schedules import Cron, Every
from contracts.cadence.slots import Cadence
from contracts.cadence.spans import Span

BERLIN = ZoneInfo("Europe/Berlin")
QUARTER = timedelta(minutes=15)
DAILY = Cadence(Cron("0 8 * * *", UTC), grace=QUARTER)
START = datetime(2026, 3, 2, tzinfo=UTC)
LETTERS = {"early": "e", "on_time": ".", "late": "L", "missed": "X", "partial": "P", "superseded": "s", "excused": "-", "open": "o"}


def at(day: float, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return START + timedelta(days=day, hours=hour, minutes=minute)


def strip(cadence: Cadence, deliveries, now: datetime, since: datetime = START) -> str:
    return "".join(LETTERS[one.outcome] for one in fill(cadence, deliveries, since=since, now=now).slots)


def test_five_to_eight_is_no_miss_at_eight():
    cadence = Cadence(Cron("0 8 * * *", UTC))
    reading = fill(cadence, [Delivery(at(0, "7:55"))], since=START, now=at(0, "12:00"))
    assert [(one.outcome, one.deviation_minutes) for one in reading.slots] == [(Outcome.EARLY, -5)]
    assert reading.judge_at == at(1, "8:00")


def test_a_late_delivery_is_late_by_its_minutes():
    [one] = fill(DAILY, [Delivery(at(0, "9:05"))], since=START, now=at(0, "12:00")).slots
    assert (one.outcome, one.deviation_minutes) == (Outcome.LATE, 65)


def test_a_late_delivery_does_not_pay_for_tomorrow():
    assert strip(DAILY, [Delivery(at(0, "9:05"))], at(1, "9:00")) == "LX"


def test_a_correction_at_noon_does_not_pay_for_tomorrow():
    reading = fill(DAILY, [Delivery(at(0, "7:50")), Delivery(at(0, "12:00"))], since=START, now=at(1, "9:00"))
    assert [one.outcome for one in reading.slots] == [Outcome.ON_TIME, Outcome.MISSED]
    assert reading.slots[0].redelivered_at == at(0, "12:00")


def test_after_a_missed_day_the_next_delivery_is_the_next_days():
    assert strip(DAILY, [Delivery(at(0, "7:50")), Delivery(at(2, "7:50"))], at(2, "9:00")) == ".X."


def test_the_data_interval_says_which_slot_however_late():
    deliveries = [Delivery(at(0, "7:00"), at(0, "0:00")), Delivery(at(5, "7:00"), at(1, "0:00")), Delivery(at(2, "7:00"), at(2, "0:00"))]
    assert strip(DAILY, deliveries, at(2, "9:00")) == "eLe"


def test_parts_make_a_period_whole():
    cadence = Cadence(Cron("0 8 * * *", UTC), parts=3)
    deliveries = [Delivery(at(day, clock)) for day, clock in ((0, "2:00"), (0, "4:00"), (0, "7:00"), (1, "2:00"), (1, "4:00"))]
    assert strip(cadence, deliveries, at(1, "9:00")) == "eP"


def test_holidays_and_maintenance_excuse_what_does_not_come():
    calendar = Calendar(dates=((at(1, "0:00").date(), "Founders' day"),), windows=(Window(at(2, "6:00"), at(2, "10:00"), "moving house"),))
    cadence = Cadence(Cron("0 8 * * *", UTC), calendar=calendar)
    reading = fill(cadence, [Delivery(at(0, "8:00"))], since=START, now=at(3, "9:00"))
    assert [(one.outcome.value, one.slot.excuse) for one in reading.slots] == [
        ("on_time", ""), ("excused", "Founders' day"), ("excused", "moving house"), ("missed", ""),
    ]  # fmt: skip


def test_public_holidays_of_a_country_excuse():
    cadence = Cadence(Cron("0 8 * * *", BERLIN), calendar=Calendar(country="DE"))
    christmas = datetime(2026, 12, 25, tzinfo=UTC)
    [one] = fill(cadence, [], since=christmas, now=christmas + timedelta(hours=12)).slots
    assert (one.outcome, one.slot.excuse) == (Outcome.EXCUSED, "Christmas Day")


def test_a_snapshot_supersedes_what_never_came():
    cadence = Cadence(Cron("0 8 * * *", UTC), replaces=True)
    assert strip(cadence, [Delivery(at(0, "8:00")), Delivery(at(2, "8:00"))], at(3, "9:00")) == ".s.X"


def test_four_weeks_of_a_log_give_the_expected_strip():
    """Working days by 06:30 Berlin, through the change to summer time: early nights, a late Monday, a lost Thursday, a rerun, a holiday."""
    calendar = Calendar(dates=((datetime(2026, 4, 3, tzinfo=UTC).date(), "Good Friday"),))
    cadence = Cadence(Cron("30 6 * * 1-5", BERLIN), grace=QUARTER, calendar=calendar)
    monday = datetime(2026, 3, 9, tzinfo=BERLIN)
    log = {0: "6:10", 1: "6:31", 2: "6:44", 3: "6:50", 4: "5:02", 7: "9:12", 8: "6:29", 9: "6:30", 11: "6:28", 14: "6:25", 15: "6:33",
           16: "6:45", 17: "6:46", 18: "6:20", 21: "6:31", 22: "6:30", 23: "11:00", 24: "6:15"}  # fmt: skip
    told = [
        Delivery((monday + timedelta(days=day)).replace(hour=int(c.split(":")[0]), minute=int(c.split(":")[1]))) for day, c in log.items()
    ]
    told.append(Delivery((monday + timedelta(days=8)).replace(hour=13)))  # a rerun of Tuesday's
    reading = fill(cadence, told, since=monday, now=monday + timedelta(days=26))
    assert "".join(LETTERS[one.outcome] for one in reading.slots) == "e..Le" + "L..X." + "...L." + "..L.-"
    kept = budget(reading.slots, target=0.95, start=monday, end=monday + timedelta(days=28))
    assert (kept.counted, kept.kept, kept.allowed, kept.left, kept.burn) == (19, 14, 0, -5, "slow")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60 * 24 * 9), max_size=14), st.randoms())
def test_the_order_of_hearing_changes_nothing(minutes, random):
    deliveries = [Delivery(START + timedelta(minutes=m), run=number) for number, m in enumerate(sorted(set(minutes)))]
    shuffled = deliveries[:]
    random.shuffle(shuffled)
    now = at(10, "0:00")
    assert fill(DAILY, deliveries, since=START, now=now) == fill(DAILY, shuffled, since=START, now=now)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60 * 24 * 9), max_size=14))
def test_every_slot_has_one_outcome_and_no_delivery_fills_two(minutes):
    deliveries = [Delivery(START + timedelta(minutes=m), run=number) for number, m in enumerate(sorted(set(minutes)))]
    slots = fill(DAILY, deliveries, since=START, now=at(10, "0:00")).slots
    assert [one.slot.period for one in slots][:10] == [f"2026-03-{day:02d}" for day in range(2, 12)]
    runs = [one.run for one in slots if one.run is not None]
    assert len(runs) == len(set(runs))


def test_turns_happen_at_their_true_times():
    reading = fill(DAILY, [Delivery(at(0, "7:50")), Delivery(at(1, "9:00"))], since=START, now=at(2, "12:00"))
    assert [(turn.at, turn.holds) for turn in turns(reading.slots, at(2, "12:00"))] == [
        (at(0, "7:50"), Holds.KEPT), (at(1, "8:00"), Holds.AT_RISK), (at(1, "8:15"), Holds.BROKEN), (at(1, "9:00"), Holds.KEPT),
        (at(2, "8:00"), Holds.AT_RISK), (at(2, "8:15"), Holds.BROKEN),
    ]  # fmt: skip


def test_stale_minutes_count_each_minute_once():
    reading = fill(DAILY, [Delivery(at(0, "10:15")), Delivery(at(3, "8:15"))], since=START, now=at(3, "12:00"))
    told = budget(reading.slots, target=0.95, start=START, end=at(4, "0:00"))
    assert told.stale_minutes == 120 + 2 * 24 * 60


def test_an_interval_by_the_running_clock_has_its_slots():
    cadence = Cadence(Every(Span(seconds=3_600), UTC), grace=timedelta(minutes=5))
    deliveries = [Delivery(START + timedelta(hours=hour, minutes=3)) for hour in range(6) if hour != 3]
    assert strip(cadence, deliveries, START + timedelta(hours=5, minutes=30)) == "...X.."
