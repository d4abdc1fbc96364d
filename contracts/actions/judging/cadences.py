"""Judge cadence clauses: read their slots anew from deliveries, keep what changed, and say how the promise stood at each turn."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson

from catalog import bulk
from catalog.models.asset import Standing
from contracts.actions.judging.deliveries import Delivered, Wanted, read_deliveries
from contracts.actions.judging.slot_rows import SlotRow, newest_slots, runs_taken, write_slots
from contracts.actions.judging.verdicts import Judgement
from contracts.cadence.claiming import Filled, Outcome, Reading, fill, slots_until
from contracts.cadence.history import Holds, Turn, begins, stands, turns
from contracts.cadence.slots import Cadence, ExpectedSlot, next_slot
from contracts.cadence.terms import UnreadableTerms, read_cadence

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# Slots looked back at when a clause is judged, and runs looked through for each of them.
BACK = 3
RUNS_A_SLOT, RUNS_LEAST, RUNS_MOST = 6, 60, 50_000
MOST_READ = 2_048
CLAUSES = """
SELECT id, asset_id, property, terms, in_force_from, evidence_at, verdict FROM contracts_clause
WHERE id = ANY(%s) AND kind = 'cadence' AND in_force_until IS NULL AND why_not = ''
"""


@dataclass(frozen=True, slots=True)
class News:
    """The earliest thing that deliveries just recorded may be about: their time, and the end of their data's interval."""

    at: datetime
    data_end: datetime | None = None

    @property
    def earliest(self) -> datetime:
        """Give the earlier of both."""
        return min(self.at, self.data_end) if self.data_end else self.at


@dataclass(frozen=True, slots=True)
class Promise:
    """A cadence clause while it is judged: from `since` on its slots are read anew."""

    clause: int
    asset: int
    cadence: Cadence
    since: datetime
    opens: datetime
    most: int
    evidence_at: datetime | None
    verdict: str
    slots: Sequence[ExpectedSlot]


def judge_cadences(clauses: Sequence[int], now: datetime, news: Mapping[int, News] | None = None) -> list[Judgement]:
    """Judge cadence clauses and write their slots. `news`: by asset, what was just recorded. Queries: four, whatever the number of clauses."""
    rows = bulk.ask(CLAUSES, list(clauses))
    slots = newest_slots([row[0] for row in rows], BACK)
    judgements: list[Judgement] = []
    promises = []
    for row in rows:
        try:
            promises.append(_promise(row, slots.get(row[0], []), (news or {}).get(row[1]), now))
        except UnreadableTerms as error:
            judgements.append(Judgement(row[0], Standing.UNKNOWN, now, str(error), moves_clock=True))
    found = read_deliveries([Wanted(one.clause, one.asset, one.opens, one.most) for one in promises])
    taken = runs_taken([(one.clause, one.since) for one in promises])
    changed: list[SlotRow] = []
    for one in promises:
        known = slots.get(one.clause, [])
        told = found.get(one.clause) or Delivered()
        reading = _read(one, taken.get(one.clause, frozenset()), told, now)
        changed.extend(_changed(one, known, reading))
        judgements.extend(_judgements(one, reading, told, now))
    write_slots(changed)
    return judgements


def _promise(row: Sequence[Any], known: Sequence[SlotRow], news: News | None, now: datetime) -> Promise:
    clause, asset, name, terms, in_force_from, evidence_at, verdict = row
    cadence = _cadence(name, terms)
    # Of the newest known slots the oldest still undecided, or the newest: what came before is settled unless news is about it.
    since: datetime = min(
        [one.due_at for one in known if one.outcome == Outcome.OPEN] or [one.due_at for one in known[:1]] or [in_force_from]
    )
    if news:
        ahead = next_slot(cadence, now)
        gap = ahead.due_at - ahead.follows if ahead else DAY
        since = min(since, news.earliest - max(cadence.late or gap, gap) - cadence.grace)
    since = max(since, in_force_from)
    slots = _expected(name, terms, since, now)
    first = slots[0] if slots else None
    gap = first.due_at - first.follows if first else DAY
    opens = min(since, first.due_at if first else since) - max(gap, cadence.early or gap)
    most = int((max(now, since) - opens) / gap + 1) * RUNS_A_SLOT * cadence.parts + RUNS_LEAST
    return Promise(clause, asset, cadence, since, opens, min(most, RUNS_MOST), evidence_at, verdict, slots)


# Promises of an estate say few different things: where thousands fall due together, each is read once and its slots are made once.
@lru_cache(maxsize=MOST_READ)
def _cadence(name: str, terms: str) -> Cadence:
    return read_cadence(name, orjson.loads(terms))


@lru_cache(maxsize=MOST_READ)
def _expected(name: str, terms: str, since: datetime, now: datetime) -> tuple[ExpectedSlot, ...]:
    return tuple(slots_until(_cadence(name, terms), since, now))


def _read(promise: Promise, taken: AbstractSet[int], told: Delivered, now: datetime) -> Reading:
    """Fill the slots, leaving out deliveries that older slots took."""
    return fill(
        promise.cadence, [one for one in told.deliveries if one.run not in taken], since=promise.since, now=now, slots=promise.slots
    )


def _changed(promise: Promise, known: Sequence[SlotRow], reading: Reading) -> list[SlotRow]:
    there = {one.period: one for one in known}
    rows = [SlotRow.of(promise.clause, filled) for filled in reading.slots]
    return [row for row in rows if there.get(row.period) != row]


def _judgements(promise: Promise, reading: Reading, told: Delivered, now: datetime) -> list[Judgement]:
    """Give a judgement for each turn since the clause was last judged, and a last one for how it stands."""
    told_turns = turns(reading.slots, now)
    past = [turn for turn in told_turns[:-1] if promise.evidence_at is None or turn.at > promise.evidence_at]
    last = told_turns[-1] if told_turns else Turn(promise.since, _before_first(promise, told), None)
    newest = max((one.at for one in told.deliveries), default=None)
    failed = told.failed_at if told.failed_at and (newest is None or told.failed_at > newest) else None
    if last.holds is Holds.KEPT:
        last = _kept(promise, last, reading, failed, now)
    return [
        *(_judgement(promise, turn) for turn in past),
        _judgement(promise, last, told.failed_run if failed else None, reading.judge_at, now),
    ]


def _kept(promise: Promise, last: Turn, reading: Reading, failed: datetime | None, now: datetime) -> Turn:
    """A promise that holds: since the newest delivery where it did not before; at risk where the newest run failed."""
    if failed and failed > last.at:
        return Turn(failed, Holds.AT_RISK)
    if promise.verdict == Standing.KEPT or promise.evidence_at is None or last.at > promise.evidence_at:
        return last
    because = stands(sorted(reading.slots, key=begins), now).because or last.because
    return Turn(max(last.at, because.delivered_at) if because and because.delivered_at else last.at, Holds.KEPT, because)


def _before_first(promise: Promise, told: Delivered) -> Holds:
    """Before any slot is due: what stood stands; a clause with deliveries already counts as kept."""
    if promise.verdict != Standing.UNKNOWN:
        return Holds(promise.verdict)
    return Holds.KEPT if told.deliveries else Holds.UNKNOWN


def _judgement(
    promise: Promise, turn: Turn, failed_run: int | None = None, judge_at: datetime | None = None, now: datetime | None = None
) -> Judgement:
    filled = turn.because
    return Judgement(
        clause=promise.clause,
        verdict=Standing(turn.holds.value),
        at=turn.at,
        words=_words(turn, filled),
        distance=_distance(turn, filled),
        unit="min",
        run=(filled.run if filled else None) or failed_run,
        evidence=_evidence(filled) if filled else {},
        judge_at=judge_at,
        moves_clock=now is not None,
        until=now,
    )


def _words(turn: Turn, filled: Filled | None) -> str:
    if filled is None:
        return {Holds.AT_RISK: "the newest run that writes it failed", Holds.UNKNOWN: "nothing was due yet"}.get(turn.holds, "")
    period = filled.slot.period
    if turn.holds is Holds.KEPT:
        return f"{period} delivered" + (f", {_minutes(filled.deviation_minutes)}" if filled.deviation_minutes else "")
    if turn.holds is Holds.AT_RISK:
        return f"{period} was due at {filled.slot.due_at:%H:%M} UTC; its grace is running"
    is_partial = filled.outcome is Outcome.PARTIAL and filled.delivered_at is not None and filled.delivered_at <= turn.at
    return f"Only {filled.parts} of the parts for {period} came" if is_partial else f"Nothing has come for {period}"


def _minutes(deviation: float) -> str:
    hours, minutes = divmod(abs(round(deviation)), 60)
    told = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return f"{told} {'after' if deviation > 0 else 'before'} it was due"


def _distance(turn: Turn, filled: Filled | None) -> float | None:
    if filled is None:
        return None
    if filled.deviation_minutes is not None and turn.holds is Holds.KEPT:
        return filled.deviation_minutes
    return (turn.at - filled.slot.due_at) / MINUTE


def _evidence(filled: Filled) -> dict[str, Any]:
    told = {
        "period": filled.slot.period,
        "due_at": filled.slot.due_at,
        "grace_until": filled.slot.grace_until,
        "delivered_at": filled.delivered_at,
    }
    return {name: value for name, value in told.items() if value is not None}
