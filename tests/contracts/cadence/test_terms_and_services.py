"""Terms as contracts write them become cadences; every service level is judged or says why not."""

from datetime import UTC, datetime, time, timedelta, timezone

import pytest

from contracts.cadence.history import Holds
from contracts.cadence.inferring import infer
from contracts.cadence.services import JUDGES, Facts, judge_service
from contracts.cadence.slots import next_slot
from contracts.cadence.terms import UnreadableTerms, read_cadence, read_clock

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "clock", "zone"),
    [("08:00", time(8), None), ("09:00-08:00", time(9), timezone(timedelta(hours=-8))), ("7:05Z", time(7, 5), UTC)],
)
def test_times_of_day_are_read(text, clock, zone):
    assert read_clock(text) == (clock, zone)


@pytest.mark.parametrize(
    ("name", "terms", "due"),
    [
        ("frequency", {"value": 1, "unit": "d"}, datetime(2026, 3, 11, tzinfo=UTC)),
        ("frequency", {"value": "daily", "timezone": "Europe/Berlin"}, datetime(2026, 3, 10, 23, tzinfo=UTC)),
        ("frequency", {"value": 1, "unit": "w"}, datetime(2026, 3, 16, tzinfo=UTC)),
        ("frequency", {"schedule": "0 6 * * 1"}, datetime(2026, 3, 16, 6, tzinfo=UTC)),
        ("timeOfAvailability", {"value": "09:00-08:00"}, datetime(2026, 3, 10, 17, tzinfo=UTC)),
        ("timeOfAvailability", {"value": "08:00", "every": {"value": 1, "unit": "mo"}}, datetime(2026, 4, 1, 8, tzinfo=UTC)),
        ("timeOfAvailability", {"value": "08:00 Europe/Berlin", "schedule": "0 0 * * 1-5"}, datetime(2026, 3, 11, 7, tzinfo=UTC)),
    ],
)
def test_promises_of_deliveries_fall_due(name, terms, due):
    assert next_slot(read_cadence(name, terms), NOW).due_at == due


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"value": "noon"}, "Write 08:00"), ({"value": "25:00"}, "Write 08:00"), ({"value": "08:00", "timezone": "Berlin"}, "Use an IANA name"),
        ({"value": "08:00", "parts": 0}, "a number from 1"), ({"value": "09:00-17:00"}, "promise its beginning"),
        ({"value": "08:00", "calendar": {"dates": ["tomorrow"]}}, "Dates are YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_terms_that_make_no_sense_say_what_to_write(terms, told):
    with pytest.raises(UnreadableTerms, match=told):
        read_cadence("timeOfAvailability", terms)


@pytest.mark.parametrize("name", sorted(JUDGES))
def test_a_service_level_without_evidence_is_unknown_and_says_why(name):
    dates = {"generalAvailability", "endOfSupport", "endOfLife"}
    found = judge_service(name, {"value": "2027-01-01" if name in dates else 4, "unit": "d"}, Facts(), NOW)
    assert found.holds is (Holds.KEPT if name in dates else Holds.UNKNOWN)
    assert found.why_not or name in dates


@pytest.mark.parametrize(
    ("name", "terms", "facts", "holds", "distance"),
    [
        ("freshness", {"value": 1, "unit": "d"}, Facts(fresh_at=NOW - timedelta(hours=23)), "kept", -60),
        ("freshness", {"value": 1, "unit": "d"}, Facts(fresh_at=NOW - timedelta(hours=25)), "broken", 60),
        ("latency", {"value": 4, "unit": "h"}, Facts(data_end=NOW - DAY, delivered_at=NOW - DAY + timedelta(hours=5)), "broken", 60),
        ("availability", {"value": 99.9, "unit": "percent"}, Facts(available_share=0.99, available_n=100), "broken", 0.9),
        ("availability", {"value": "95 %"}, Facts(available_share=0.99, available_n=100), "kept", -4),
        ("availability", {"value": 99}, Facts(promised_minutes=43_200, overdue_minutes=1_080, is_overdue=True), "broken", 1.5),
        ("errorRate", {"value": 5, "unit": "%"}, Facts(runs=20, failed_runs=2), "broken", 5),
        ("throughput", {"value": 100, "unit": "rows/h"}, Facts(rows_per_day=1_200), "broken", 50),
        ("retention", {"value": 1, "unit": "y"}, Facts(retention_days=400), "kept", -35),
        ("timeToDetect", {"value": 30, "unit": "min"}, Facts(detect_minutes=45.0, repairs=3), "broken", 15),
        ("timeToNotify", {"value": 30, "unit": "min"}, Facts(notify_minutes=5.0, repairs=3), "kept", -25),
        ("timeToRepair", {"value": 1, "unit": "h"}, Facts(repair_minutes=60.0, repairs=3), "kept", 0),
        ("generalAvailability", {"value": "2026-03-01"}, Facts(), "broken", 9.5),
        ("endOfSupport", {"value": "2026-03-20"}, Facts(), "at_risk", -9.5),
        ("endOfLife", {"value": "2026-03-10"}, Facts(), "broken", 0.5),
    ],
)
def test_service_levels_are_judged_by_their_distance(name, terms, facts, holds, distance):
    found = judge_service(name, terms, facts, NOW)
    assert (found.holds, round(found.distance, 6)) == (holds, distance)


@pytest.mark.parametrize("name", ["freshness", "availability", "endOfLife"])
def test_a_service_level_nobody_can_read_is_unknown(name):
    assert judge_service(name, {"value": "soonish"}, Facts(fresh_at=NOW, available_share=1.0), NOW).holds is Holds.UNKNOWN


def test_working_days_are_inferred_from_deliveries():
    days = (NOW - DAY * back for back in range(42))
    proposal = infer([day.replace(hour=5, minute=day.day) for day in days if day.weekday() < 5], UTC)
    assert (proposal.kind, proposal.words) == ("daily", "Every working day by 06:00 (UTC)")
    assert next_slot(read_cadence(proposal.property, proposal.terms), NOW).due_at == datetime(2026, 3, 11, 6, tzinfo=UTC)


def test_hours_are_inferred_and_noise_is_not():
    assert infer([NOW + timedelta(hours=n, minutes=n % 4) for n in range(60)], UTC).terms["value"] == 60
    assert infer([NOW + timedelta(hours=n * n) for n in range(30)], UTC).terms is None
    assert infer([NOW], UTC).kind == "learning"


def test_a_share_that_is_not_all_is_never_said_to_be_all() -> None:
    found = judge_service("availability", {"value": 99}, Facts(promised_minutes=43_200, overdue_minutes=1, is_overdue=True), NOW)
    assert found.words == "99.99% of 99.00%: 1 min overdue in 30 d, and it is now"
    assert judge_service("availability", {"value": 99}, Facts(promised_minutes=300), NOW).holds is Holds.UNKNOWN, "promised since today"
