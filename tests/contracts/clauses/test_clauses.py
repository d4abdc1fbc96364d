"""Clauses: each promise with a stable key, words and terms; what nobody can evaluate says why."""

from typing import Any

import pytest

from contracts.clauses import Clause, Kind, clauses_of, clauses_of_needs
from contracts.odcs import read
from contracts.odcs.units import seconds_of, spelled, time_of_day
from tests.contracts.odcs.texts import ORDERS, changed


def of(text: str) -> dict[str, Clause]:
    return {clause.key: clause for clause in clauses_of(read(text.encode()).value)}


def of_sla(**sla: Any) -> Clause:
    (clause,) = clauses_of({"apiVersion": "v3.2.0", "schema": [{"name": "orders"}], "slaProperties": [sla]})
    return clause


def test_a_contract_s_promises_in_words() -> None:
    assert {key: clause.words for key, clause in of(ORDERS).items()} == {
        "schema/orders/columns": "has these 3 columns",
        "schema/orders/id/type": "id is a bigint",
        "schema/orders/id/required": "id is never empty",
        "schema/orders/status/type": "status is a varchar(20)",
        "schema/orders/status/required": "status is never empty",
        "schema/orders/amount/type": "amount is a numeric(12,2)",
        "schema/orders/primaryKey": "id names a row",
        "schema/orders/status/enum": "status is one of paid, sent",
        "schema/orders/amount/minimum": "amount is at least 0",
        "quality/orders/rowCount": "more than 10 rows",
        "sla/frequency/orders": "is delivered every day",
        "sla/timeOfAvailability/orders/analytics": "is there by 08:00 Europe/Berlin every day (analytics)",
        "sla/timeOfAvailability/orders/regulatory": "is there by 09:00 Europe/Berlin every day (regulatory)",
        "sla/retention/orders": "is kept for 3 years",
    }


def test_keys_stay_when_the_numbers_change_and_the_list_is_turned_round() -> None:
    value = read(
        changed(ORDERS, ("08:00", "07:00"), ("varchar(20)", "text"), ("mustBeGreaterThan: 10", "mustBeGreaterThan: 5")).encode()
    ).value
    value["slaProperties"].reverse()
    assert {clause.key for clause in clauses_of(value)} == of(ORDERS).keys()


def test_two_times_of_availability_are_kept_apart_by_driver_and_by_count() -> None:
    same = changed(ORDERS, ("regulatory", "analytics"))
    keys = [key for key in of(same) if "timeOfAvailability" in key]
    assert keys == ["sla/timeOfAvailability/orders/analytics", "sla/timeOfAvailability/orders/analytics#2"]


def test_a_time_of_availability_takes_its_pace_from_the_frequency() -> None:
    clause = of(ORDERS)["sla/timeOfAvailability/orders/analytics"]
    assert clause.terms["every"] == {"value": 1, "unit": "d"}
    assert (clause.kind, clause.property) == (Kind.CADENCE, "timeOfAvailability")


@pytest.mark.parametrize("spelling", ["ly", "LY", "latency", "Latency"])
def test_synonyms_are_one_property(spelling: str) -> None:
    assert of_sla(property=spelling, value=4, unit="h").key == "sla/latency/orders"


@pytest.mark.parametrize(
    ("sla", "words"),
    [
        ({"property": "latency", "value": 4, "unit": "h"}, "arrives at most 4 hours after the period it is for"),
        ({"property": "freshness", "value": "PT90M"}, "is never older than 90 minutes"),
        ({"property": "retention", "value": 6, "unit": "m"}, "is kept for 6 months"),
        ({"property": "freshness", "value": 6, "unit": "m"}, "is never older than 6 minutes"),
        ({"property": "availability", "value": 99.9, "unit": "%"}, "is up to date 99.9 % of the time"),
        ({"property": "er", "value": 0.01}, "at most 1 % of its runs fail"),
        ({"property": "throughput", "value": 500, "unit": "rows/day"}, "gets at least 500 rows/day"),
        ({"property": "td", "value": 30, "unit": "min"}, "what goes wrong is noticed within 30 minutes"),
        ({"property": "endOfLife", "value": "2042-05-12T09:30:10-08:00"}, "exists until 2042-05-12"),
        ({"property": "frequency", "value": "daily"}, "is delivered every day"),
        ({"property": "frequency", "value": 1, "schedule": "0 6 * * 1-5", "scheduler": "cron"}, "is delivered on schedule 0 6 * * 1-5"),
    ],
)
def test_every_service_level_is_read(sla, words: str) -> None:
    clause = of_sla(**sla)
    assert (clause.words, clause.why_not) == (words, "")


@pytest.mark.parametrize(
    ("sla", "why"),
    [
        ({"property": "latency", "value": "soon"}, "can't be read as a span of time"),
        ({"property": "availability", "value": "high"}, "can't be read as a share"),
        ({"property": "endOfLife", "value": "never"}, "can't be read as a date"),
        ({"property": "frequency", "value": 1, "schedule": "0 30 * * *", "scheduler": "cron"}, ""),
        ({"property": "timeOfAvailability", "value": "25:00"}, "not a time of day"),
        ({"property": "mood", "value": 1}, "no service level"),
        ({"property": "latency", "value": "${L}"}, "a variable that has none here"),
    ],
)
def test_what_can_not_be_evaluated_says_why(sla, why: str) -> None:
    clause = of_sla(**sla)
    assert clause.why_not
    assert why in clause.why_not


def test_an_element_finds_its_column_by_either_name_and_one_that_leads_nowhere_means_every_object() -> None:
    columns = [{"name": "created", "physicalName": "created_at"}]
    schema = [{"name": "orders", "physicalName": "t_orders", "properties": columns}, {"name": "lines"}]
    sla = {"property": "latency", "value": 1}
    value = {"apiVersion": "v3.2.0", "schema": schema}
    found = {
        element: [
            clause.key for clause in clauses_of({**value, "slaProperties": [{**sla, "element": element}]}) if clause.kind == Kind.SERVICE
        ]
        for element in ("t_orders.created_at", "orders.created", "orders, lines", "nothing")
    }
    assert found["t_orders.created_at"] == found["orders.created"] == ["sla/latency/orders.created"]
    assert found["orders, lines"] == found["nothing"] == ["sla/latency/orders", "sla/latency/lines"]


def test_nested_columns_have_the_database_s_paths_and_measures_are_none() -> None:
    inner = {"name": "street", "physicalName": "str", "logicalType": "string"}
    columns = [
        {"name": "address", "physicalName": "addr", "logicalType": "object", "properties": [inner]},
        {"name": "lines", "logicalType": "array", "items": {"logicalType": "object", "properties": [inner]}},
        {"name": "total", "semanticType": "measure", "logicalType": "number"},
    ]
    clauses = clauses_of({"apiVersion": "v3.2.0", "schema": [{"name": "o", "properties": columns}]})
    assert [clause.column_path for clause in clauses if clause.property == "type"] == ["addr", "addr.str", "lines", "lines.str"]


def test_quality_rules_keep_their_operator_severity_and_engine() -> None:
    rules = [
        {"metric": "nullValues", "mustBeLessThan": 1, "unit": "percent", "severity": "warning"},
        {"type": "custom", "name": "soda-1", "engine": "soda", "implementation": "x"},
        {"type": "text", "description": "Looks right"},
    ]
    clauses = clauses_of({"apiVersion": "v3.2.0", "schema": [{"name": "o", "quality": rules}]})
    assert [clause.words for clause in clauses] == ["less than 1 percent empty values", "soda-1", "Looks right"]
    assert (clauses[0].terms["operator"], clauses[0].terms["value"], clauses[0].severity) == ("mustBeLessThan", 1, "warning")
    assert "only soda can run it; post its result as an observation named “soda-1”" in clauses[1].why_not
    assert clauses[2].why_not


def balance(name: str, **value: Any) -> Clause:
    custom = [{"property": name, "vendor": "provender", "value": value}]
    (clause,) = clauses_of({"apiVersion": "v3.2.0", "schema": [{"name": "o", "customProperties": custom}]})
    return clause


def test_a_location_balance_is_a_clause() -> None:
    clause = balance("locationBalance", upstream="postgres://shop:5432/shop.public.orders", tolerance=1)
    assert (clause.kind, clause.words, clause.why_not) == (Kind.BALANCE, "number of rows matches shop.public.orders, within 1 %", "")
    assert clause.terms["upstream"] == {"namespace": "postgres://shop:5432", "name": "shop.public.orders"}


def test_a_historic_balance_is_a_clause() -> None:
    clause = balance("historicBalance", metric="sum", column="amount", against="same weekday", tolerance=20, direction="not below")
    assert clause.words == "sum of amount is not below the same weekday before, give or take 20 %"
    assert (clause.column_path, clause.why_not) == ("amount", "")


def test_a_balance_that_says_too_little_says_so() -> None:
    assert "what to compare with" in balance("locationBalance").why_not
    assert "its against is none of" in balance("historicBalance", against="yesterday").why_not


def test_another_vendor_s_custom_property_is_not_ours() -> None:
    custom = [{"property": "locationBalance", "vendor": "other", "value": {}}]
    assert clauses_of({"apiVersion": "v3.2.0", "schema": [{"name": "o", "customProperties": custom}]}) == ()


def test_an_agreement_s_needs_become_clauses_of_the_same_kind() -> None:
    needs = {
        "slaProperties": [{"property": "timeOfAvailability", "value": "07:00 Europe/Berlin"}],
        "quality": [{"column": "amount", "metric": "nullValues", "mustBe": 0}],
    }
    assert [clause.key for clause in clauses_of_needs(needs, "orders")] == [
        "quality/orders/amount/nullValues",
        "sla/timeOfAvailability/orders",
    ]


def test_durations_and_times_are_read_as_people_write_them() -> None:
    assert [seconds_of(*told) for told in ((1, "h"), ("2h",), ("P1DT2H",), ("weekly",), (-1, "d"), ("x",), (True,))] == [
        *(3_600.0, 7_200.0, 93_600.0, 604_800.0, None, None, None)
    ]
    assert [spelled(seconds) for seconds in (3_600, 5_400, 86_400 * 365)] == ["1 hour", "90 minutes", "1 year"]
    assert time_of_day("9:05+0530") == ("09:05", "+05:30")
