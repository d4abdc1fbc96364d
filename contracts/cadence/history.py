"""What slots say about a promise over time: kept, at risk while a grace runs, broken since a delivery is overdue."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.cadence.claiming import DELIVERED, Filled, Outcome


class Holds(StrEnum):
    """Whether a promise holds; the words are the catalog's standings."""

    KEPT = "kept"
    AT_RISK = "at_risk"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Turn:
    """The promise began to stand so at a time, because of a slot."""

    at: datetime
    holds: Holds
    because: Filled | None = None


def stands(filled: Sequence[Filled], at: datetime) -> Turn:
    """Say how a promise stands at a moment, judged by the newest slots due or delivered by then; `filled` runs from old to new.

    Whatever is newest decides: a delivery ends the breach of the periods before it, and a late one for an older period pays for no newer one.
    """
    first_open: Filled | None = None
    for one in reversed(filled[: bisect_right(filled, at, key=begins)]):
        if one.outcome is Outcome.EXCUSED:
            continue
        if _is_delivered(one, at):
            break
        if one.slot.due_at <= at:
            first_open = one
    else:
        if first_open is None:
            return Turn(at, Holds.UNKNOWN)
    if first_open is None:
        return Turn(at, Holds.KEPT, _newest_delivered(filled, at))
    is_over = at >= first_open.slot.grace_until
    return Turn(first_open.slot.grace_until if is_over else first_open.slot.due_at, Holds.BROKEN if is_over else Holds.AT_RISK, first_open)


def begins(one: Filled) -> datetime:
    """Say from when on a slot has a say: when it is due, or filled before that."""
    return min(one.slot.due_at, one.delivered_at) if one.delivered_at else one.slot.due_at


def _is_delivered(one: Filled, at: datetime) -> bool:
    return one.outcome in DELIVERED and one.delivered_at is not None and one.delivered_at <= at


def _newest_delivered(filled: Sequence[Filled], at: datetime) -> Filled | None:
    return next((one for one in reversed(filled) if _is_delivered(one, at)), None)


def turns(filled: Sequence[Filled], now: datetime) -> list[Turn]:
    """Give every change up to `now`, each at its true time: the end of a grace, a delivery's own time. Starts from unknown."""
    moments = {at for one in filled for at in (one.slot.due_at, one.slot.grace_until, one.delivered_at) if at is not None and at <= now}
    ordered = sorted(filled, key=begins)
    told: list[Turn] = []
    for at in sorted(moments):
        turn = stands(ordered, at)
        if turn.holds != (told[-1].holds if told else Holds.UNKNOWN):
            told.append(Turn(at, turn.holds, turn.because))
    return told
