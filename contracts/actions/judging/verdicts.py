"""Take judgements of clauses: a change of verdict is a row at its true time, opens or closes a deviation, and moves the asset's standing.

Safe with any number of workers: the clauses are locked in one order. Repeatable: evidence no newer than what a clause was judged by
changes nothing, so the same news twice, or old news late, raise no alarm.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog import bulk
from catalog.models.asset import Standing
from contracts.actions.judging.breaches import Breach, change_breaches
from contracts.actions.judging.standing import refresh_standing
from contracts.models.deviation import PROMISED

LOCK = """
SELECT id, asset_id, version_id, agreement_id, key, words, severity, column_path, verdict, verdict_at, evidence_at FROM contracts_clause
WHERE id = ANY(%s) AND in_force_until IS NULL ORDER BY id FOR UPDATE
"""
WRITE_VERDICTS = """
INSERT INTO contracts_verdict (clause_id, at, noted_at, before, verdict, distance, unit, words, run_id, evidence)
SELECT clause, at, now(), before, verdict, distance, unit, words, run, evidence::jsonb FROM json_to_recordset(%s::json)
    AS v(clause bigint, at timestamptz, before text, verdict text, distance float8, unit text, words text, run bigint, evidence text)
"""
WRITE_CLAUSES = """
UPDATE contracts_clause c SET verdict = v.verdict, verdict_at = v.verdict_at, verdict_note = v.note, evidence_at = v.evidence_at,
    judge_at = CASE WHEN v.moves THEN v.judge_at ELSE c.judge_at END
FROM json_to_recordset(%s::json)
    AS v(id bigint, verdict text, verdict_at timestamptz, note text, evidence_at timestamptz, judge_at timestamptz, moves bool) WHERE c.id = v.id
"""
# A share of time follows from the promises of delivery beside it: once one turns, it is looked at at once instead of within the hour. What
# somebody else has locked is left to the hour: clauses are locked in one order, and this is out of it.
LOOK_AT_SHARES = """
UPDATE contracts_clause SET judge_at = least(judge_at, now()) WHERE id IN (
    SELECT id FROM contracts_clause WHERE asset_id = ANY(%s) AND kind = 'service' AND property = 'availability' AND in_force_until IS NULL
        AND judge_at > now() FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one clause stood at a time. `at` is the true time: a deadline's own, a run's end. `words` say what is (wrong) now, for people.

    `distance` is signed, greater than 0 is worse, in `unit`. `judge_at`, with `moves_clock`: when to judge again without news. `until`:
    the clause was judged by everything up to then (None: `at`); older evidence coming later is then old news.
    """

    clause: int
    verdict: Standing
    at: datetime
    words: str = ""
    distance: float | None = None
    unit: str = ""
    run: int | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    judge_at: datetime | None = None
    moves_clock: bool = False
    until: datetime | None = None


@dataclass(slots=True)
class ClauseRow:
    """A locked clause, as far as judging needs it."""

    id: int
    asset: int
    version: int | None
    agreement: int | None
    key: str
    promise: str
    severity: str
    column_path: str
    verdict: str
    verdict_at: datetime | None
    evidence_at: datetime | None


@dataclass(frozen=True, slots=True)
class Flip:
    """A change of a clause's verdict; `is_replayed`: told of by the first look at the clause, when nobody was there yet to notice it."""

    clause: ClauseRow
    before: str
    judgement: Judgement
    at: datetime
    is_replayed: bool


@transaction.atomic
def take(judgements: Iterable[Judgement]) -> set[int]:
    """Take judgements, several of one clause in the order of their times; returns the assets whose verdicts changed.

    Judgements of clauses no longer in force, and those older than what a clause was judged by, are passed over.
    """
    told: dict[int, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        told[judgement.clause].append(judgement)
    rows = [ClauseRow(*row) for row in bulk.ask(LOCK, sorted(told))] if told else []
    flips: list[Flip] = []
    changed = []
    for row in rows:
        found = _fold(row, sorted(told[row.id], key=lambda judgement: judgement.at))
        if found is not None:
            flips.extend(found)
            changed.append(row)
    _write(changed, flips, told)
    touched = {flip.clause.asset for flip in flips}
    inheriting = change_breaches([_breach(flip) for flip in flips])
    if touched:
        bulk.run(LOOK_AT_SHARES, sorted(touched))
    refresh_standing(touched | inheriting | _first_judged(changed, flips))
    return touched


def _first_judged(rows: Sequence[ClauseRow], flips: Sequence[Flip]) -> set[int]:
    """Give the assets with a word more or less to say though no verdict changed; cheap enough to do for all that were judged."""
    flipped = {flip.clause.id for flip in flips}
    return {row.asset for row in rows if row.id not in flipped and row.verdict != Standing.KEPT}


def _fold(row: ClauseRow, told: Sequence[Judgement]) -> list[Flip] | None:
    """Give a clause's changes in order and move the row along; None where there is nothing newer than it knows."""
    news = [one for one in told if row.evidence_at is None or (one.until or one.at) >= row.evidence_at]
    if not news:
        return None
    flips = []
    is_first = row.evidence_at is None
    for one in news:
        if one.verdict != row.verdict:
            at = max(one.at, row.verdict_at) if row.verdict_at else one.at
            flips.append(Flip(row, row.verdict, one, at, is_first))
            row.verdict, row.verdict_at = one.verdict, at
        row.evidence_at = max(row.evidence_at or one.at, one.until or one.at)
    return flips


def _write(rows: Sequence[ClauseRow], flips: Sequence[Flip], told: Mapping[int, Sequence[Judgement]]) -> None:
    bulk.write_documents(
        WRITE_VERDICTS,
        [
            {
                "clause": flip.clause.id, "at": flip.at, "before": flip.before, "verdict": flip.judgement.verdict,
                "distance": flip.judgement.distance, "unit": flip.judgement.unit, "words": flip.judgement.words,
                "run": flip.judgement.run, "evidence": _json(flip.judgement.evidence),
            }
            for flip in flips
        ],
    )  # fmt: skip
    values = []
    for row in rows:
        newest = max(reversed(told[row.id]), key=lambda judgement: judgement.at)  # of one time the last told
        values.append(
            {
                "id": row.id, "verdict": row.verdict, "verdict_at": row.verdict_at, "note": newest.words, "evidence_at": row.evidence_at,
                "judge_at": newest.judge_at, "moves": newest.moves_clock,
            }
        )  # fmt: skip
    bulk.write_documents(WRITE_CLAUSES, values)


def _breach(flip: Flip) -> Breach:
    clause, said = flip.clause, flip.judgement
    return Breach(
        clause=clause.id,
        asset=clause.asset,
        version=clause.version,
        agreement=clause.agreement,
        key=clause.key,
        column_path=clause.column_path,
        severity=clause.severity,
        is_broken=said.verdict == Standing.BROKEN,
        is_over=said.verdict in {Standing.KEPT, Standing.AT_RISK},
        at=flip.at,
        words=f"{said.words}{PROMISED}{clause.promise})" if said.words else f"Not kept: {clause.promise}",
        distance=said.distance,
        unit=said.unit,
        run=said.run,
        evidence={**said.evidence, "replayed": True} if flip.is_replayed else said.evidence,
    )


def _json(value: Mapping[str, Any]) -> str:
    import orjson  # a module of C code; only who judges needs it

    return orjson.dumps(value).decode()
