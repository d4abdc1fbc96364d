"""Open and close deviations: one open row per clause, flaps joined, agreements hit, heirs downstream noted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.conf import settings

from catalog import bulk
from contracts.actions.judging.heirs import disinherit, inherit

NEWEST = """
SELECT DISTINCT ON (clause_id) id, clause_id, opened_at, resolved_at, flaps FROM contracts_deviation WHERE clause_id = ANY(%s)
ORDER BY clause_id, opened_at DESC, id DESC
"""
OPEN = """
INSERT INTO contracts_deviation (asset_id, clause_id, version_id, key, words, severity, distance, unit, evidence, run_id, opened_at, flaps,
    resolved_at, resolved_run_id)
SELECT asset, clause, version, key, words, severity, distance, unit, evidence::jsonb, run, opened_at, flaps, resolved_at, resolved_run
FROM json_to_recordset(%s::json) AS v(asset bigint, clause bigint, version bigint, key text, words text, severity text, distance float8,
    unit text, evidence text, run bigint, opened_at timestamptz, flaps int, resolved_at timestamptz, resolved_run bigint)
RETURNING id, clause_id, resolved_at
"""
CHANGE = """
UPDATE contracts_deviation d SET flaps = v.flaps, resolved_at = v.resolved_at, resolved_run_id = v.resolved_run,
    words = coalesce(v.words, d.words), distance = coalesce(v.distance, d.distance)
FROM json_to_recordset(%s::json) AS v(id bigint, flaps int, resolved_at timestamptz, resolved_run bigint, words text, distance float8)
WHERE d.id = v.id
"""
# Of the producer's clauses everybody who relies on that column hears (no column named: on all of them); of an agreement's own, its consumer.
HITS = """
WITH own AS MATERIALIZED (
    SELECT d.id, c.agreement_id, c.asset_id, c.column_path, c.contract_id FROM contracts_deviation d CROSS JOIN LATERAL (
        SELECT c.agreement_id, c.asset_id, c.column_path, v.contract_id
        FROM contracts_clause c LEFT JOIN contracts_contractversion v ON v.id = c.version_id WHERE c.id = d.clause_id OFFSET 0
    ) c WHERE d.id = ANY(%s)
)
INSERT INTO contracts_hit (deviation_id, agreement_id)
SELECT id, agreement_id FROM own WHERE agreement_id IS NOT NULL
UNION ALL
SELECT own.id, g.id FROM own JOIN contracts_agreement g ON g.contract_id = own.contract_id AND g.state IN ('approved', 'active')
WHERE own.column_path = ''
    OR NOT EXISTS (SELECT FROM contracts_agreementcolumn a WHERE a.agreement_id = g.id AND a.asset_id = own.asset_id)
    OR EXISTS (SELECT FROM contracts_agreementcolumn a WHERE a.agreement_id = g.id AND a.asset_id = own.asset_id
        AND a.column_path IN ('*', own.column_path))
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Breach:
    """A change of a clause's verdict as deviations see it: broken, over, or neither."""

    clause: int
    asset: int
    version: int | None
    agreement: int | None
    key: str
    column_path: str
    severity: str
    is_broken: bool
    is_over: bool
    at: datetime
    words: str
    distance: float | None
    unit: str
    run: int | None
    evidence: Mapping[str, Any]


@dataclass(slots=True)
class DeviationRow:
    """A deviation while it is being changed; `id` is None until it is written."""

    opened_at: datetime
    clause: int
    opening: Breach | None = None
    id: int | None = None
    resolved_at: datetime | None = None
    flaps: int = 0
    resolved_run: int | None = None
    words: str | None = None
    distance: float | None = None


@dataclass(slots=True)
class Ledger:
    """The newest deviation of each clause, and all that changed."""

    newest: dict[int, DeviationRow]
    changed: dict[int, DeviationRow] = field(default_factory=dict)

    def note(self, row: DeviationRow) -> None:
        """Remember a row to write, once."""
        self.changed[id(row)] = row


def change_breaches(breaches: Sequence[Breach]) -> set[int]:
    """Open and close deviations for changes of verdicts, given in the order of each clause's times; returns assets that inherit or no longer do."""
    mattering = [one for one in breaches if one.is_broken or one.is_over]
    if not mattering:
        return set()
    ledger = Ledger(_newest({one.clause for one in mattering}))
    for one in mattering:
        if one.is_broken:
            _open(ledger, one)
        else:
            _close(ledger, one)
    return _write(ledger)


def _newest(clauses: set[int]) -> dict[int, DeviationRow]:
    return {
        clause: DeviationRow(opened, clause, id=pk, resolved_at=resolved, flaps=flaps)
        for pk, clause, opened, resolved, flaps in bulk.ask(NEWEST, sorted(clauses))
    }


def _open(ledger: Ledger, breach: Breach) -> None:
    row = ledger.newest.get(breach.clause)
    if row is not None and row.resolved_at is None:
        return
    if row is not None and row.resolved_at and breach.at - row.resolved_at <= timedelta(seconds=settings.FLAP_SECONDS):
        row.resolved_at, row.resolved_run, row.flaps = None, None, row.flaps + 1
        row.words, row.distance = breach.words, breach.distance
    else:
        row = ledger.newest[breach.clause] = DeviationRow(breach.at, breach.clause, opening=breach)
    ledger.note(row)


def _close(ledger: Ledger, breach: Breach) -> None:
    row = ledger.newest.get(breach.clause)
    if row is None or row.resolved_at is not None:
        return
    row.resolved_at, row.resolved_run = max(breach.at, row.opened_at), breach.run
    row.distance = breach.distance if breach.distance and breach.distance > 0 else row.distance  # by how much it came too late in the end
    ledger.note(row)


def _write(ledger: Ledger) -> set[int]:
    rows = list(ledger.changed.values())
    fresh = [(row, row.opening) for row in rows if row.id is None and row.opening]
    known = [row for row in rows if row.id is not None]
    bulk.write_documents(
        CHANGE,
        [
            {"id": row.id, "flaps": row.flaps, "resolved_at": row.resolved_at, "resolved_run": row.resolved_run, "words": row.words,
             "distance": row.distance}
            for row in known
        ],
    )  # fmt: skip
    # After these are closed: a clause has one open deviation.
    written = bulk.write_documents(OPEN, [_document(row, opening) for row, opening in fresh])
    if written:
        bulk.run(HITS, [pk for pk, _, _ in written])
    opened = [pk for pk, _, resolved in written if resolved is None] + [row.id for row in known if row.id and row.resolved_at is None]
    closed = [row.id for row in known if row.id and row.resolved_at is not None]
    return inherit(opened) | disinherit(closed)


def _document(row: DeviationRow, opening: Breach) -> dict[str, Any]:
    return {
        "asset": opening.asset, "clause": opening.clause, "version": opening.version, "key": opening.key, "words": row.words or opening.words,
        "severity": opening.severity, "distance": opening.distance, "unit": opening.unit,
        "evidence": orjson.dumps(opening.evidence).decode(), "run": opening.run, "opened_at": row.opened_at, "flaps": row.flaps,
        "resolved_at": row.resolved_at, "resolved_run": row.resolved_run,
    }  # fmt: skip


def settle(clauses: Iterable[int], at: datetime) -> set[int]:
    """Close the open deviations of clauses that are no longer in force; a successor with the same promise takes its open one over."""
    listed = sorted(clauses)
    bulk.run(TAKE_OVER, listed)
    closed = bulk.ask(END, at, listed)
    return disinherit([pk for (pk,) in closed])


TAKE_OVER = """
UPDATE contracts_deviation d SET clause_id = n.id, version_id = n.version_id FROM contracts_clause o JOIN contracts_clause n
    ON n.asset_id = o.asset_id AND n.key = o.key AND n.in_force_until IS NULL AND n.verdict = 'broken'
    AND (n.agreement_id IS NULL) = (o.agreement_id IS NULL)
WHERE d.clause_id = o.id AND d.resolved_at IS NULL AND o.id = ANY(%s)
AND NOT EXISTS (SELECT FROM contracts_deviation x WHERE x.clause_id = n.id AND x.resolved_at IS NULL)
"""
END = """
UPDATE contracts_deviation SET resolved_at = greatest(%s, opened_at), evidence = evidence || '{"ended": "its promise is no longer in force"}'
WHERE clause_id = ANY(%s) AND resolved_at IS NULL RETURNING id
"""
