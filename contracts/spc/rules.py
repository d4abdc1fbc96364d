"""Run rules: Western Electric's four and Nelson's eight, on points in sigmas from the centre.

Conventions of published rule tests: beyond means strictly beyond; a window must be full; the point itself must be beyond the zone
in "two of three" and "four of five".
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import pairwise

Window = Sequence[float]
LONGEST = 15


class Rule(StrEnum):
    """A pattern that chance makes seldom, named for what one sees."""

    BEYOND = "beyond_3_sigma"
    TWO_OF_THREE = "two_of_three_beyond_2_sigma"
    FOUR_OF_FIVE = "four_of_five_beyond_1_sigma"
    EIGHT_ON_ONE_SIDE = "eight_on_one_side"
    NINE_ON_ONE_SIDE = "nine_on_one_side"
    SIX_IN_A_TREND = "six_in_a_trend"
    FOURTEEN_ALTERNATING = "fourteen_alternating"
    FIFTEEN_WITHIN = "fifteen_within_1_sigma"
    EIGHT_OUTSIDE = "eight_outside_1_sigma"


def flagged(rule: Rule, z: Sequence[float]) -> list[int]:
    """Give the positions (from 0) that complete the rule's pattern; `z` is in sigmas from the centre."""
    length, is_seen = RULES[rule]
    return [at for at in range(length - 1, len(z)) if is_seen(z[at - length + 1 : at + 1])]


def rules_at_end(z: Sequence[float], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Give the rules whose pattern the last point completes."""
    return tuple(rule for rule in rules if len(z) >= RULES[rule][0] and RULES[rule][1](z[-RULES[rule][0] :]))


def _share_beyond(least: int, sigmas: float) -> Callable[[Window], bool]:
    def is_seen(window: Window) -> bool:
        last = window[-1]
        if abs(last) <= sigmas:
            return False
        side = 1 if last > 0 else -1
        return sum(value * side > sigmas for value in window) >= least

    return is_seen


def _on_one_side(window: Window) -> bool:
    return all(value > 0 for value in window) or all(value < 0 for value in window)


def _in_a_trend(window: Window) -> bool:
    return all(after > before for before, after in pairwise(window)) or all(after < before for before, after in pairwise(window))


def _alternating(window: Window) -> bool:
    steps = [after - before for before, after in pairwise(window)]
    return all(before * after < 0 for before, after in pairwise(steps))


def _within(window: Window) -> bool:
    return all(abs(value) < 1 for value in window)


def _outside(window: Window) -> bool:
    return all(abs(value) > 1 for value in window) and max(window) > 0 > min(window)


# rule -> (points of its window, whether the window shows it)
RULES: dict[Rule, tuple[int, Callable[[Window], bool]]] = {
    Rule.BEYOND: (1, lambda window: abs(window[0]) > 3),  # noqa: PLR2004 - the three of three sigma
    Rule.TWO_OF_THREE: (3, _share_beyond(2, 2.0)),
    Rule.FOUR_OF_FIVE: (5, _share_beyond(4, 1.0)),
    Rule.EIGHT_ON_ONE_SIDE: (8, _on_one_side),
    Rule.NINE_ON_ONE_SIDE: (9, _on_one_side),
    Rule.SIX_IN_A_TREND: (6, _in_a_trend),
    Rule.FOURTEEN_ALTERNATING: (14, _alternating),
    Rule.FIFTEEN_WITHIN: (15, _within),
    Rule.EIGHT_OUTSIDE: (8, _outside),
}
WESTERN_ELECTRIC = (Rule.BEYOND, Rule.TWO_OF_THREE, Rule.FOUR_OF_FIVE, Rule.EIGHT_ON_ONE_SIDE)
NELSON = (
    *(Rule.BEYOND, Rule.NINE_ON_ONE_SIDE, Rule.SIX_IN_A_TREND, Rule.FOURTEEN_ALTERNATING, Rule.TWO_OF_THREE, Rule.FOUR_OF_FIVE),
    *(Rule.FIFTEEN_WITHIN, Rule.EIGHT_OUTSIDE),
)
# What annotates a chart without alarming.
NOTED = (Rule.TWO_OF_THREE, Rule.FOUR_OF_FIVE, Rule.NINE_ON_ONE_SIDE, Rule.SIX_IN_A_TREND)
