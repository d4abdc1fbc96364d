"""Judge schema clauses by the shape an asset has now, as of the run or the time that told it."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog import bulk
from catalog.models.asset import Standing
from contracts.actions.judging.conformance import Seen, conform
from contracts.actions.judging.verdicts import Judgement

CLAUSES = """
SELECT id, asset_id, property, column_path, terms, verdict FROM contracts_clause
WHERE id = ANY(%s) AND kind = 'schema' AND in_force_until IS NULL AND why_not = ''
"""
COLUMNS = (
    "SELECT asset_id, path, data_type FROM catalog_column WHERE asset_id = ANY(%s) AND is_current ORDER BY asset_id, ordinal NULLS LAST, id"
)
NULLS = """
SELECT DISTINCT ON (asset_id, column_path) asset_id, column_path, value FROM lineage_observation
WHERE asset_id = ANY(%s) AND metric = 'null_count' AND column_path <> '' AND value IS NOT NULL ORDER BY asset_id, column_path, observed_at DESC
"""


@dataclass(frozen=True, slots=True)
class ToldAt:
    """When an asset's shape was told, and by which run."""

    at: datetime
    run: int | None = None


def judge_schemas(clauses: Sequence[int], told: Mapping[int, ToldAt]) -> list[Judgement]:
    """Judge schema clauses; `told` says, by asset, as of when. Three queries."""
    rows = bulk.ask(CLAUSES, list(clauses))
    seen = _seen(sorted({asset for _, asset, *_ in rows}))
    judgements = []
    for clause, asset, name, path, terms, verdict in rows:
        found = conform(name, path, terms if isinstance(terms, dict) else json.loads(terms), seen[asset])
        if found.verdict == Standing.UNKNOWN and verdict != Standing.UNKNOWN:
            continue  # a run that says nothing of the schema takes back nothing
        when = told[asset]
        judgements.append(Judgement(clause, found.verdict, when.at, found.words, run=when.run, evidence=found.evidence, moves_clock=True))
    return judgements


def _seen(assets: Sequence[int]) -> dict[int, Seen]:
    types: dict[int, dict[str, str]] = defaultdict(dict)
    nulls: dict[int, dict[str, float]] = defaultdict(dict)
    for asset, path, kind in bulk.ask(COLUMNS, list(assets)) if assets else ():
        types[asset][path] = kind
    for asset, path, value in bulk.ask(NULLS, list(assets)) if assets else ():
        nulls[asset][path] = value
    return {asset: Seen(types[asset], nulls[asset]) for asset in assets}
