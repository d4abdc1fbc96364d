"""A number against the operators of ODCS: whether it holds, and the signed distance from the bound (greater than zero is worse)."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

PAIR = 2
BETWEEN, NOT_BETWEEN = "mustBeBetween", "mustNotBeBetween"
WORDS = {
    "mustBe": "exactly {}",
    "mustNotBe": "anything but {}",
    "mustBeGreaterThan": "more than {}",
    "mustBeGreaterOrEqualTo": "at least {}",
    "mustBeLessThan": "less than {}",
    "mustBeLessOrEqualTo": "at most {}",
    BETWEEN: "between {} and {}",
    NOT_BETWEEN: "not between {} and {}",
}


class UnreadableExpectation(ValueError):
    """The expectation doesn't say what it needs to; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a number holds. `distance`: how far it is from the promise, in `unit`; greater than zero is worse."""

    holds: bool
    words: str
    distance: float
    unit: str = ""


def judge(terms: Mapping[str, Any], value: float) -> Judged:
    """Hold a number against `{operator, value, unit}`; raises UnreadableExpectation."""
    operator = str(terms.get("operator") or "")
    if operator not in WORDS:
        raise UnreadableExpectation("It doesn't say what to compare with: give an operator such as mustBeLessThan, and a value.")
    unit = "%" if terms.get("unit") in {"percent", "%"} else ""
    bounds = _bounds(operator, terms.get("value"))
    distance, holds = _distance(operator, bounds, value)
    expected = WORDS[operator].format(*(say(bound) + unit for bound in bounds))
    return Judged(holds, f"{say(value)}{unit}, expected {expected}", distance, unit)


def _bounds(operator: str, told: Any) -> tuple[float, ...]:
    wanted = PAIR if operator in {BETWEEN, NOT_BETWEEN} else 1
    listed = list(told) if isinstance(told, list | tuple) else [told]
    try:
        bounds = tuple(float(bound) for bound in listed)
    except (TypeError, ValueError):
        bounds = ()
    if len(bounds) != wanted or not all(map(isfinite, bounds)):
        raise UnreadableExpectation(f"{operator} needs {'two numbers' if wanted == PAIR else 'a number'} to compare with.")
    return tuple(sorted(bounds)) if wanted == PAIR else bounds


def _distance(operator: str, bounds: tuple[float, ...], value: float) -> tuple[float, bool]:
    """Give how far a value is on the wrong side (below zero: on the right one), and whether it holds."""
    first = bounds[0]
    if operator == "mustBe":
        return abs(value - first), value == first
    if operator == "mustNotBe":
        return -abs(value - first), value != first
    if operator == BETWEEN:
        distance = max(first - value, value - bounds[1])
        return distance, distance <= 0
    if operator == NOT_BETWEEN:
        distance = min(value - first, bounds[1] - value)
        return distance, distance < 0
    distance = first - value if "Greater" in operator else value - first
    return distance, distance <= 0 if operator.endswith("OrEqualTo") else distance < 0


def say(number: float) -> str:
    """Say a number without a needless fraction."""
    if number in {inf, -inf}:
        return "infinity"
    return f"{number:,.0f}" if number == int(number) and abs(number) < 1e15 else f"{number:,.6g}"  # noqa: PLR2004 - whole numbers a float holds exactly
