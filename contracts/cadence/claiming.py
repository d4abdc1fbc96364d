"""Claiming: which slot each delivery fills, and what thereby becomes of every slot. The same whatever order deliveries were heard in."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.cadence.slots import MOST, Cadence, ExpectedSlot, slots_since

MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)


class Outcome(StrEnum):
    """What became of a slot."""

    OPEN = "open"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"
    PARTIAL = "partial"
    SUPERSEDED = "superseded"
    EXCUSED = "excused"


KEPT = frozenset({Outcome.EARLY, Outcome.ON_TIME})
DELIVERED = KEPT | {Outcome.LATE}
UNCOUNTED = frozenset({Outcome.OPEN, Outcome.EXCUSED})


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something delivered at a time; `data_end` is the end of the interval its data is for, where it says so, `run` who delivered."""

    at: datetime
    data_end: datetime | None = None
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A slot and what became of it by some time. `delivered_at`: when it was whole (of a partial one: its first part).

    `deviation_minutes` is signed: early is negative, late positive; None where nothing whole came.
    """

    slot: ExpectedSlot
    outcome: Outcome = Outcome.OPEN
    decided_at: datetime | None = None
    delivered_at: datetime | None = None
    redelivered_at: datetime | None = None
    deviation_minutes: float | None = None
    run: int | None = None
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """Every slot due or filled by a time, oldest first; `judge_at`: when, without news, one of them or the next must be looked at again."""

    slots: tuple[Filled, ...]
    judge_at: datetime | None


def fill(
    cadence: Cadence, deliveries: Iterable[Delivery], *, since: datetime, now: datetime, slots: Sequence[ExpectedSlot] = ()
) -> Reading:
    """Read the slots due from `since` on, as filled by deliveries. `slots`: those until now, where they are at hand (`slots_until`).

    A delivery fills the slot of its data interval, however late; else the oldest slot open for it that isn't whole; else it repeats
    the newest one it could have filled.
    """
    told = sorted(deliveries, key=lambda delivery: (delivery.at, delivery.run or 0))
    if not slots or (told and told[-1].at > now):
        slots = slots_until(cadence, since, max([now, *(delivery.at for delivery in told[-1:])]))
    took: list[list[Delivery]] = [[] for _ in slots]
    for delivery in told:
        place = _place_of(cadence, slots, took, delivery)
        if place is not None:
            took[place].append(delivery)
    filled = [_judge(cadence, slot, got, now) for slot, got in zip(slots, took, strict=True)]
    ahead = [at for one in filled if one.outcome is Outcome.OPEN for at in (one.slot.due_at, one.slot.grace_until) if at > now]
    if cadence.replaces:
        filled = _superseded(filled)
    return Reading(tuple(one for one in filled if one.parts or one.slot.due_at <= now), min(ahead, default=None))


def slots_until(cadence: Cadence, since: datetime, latest: datetime) -> list[ExpectedSlot]:
    """Give the slots due from `since` up to the last that may be open at `latest`, and one more."""
    slots: list[ExpectedSlot] = []
    for slot in slots_since(cadence, since):
        slots.append(slot)
        if (slot.opens_at > latest and slot.due_at > latest) or len(slots) == MOST:
            break
    return slots


def _place_of(cadence: Cadence, slots: Sequence[ExpectedSlot], took: Sequence[Sequence[Delivery]], delivery: Delivery) -> int | None:
    """Find the slot a delivery belongs to; None where it belongs to one before all of these."""
    if delivery.data_end is not None and not cadence.by_period:
        place = bisect_left(slots, delivery.data_end, key=lambda slot: slot.due_at)
        if place < len(slots) and slots[place].follows < delivery.data_end and slots[place].opens_at <= delivery.at:
            return place
        if slots and delivery.data_end <= slots[0].follows:
            return None
    for place, slot in _fillable(slots, delivery.at):
        if slot.opens_at <= delivery.at <= slot.closes_at and len(took[place]) < cadence.parts:
            return place
    return _repeated(slots, took, delivery)


def _fillable(slots: Sequence[ExpectedSlot], at: datetime) -> list[tuple[int, ExpectedSlot]]:
    """Give the few slots whose range may hold a moment: those around it."""
    first = bisect_left(slots, at, key=lambda slot: slot.closes_at)
    last = bisect_left(slots, at + INSTANT, key=lambda slot: slot.opens_at)
    return [(place, slots[place]) for place in range(first, min(last, len(slots)))]


def _repeated(slots: Sequence[ExpectedSlot], took: Sequence[Sequence[Delivery]], delivery: Delivery) -> int | None:
    """Find the newest filled slot that had opened: a delivery more is a correction of it."""
    for place in range(bisect_left(slots, delivery.at + INSTANT, key=lambda slot: slot.opens_at) - 1, -1, -1):
        if took[place]:
            return place
    return None


def _judge(cadence: Cadence, slot: ExpectedSlot, got: Sequence[Delivery], now: datetime) -> Filled:
    if len(got) >= cadence.parts:
        return _delivered(cadence, slot, got)
    found = Filled(slot, parts=len(got), delivered_at=got[0].at if got else None, run=got[-1].run if got else None)
    if now < slot.grace_until:
        return found
    if slot.excuse:
        return replace(found, outcome=Outcome.EXCUSED, decided_at=slot.grace_until)
    return replace(found, outcome=Outcome.PARTIAL if got else Outcome.MISSED, decided_at=slot.grace_until)


def _delivered(cadence: Cadence, slot: ExpectedSlot, got: Sequence[Delivery]) -> Filled:
    whole = got[cadence.parts - 1]
    outcome = Outcome.ON_TIME
    if whole.at > slot.grace_until:
        outcome = Outcome.EXCUSED if slot.excuse else Outcome.LATE
    elif whole.at < slot.due_at - cadence.grace and not cadence.by_period:
        outcome = Outcome.EARLY
    return Filled(
        slot=slot,
        outcome=outcome,
        decided_at=whole.at,
        delivered_at=whole.at,
        redelivered_at=got[-1].at if len(got) > cadence.parts else None,
        deviation_minutes=(whole.at - slot.due_at) / MINUTE,
        run=whole.run,
        parts=len(got),
    )


def _superseded(filled: Sequence[Filled]) -> list[Filled]:
    """Let what never came be superseded by the next that did."""
    newer: Filled | None = None
    result = []
    for one in reversed(filled):
        if one.outcome in {Outcome.MISSED, Outcome.PARTIAL} and newer and newer.delivered_at:
            result.append(replace(one, outcome=Outcome.SUPERSEDED, decided_at=max(newer.delivered_at, one.slot.grace_until)))
            continue
        if one.outcome in DELIVERED:
            newer = one
        result.append(one)
    return result[::-1]
