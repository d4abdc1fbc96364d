"""Balances: the same amount here as upstream, and no unlike amount from one delivery to the next."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from .operators import Judged, UnreadableExpectation, say

MEDIANS = {"median of 7": 7, "median of 28": 28}
WEEK, SLACK = timedelta(days=7), timedelta(hours=12)


def balance(terms: Mapping[str, Any], value: float, other: float, against: str) -> Judged:
    """Hold a number against another one: `{tolerance, unit: percent | absolute, direction: both | not below | not above}`."""
    tolerance = terms.get("tolerance") or 0
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or tolerance < 0:
        raise UnreadableExpectation("The tolerance must be a number, zero or more.")
    is_percent = terms.get("unit", "percent") == "percent"
    room = abs(other) * tolerance / 100 if is_percent else float(tolerance)
    off = value - other
    direction = terms.get("direction") or "both"
    wrong = {"not below": -off, "not above": off}.get(str(direction), abs(off))
    distance = wrong - room
    share = f" ({off / other:+.2%})" if other else ""
    give = f", {say(float(tolerance))}{'%' if is_percent else ''} either way allowed" if tolerance else ""
    return Judged(distance <= 1e-9 * max(abs(other), 1), f"{say(value)} here, {say(other)} {against}{share}{give}", distance)


def earlier_value(against: str, before: Sequence[tuple[datetime, float]], at: datetime) -> float | None:
    """Give what a value is compared with: earlier ones, oldest first; None while there are too few."""
    past = [(time, value) for time, value in before if time < at]
    if against == "same weekday":
        near = [(abs(at - WEEK - time), value) for time, value in past if abs(at - WEEK - time) <= SLACK]
        return min(near)[1] if near else None
    if against in MEDIANS:
        count = MEDIANS[against]
        return median(value for _, value in past[-count:]) if len(past) >= count else None
    return past[-1][1] if past else None
