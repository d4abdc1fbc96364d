"""Sets of numbers as operators describe them: at most two intervals of the real line."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.compatibility.directions import Direction, towards


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from `low` to `high`; an open end leaves the end itself out."""

    low: float = -math.inf
    high: float = math.inf
    is_low_open: bool = False
    is_high_open: bool = False

    def holds(self, other: "Interval") -> bool:
        """Say whether every number of the other is in this one."""
        low = self.low < other.low or (self.low == other.low and (not self.is_low_open or other.is_low_open))
        high = self.high > other.high or (self.high == other.high and (not self.is_high_open or other.is_high_open))
        return low and high


Range = tuple[Interval, ...]
ANYTHING: Range = (Interval(),)


def holds(wide: Range, narrow: Range) -> bool:
    """Say whether the first range has every number of the second."""
    return all(any(mine.holds(theirs) for mine in wide) for theirs in narrow)


def moved(before: Range, after: Range) -> Direction:
    """Give the direction from one allowed range to another."""
    return towards(before_holds_after=holds(before, after), after_holds_before=holds(after, before))


def _between(value: Any) -> tuple[float, float]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:  # noqa: PLR2004 - from and to
        raise ValueError
    return float(value[0]), float(value[1])


def _outside(value: Any) -> Range:
    low, high = _between(value)
    return Interval(high=low, is_high_open=True), Interval(low=high, is_low_open=True)


def _beside(value: Any) -> Range:
    point = float(value)
    return Interval(high=point, is_high_open=True), Interval(low=point, is_low_open=True)


# ODCS's text and its examples contradict each other on whether the ends of `mustBeBetween` count; we let them (its JSON Schema says nothing).
_OPERATORS: Mapping[str, Callable[[Any], Range]] = {
    "mustBe": lambda value: (Interval(float(value), float(value)),),
    "mustNotBe": _beside,
    "mustBeGreaterThan": lambda value: (Interval(low=float(value), is_low_open=True),),
    "mustBeGreaterOrEqualTo": lambda value: (Interval(low=float(value)),),
    "mustBeGreaterThanOrEqualTo": lambda value: (Interval(low=float(value)),),
    "mustBeLessThan": lambda value: (Interval(high=float(value), is_high_open=True),),
    "mustBeLessOrEqualTo": lambda value: (Interval(high=float(value)),),
    "mustBeLessThanOrEqualTo": lambda value: (Interval(high=float(value)),),
    "mustBeBetween": lambda value: (Interval(*_between(value)),),
    "mustNotBeBetween": _outside,
}
OPERATORS = frozenset(_OPERATORS)


def range_of(rule: Mapping[str, Any]) -> Range | None:
    """Read the range that a quality rule's operators allow; None when there is no operator, or one that can't be read.

    Several operators at once all hold: the narrowest wins where they nest, else they can't be read.
    """
    found: Range | None = None
    for name in rule.keys() & OPERATORS:
        try:
            said = _OPERATORS[name](rule[name])
        except (TypeError, ValueError):
            return None
        met = said if found is None else _met(found, said)
        if met is None:
            return None
        found = met
    return found


def _met(left: Range, right: Range) -> Range | None:
    if len(left) == len(right) == 1:
        mine, theirs = left[0], right[0]
        low, low_open = max((mine.low, mine.is_low_open), (theirs.low, theirs.is_low_open))
        high, high_open = min((mine.high, not mine.is_high_open), (theirs.high, not theirs.is_high_open))
        return (Interval(low, high, low_open, not high_open),)
    return right if holds(left, right) else left if holds(right, left) else None


def said(wanted: Range) -> str:
    """Say a range: `0 to 100`, `at least 1`, `anything`."""
    return " or ".join(_one(interval) for interval in wanted)


def _one(interval: Interval) -> str:
    low, high = interval.low, interval.high
    if low == high:
        return f"{low:g}"
    if low == -math.inf and high == math.inf:
        return "anything"
    if low == -math.inf:
        return f"{'less than' if interval.is_high_open else 'at most'} {high:g}"
    if high == math.inf:
        return f"{'more than' if interval.is_low_open else 'at least'} {low:g}"
    return f"{low:g} to {high:g}"
