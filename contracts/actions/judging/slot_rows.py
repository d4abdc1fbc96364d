"""Slots as rows: read the newest of many clauses at once, write those that changed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from catalog import bulk
from contracts.cadence.claiming import Filled

NEWEST = """
SELECT v.clause, s.period, s.opens_at, s.due_at, s.grace_until, s.outcome, s.decided_at, s.delivered_at, s.redelivered_at,
    s.deviation_minutes, s.run_id, s.excuse
FROM unnest(%s::bigint[]) v(clause) CROSS JOIN LATERAL (
    SELECT * FROM contracts_slot s WHERE s.clause_id = v.clause ORDER BY s.due_at DESC LIMIT %s
) s ORDER BY v.clause, s.due_at DESC
"""
TAKEN = """
SELECT v.clause, s.run_id FROM json_to_recordset(%s::json) AS v(clause bigint, before timestamptz) CROSS JOIN LATERAL (
    SELECT run_id FROM contracts_slot s WHERE s.clause_id = v.clause AND s.due_at < v.before ORDER BY s.due_at DESC LIMIT 2
) s WHERE s.run_id IS NOT NULL
"""
FIELDS = "period, opens_at, due_at, grace_until, outcome, decided_at, delivered_at, redelivered_at, deviation_minutes, run_id, excuse"
WRITE = f"""
INSERT INTO contracts_slot (clause_id, {FIELDS})
SELECT clause, period, opens_at, due_at, grace_until, outcome, decided_at, delivered_at, redelivered_at, deviation_minutes, run, excuse
FROM json_to_recordset(%s::json) AS v(clause bigint, period text, opens_at timestamptz, due_at timestamptz, grace_until timestamptz,
    outcome text, decided_at timestamptz, delivered_at timestamptz, redelivered_at timestamptz, deviation_minutes float8, run bigint, excuse text)
ON CONFLICT (clause_id, period) DO UPDATE SET ({FIELDS}) = ROW({", ".join(f"excluded.{name.strip()}" for name in FIELDS.split(","))})
"""


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot as it is kept."""

    clause: int
    period: str
    opens_at: datetime
    due_at: datetime
    grace_until: datetime
    outcome: str
    decided_at: datetime | None
    delivered_at: datetime | None
    redelivered_at: datetime | None
    deviation_minutes: float | None
    run: int | None
    excuse: str

    @classmethod
    def of(cls, clause: int, filled: Filled) -> "SlotRow":
        """Make the row of a filled slot."""
        slot = filled.slot
        return cls(
            clause=clause,
            period=slot.period,
            opens_at=slot.opens_at,
            due_at=slot.due_at,
            grace_until=slot.grace_until,
            outcome=filled.outcome.value,
            decided_at=filled.decided_at,
            delivered_at=filled.delivered_at,
            redelivered_at=filled.redelivered_at,
            deviation_minutes=filled.deviation_minutes,
            run=filled.run,
            excuse=slot.excuse,
        )


def newest_slots(clauses: Sequence[int], most: int) -> dict[int, list[SlotRow]]:
    """Give the newest slots of clauses, newest first; one query."""
    found: dict[int, list[SlotRow]] = defaultdict(list)
    for row in bulk.ask(NEWEST, list(clauses), most) if clauses else ():
        found[row[0]].append(SlotRow(*row))
    return found


def runs_taken(before: Sequence[tuple[int, datetime]]) -> dict[int, set[int]]:
    """Give the runs that filled the two slots of each clause before a time: they can fill no later one."""
    found: dict[int, set[int]] = defaultdict(set)
    for clause, run in bulk.read_documents(TAKEN, [{"clause": clause, "before": at} for clause, at in before]):
        found[clause].add(run)
    return found


def write_slots(rows: Sequence[SlotRow]) -> None:
    """Keep slots as they are now."""
    names = [field.name for field in fields(SlotRow)]
    ordered = sorted(rows, key=lambda row: (row.clause, row.due_at))
    bulk.write_documents(WRITE, [{name: getattr(row, name) for name in names} for row in ordered])
