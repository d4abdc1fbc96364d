"""Judge service levels: every ODCS SLA property that is no cadence."""

import json
from collections.abc import Sequence
from datetime import datetime

from catalog import bulk
from catalog.models.asset import Standing
from contracts.actions.judging.facts import gather
from contracts.actions.judging.verdicts import Judgement
from contracts.cadence.services import judge_service

CLAUSES = """
SELECT id, asset_id, property, terms FROM contracts_clause WHERE id = ANY(%s) AND kind = 'service' AND in_force_until IS NULL AND why_not = ''
"""


def judge_services(clauses: Sequence[int], now: datetime) -> list[Judgement]:
    """Judge service clauses by what is known now; one that can't be told is unknown and says what is missing."""
    rows = bulk.ask(CLAUSES, list(clauses))
    facts = gather(sorted({asset for _, asset, _, _ in rows}), now) if rows else {}
    judgements = []
    for clause, asset, name, terms in rows:
        found = judge_service(name, terms if isinstance(terms, dict) else json.loads(terms), facts[asset], now)
        judgements.append(
            Judgement(
                clause=clause,
                verdict=Standing(found.holds.value),
                at=found.at,
                words=found.words or found.why_not,
                distance=found.distance,
                unit=found.unit,
                run=facts[asset].run,
                judge_at=found.judge_at,
                moves_clock=True,
                until=now,
            )
        )
    return judgements
