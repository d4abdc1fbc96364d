"""The due-loop: find the clauses whose time has come by an indexed time, judge them, and say when to look again. Any number of workers.

A claim is a row lock that others skip, and the time is compared again under the lock (the judging itself runs in the claim's
transaction): a worker that is killed loses nothing, and no clause is judged twice for the same moment.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DataError, IntegrityError, transaction
from django.db.utils import InternalError, ProgrammingError

from catalog import bulk
from contracts.actions.judging.breaches import settle
from contracts.actions.judging.cadences import judge_cadences
from contracts.actions.judging.recorded import latest_told
from contracts.actions.judging.schemas import judge_schemas
from contracts.actions.judging.services import judge_services
from contracts.actions.judging.standing import refresh_standing
from contracts.actions.judging.verdicts import Judgement, take

log = logging.getLogger("provender.watcher")

BATCH = 2_000
# A clause that can't be judged is looked at again after so long, and says so; it stops no other.
AGAIN_AFTER = timedelta(hours=1)
POISON = (ArithmeticError, AttributeError, DataError, IntegrityError, InternalError, LookupError, ProgrammingError, TypeError, ValueError)

# In the order of its index alone: where thousands are due at one moment, ordering these too would read all of them for every batch.
DUE = """
SELECT id, kind, asset_id FROM contracts_clause WHERE judge_at <= %s AND in_force_until IS NULL ORDER BY judge_at LIMIT %s FOR UPDATE SKIP LOCKED
"""
NEW = """
SELECT id, kind, asset_id FROM contracts_clause WHERE in_force_until IS NULL AND evidence_at IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""
CLOSED = """
SELECT id, asset_id, in_force_until FROM contracts_clause WHERE in_force_until IS NOT NULL AND evidence_at IS NOT NULL
ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""
# What no judge moved on: there is nothing to wait for but news.
LOOKED_AT = "UPDATE contracts_clause SET evidence_at = in_force_from WHERE id = ANY(%s) AND evidence_at IS NULL"
DONE = "UPDATE contracts_clause SET judge_at = NULL WHERE id = ANY(%s) AND judge_at <= %s"
PUT_OFF = (
    "UPDATE contracts_clause SET judge_at = %s, evidence_at = coalesce(evidence_at, in_force_from), verdict_note = %s WHERE id = ANY(%s)"
)
SETTLED = "UPDATE contracts_clause SET evidence_at = NULL, judge_at = NULL WHERE id = ANY(%s)"

Row = tuple[int, str, int]


def judge_due(now: datetime) -> int:
    """Judge all that is new or has become due, batch by batch; returns how many clauses. A WATCH_STEP."""
    settle_closed()
    total = 0
    while count := judge_batch(now):
        total += count
    return total


@transaction.atomic
def judge_batch(now: datetime, limit: int = BATCH) -> int:
    """Claim the clauses longest due, judge them, and let go; in one transaction."""
    rows: list[Row] = [(pk, kind, asset) for pk, kind, asset in bulk.ask(DUE, now, limit)]
    new: list[Row] = [] if rows else [(pk, kind, asset) for pk, kind, asset in bulk.ask(NEW, limit)]
    if rows or new:
        _judge(rows or new, now)
    # A promise that can't be judged yet is a word more to say of its asset.
    refresh_standing({asset for _, _, asset in new})
    return len(rows or new)


def _judge(rows: Sequence[Row], now: datetime) -> None:
    """Judge clauses; where that fails, halve until the one that fails it stands alone, and put it off."""
    clauses = [pk for pk, _, _ in rows]
    try:
        with transaction.atomic():
            take(_judgements(rows, now))
            bulk.run(DONE, clauses, now)
            bulk.run(LOOKED_AT, clauses)
    except POISON as error:
        if len(rows) == 1:
            log.warning("clause %s can't be judged", clauses[0], exc_info=error)
            bulk.run(PUT_OFF, now + AGAIN_AFTER, f"It can't be judged: {error}"[:500], clauses)
            return
        middle = len(rows) // 2
        _judge(rows[:middle], now)
        _judge(rows[middle:], now)


def _judgements(rows: Sequence[Row], now: datetime) -> list[Judgement]:
    kinds = {kind: [pk for pk, its, _ in rows if its == kind] for kind in {kind for _, kind, _ in rows}}
    judgements = judge_cadences(kinds.get("cadence", []), now) if "cadence" in kinds else []
    if "service" in kinds:
        judgements += judge_services(kinds["service"], now)
    if "schema" in kinds:
        assets = sorted({asset for _, kind, asset in rows if kind == "schema"})
        judgements += judge_schemas(kinds["schema"], latest_told(assets, now))
    return judgements


@transaction.atomic
def settle_closed(limit: int = BATCH) -> int:
    """End the deviations of clauses no longer in force, and say anew how their assets stand; returns how many clauses."""
    rows = bulk.ask(CLOSED, limit)
    if rows:
        closed = [pk for pk, _, _ in rows]
        heirs = settle(closed, max(until for _, _, until in rows))
        bulk.run(SETTLED, closed)
        refresh_standing(heirs | {asset for _, asset, _ in rows})
    return len(rows)
