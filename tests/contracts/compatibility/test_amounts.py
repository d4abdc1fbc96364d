"""Amounts of service levels read as numbers, and terms made of them."""

import pytest

from contracts.compatibility.amounts import Amount, Scale, clock, count, day, duration, said, share
from contracts.compatibility.consumers import read_needs
from contracts.compatibility.directions import Direction
from contracts.compatibility.ranges import moved, range_of
from contracts.compatibility.reading import service_terms

SPANS = [
    (4, "h", 14_400), ("4h", "", 14_400), ("1", "", 86_400), ("PT36H", "", 129_600), ("P1D", "d", 86_400), ("15", "m", 900), ("daily", "", 86_400),
    ("1.5", "hours", 5_400), (2, "weeks", 1_209_600),
]  # fmt: skip


@pytest.mark.parametrize(("value", "unit", "seconds"), SPANS)
def test_spans_are_read_in_any_spelling(value, unit, seconds):
    assert duration(value, unit) == Amount(seconds, Scale.SECONDS)


@pytest.mark.parametrize("value", ["soon", "", "4 parsecs", "P", None, [1]])
def test_what_is_no_span_is_none(value):
    assert duration(value) is None


def test_a_lone_m_is_a_month_for_retention_and_a_minute_elsewhere():
    assert duration(3, "m", m_is_month=True).number == 90 * 86_400 and duration(3, "m").number == 180


def test_times_of_day_compare_in_utc_or_in_their_zone():
    assert clock("09:00-08:00") == clock("17:00Z") == clock("17:00", "UTC") == Amount(1_020, Scale.CLOCK_UTC)
    assert clock("08:30", "Europe/Berlin") != clock("08:30") and clock("25:00") is None


def test_shares_counts_and_days_are_read():
    assert share("99.9%").number == share(99.9).number == share("99.9", "percent").number and share(1, "rows") is None
    assert (
        count("5 MB") == Amount(5, Scale.COUNT, "mb")
        and day("2027-01-31T00:00:00").number == day("2027-01-31").number
        and day("later") is None
    )


def test_spans_are_said_shortly():
    assert [said(Amount(seconds, Scale.SECONDS)) for seconds in (90, 5_400, 93_600, 172_800)] == ["90 s", "90 min", "26 h", "2 d"]


RANGES = [
    ({"mustBe": 5}, {"mustBeBetween": [0, 5]}, "loosens"),
    ({"mustBeLessThan": 5}, {"mustBeLessOrEqualTo": 5}, "loosens"),
    ({"mustBeGreaterThan": 1, "mustBeLessThan": 9}, {"mustBeGreaterThan": 2, "mustBeLessThan": 8}, "tightens"),
    ({"mustNotBe": 5}, {"mustNotBeBetween": [4, 6]}, "tightens"),
    ({"mustBeGreaterThan": 5}, {"mustBeLessThan": 5}, "both"),
    ({"mustBe": 5}, {"mustBe": 5.0}, "none"),
]


@pytest.mark.parametrize(("before", "after", "direction"), RANGES)
def test_thresholds_compare_as_sets_of_numbers(before, after, direction):
    assert moved(range_of(before), range_of(after)) is Direction(direction)


@pytest.mark.parametrize("rule", [{}, {"mustBe": "x"}, {"mustBeBetween": 5}, {"mustNotBe": 3, "mustBeLessThan": 5}])
def test_a_rule_without_a_readable_threshold_has_none(rule):
    assert range_of(rule) is None


def test_a_list_of_elements_makes_a_term_of_each():
    terms = list(service_terms({"property": "ly", "value": 4, "unit": "h", "element": "o.a, o.b"}))
    assert [(term.what, term.column) for term in terms] == [("latency", "a"), ("latency", "b")]


def test_needs_are_read_by_name_or_as_odcs_writes_them():
    needs = read_needs(
        {
            "deadline": "08:00",
            "latency": {"value": 4, "unit": "h"},
            "slaProperties": [{"property": "fy", "value": 1}],
            "quality": [{"metric": "rowCount", "mustBeGreaterThan": 1}],
        }
    )
    assert [(need.section, need.what) for need in needs] == [
        ("service", "timeOfAvailability"), ("service", "latency"), ("service", "frequency"), ("quality", "rowCount"),
    ]  # fmt: skip
