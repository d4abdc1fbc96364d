"""Run rules against published vectors, and each rule's meaning on any series."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.spc.rules import NELSON, RULES, Rule, flagged, rules_at_end
from tests.contracts.spc.published import case, one_based

NAMES = {
    "WER1": Rule.BEYOND, "WER2": Rule.TWO_OF_THREE, "WER3": Rule.FOUR_OF_FIVE, "WER4": Rule.EIGHT_ON_ONE_SIDE, "NEL1": Rule.BEYOND,
    "NEL2": Rule.NINE_ON_ONE_SIDE, "NEL3": Rule.SIX_IN_A_TREND, "NEL4": Rule.FOURTEEN_ALTERNATING, "NEL5": Rule.TWO_OF_THREE,
    "NEL6": Rule.FOUR_OF_FIVE, "NEL7": Rule.FIFTEEN_WITHIN, "NEL8": Rule.EIGHT_OUTSIDE,
}  # fmt: skip


@pytest.mark.parametrize("at", range(17))
def test_a_published_vector_is_flagged_where_it_should_be(at):
    vector = case("qcc-rule-vectors")["vectors"][at]
    name = vector["rule"].removeprefix("overlap ").split()[0]
    assert one_based(flagged(NAMES[name], vector["z"])) == vector["expected_1based"], vector["rule"]


def test_shares_after_the_repair_run_on_one_side():
    told = case("qcc-orangejuice-p-phase2")
    z = [count / 50 - told["computed"]["center"] for count in [*told["data"]["phase1"], *told["data"]["phase2"]]]
    assert one_based(flagged(Rule.EIGHT_ON_ONE_SIDE, z)) == told["computed_run8_same_side"]


@given(st.lists(st.floats(-6, 6), max_size=40), st.sampled_from(list(Rule)))
def test_a_mirrored_series_is_flagged_at_the_same_points(z, rule):
    assert flagged(rule, z) == flagged(rule, [-value for value in z])


@given(st.lists(st.floats(-6, 6), min_size=1, max_size=40))
def test_reading_point_by_point_says_the_same_as_reading_at_once(z):
    at_once = {rule for rule in NELSON if len(z) - 1 in flagged(rule, z)}
    assert set(rules_at_end(z, NELSON)) == at_once


@given(st.sampled_from(list(Rule)), st.lists(st.floats(-6, 6), max_size=14))
def test_no_rule_speaks_before_its_window_is_full(rule, z):
    assert all(at + 1 >= RULES[rule][0] for at in flagged(rule, z))
