"""Expectations: operators, balances, measures."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.clauses import clauses_of
from contracts.expecting import UnreadableExpectation, balance, earlier_value, judge, propose_from_profile, table_in_sql
from contracts.expecting.terms import Held, as_term
from tests.make import NOON

OPPOSITES = (
    ("mustBe", "mustNotBe"), ("mustBeLessThan", "mustBeGreaterOrEqualTo"), ("mustBeGreaterThan", "mustBeLessOrEqualTo"),
)  # fmt: skip


@given(st.sampled_from(OPPOSITES), st.integers(-5, 5), st.integers(-5, 5))
def test_of_two_opposite_operators_exactly_one_holds(pair, bound, value):
    assert sum(judge({"operator": operator, "value": bound}, value).holds for operator in pair) == 1


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=2), st.integers(-12, 12))
def test_between_and_not_between_are_opposites(bounds, value):
    inside = judge({"operator": "mustBeBetween", "value": bounds}, value)
    outside = judge({"operator": "mustNotBeBetween", "value": bounds}, value)
    assert inside.holds == (min(bounds) <= value <= max(bounds)) != outside.holds


@pytest.mark.parametrize(
    ("operator", "bound", "value", "holds", "distance"),
    [("mustBeLessThan", 5, 8, False, 3), ("mustBeGreaterOrEqualTo", 5, 2, False, 3), ("mustBe", 0, 4, False, 4)],
)
def test_a_distance_is_greater_the_worse_it_is(operator, bound, value, holds, distance):
    judged = judge({"operator": operator, "value": bound}, value)
    assert (judged.holds, judged.distance) == (holds, distance)


def test_an_operator_that_is_none_is_refused():
    with pytest.raises(UnreadableExpectation, match="give an operator"):
        judge({"operator": "mustBeAtLeast", "value": 5}, 8)


@pytest.mark.parametrize("told", [None, "many", [1], [1, 2, 3]])
def test_bounds_that_are_no_numbers_are_refused(told):
    with pytest.raises(UnreadableExpectation, match="two numbers"):
        judge({"operator": "mustBeBetween", "value": told}, 1)


@pytest.mark.parametrize(
    ("terms", "value", "other", "holds"),
    [
        ({}, 100, 100, True), ({}, 99, 100, False), ({"tolerance": 1}, 99, 100, True), ({"tolerance": 1, "unit": "absolute"}, 99, 100, True),
        ({"direction": "not below"}, 500, 100, True), ({"direction": "not above"}, 500, 100, False), ({"tolerance": 50}, 0, 0, True),
    ],
)  # fmt: skip
def test_a_balance_holds_within_its_tolerance(terms, value, other, holds):
    assert balance(terms, value, other, "upstream").holds is holds


def test_a_value_is_compared_with_the_one_its_terms_name():
    before = [(NOON + timedelta(days=at), float(at)) for at in range(10)]
    at = NOON + timedelta(days=10)
    assert earlier_value("previous", before, at) == 9
    assert earlier_value("same weekday", before, at) == 3
    assert earlier_value("median of 7", before, at) == 6
    assert earlier_value("median of 28", before, at) is None
    assert earlier_value("previous", [], at) is None


def test_names_in_sql_are_quoted_where_they_must_be():
    assert table_in_sql("shop.public.orders") == ("{{ schema }}.orders", {"schema": "public"})
    assert table_in_sql('shop.My Schema.a"b') == ('{{ schema }}."a""b"', {"schema": '"My Schema"'})
    assert table_in_sql("Orders", "mysql") == ("`Orders`", {})


def test_a_profile_proposes_only_what_it_shows():
    columns = [
        {"path": "order_id", "type": "bigint", "nulls": 0, "distinct": 200, "least": 1},
        {"path": "status", "type": "text", "nulls": 3, "distinct": 2, "listed": ["paid", "won't pay"]},
        {"path": "amount", "type": "numeric", "nulls": 1, "distinct": 90, "least": 0.0},
    ]
    found = {proposal.name: proposal for proposal in propose_from_profile(("shop.public.orders", ""), 200, columns)}
    assert set(found) == {
        "Rows like before",
        "order_id is never empty",
        "order_id is unique",
        "status is one of 2 values",
        "amount is not below zero",
    }
    assert "'won''t pay'" in found["status is one of 2 values"].measure.sql
    assert len(list(propose_from_profile(("shop.public.orders", ""), 3, columns))) == 1


def test_a_test_taken_into_a_contract_is_a_clause_that_its_own_results_speak_for():
    tested = Held("No null customer", "completeness", "SELECT count(*) FROM orders", {"operator": "mustBe", "value": 0})
    balance_ = Held(
        "Rows",
        "location",
        "…",
        {"metric": "row_count", "tolerance": 1, "unit": "percent"},
        upstream="postgres://shop:5432/shop.public.orders",
    )
    parts = {**as_term(tested), **as_term(balance_)}
    document = {"apiVersion": "v3.1.0", "kind": "DataContract", "id": "c", "version": "1.0.0", "status": "active"}
    rule, location = clauses_of({**document, "schema": [{"name": "orders", **parts}]})
    assert (rule.key, rule.why_not, rule.terms["operator"]) == ("quality/orders/No null customer", "", "mustBe")
    assert (location.property, location.why_not, location.terms["upstream"]["name"]) == ("locationBalance", "", "shop.public.orders")
