"""Inheritance: whatever lies downstream of an open deviation shows it, and raises no alarm of its own."""

from collections.abc import Sequence

from catalog import bulk
from lineage.queries.walk import walk

# Beyond so many heirs the nearest are noted; the deviation's page says how far its lineage goes.
MOST_HEIRS = 500
# Only what matters and can be inherited: an asset that nothing reads has no heirs, which one look tells for all of them.
READ = """
SELECT d.id, d.asset_id FROM contracts_deviation d WHERE d.id = ANY(%s) AND d.severity = 'error' AND d.resolved_at IS NULL
AND EXISTS (SELECT FROM lineage_edge e WHERE e.source_id = d.asset_id AND e.is_shown)
"""
WRITE = """
INSERT INTO contracts_inheritance (deviation_id, asset_id, steps) VALUES %s
ON CONFLICT (deviation_id, asset_id) DO UPDATE SET steps = excluded.steps
"""
DROP = "DELETE FROM contracts_inheritance WHERE deviation_id = ANY(%s) RETURNING asset_id"


def inherit(deviations: Sequence[int]) -> set[int]:
    """Note the heirs of open deviations; returns the assets that inherit."""
    if not deviations:
        return set()
    rows: list[tuple[int, int, int]] = []
    for deviation, asset in bulk.ask(READ, list(deviations)):
        levels = walk([asset], down=None, cap=MOST_HEIRS).levels
        rows.extend((deviation, heir, level) for heir, level in levels.items() if level > 0)
    bulk.write(WRITE, sorted(rows))
    return {heir for _, heir, _ in rows}


def disinherit(deviations: Sequence[int]) -> set[int]:
    """Forget the heirs of deviations that are over; returns the assets that no longer inherit these."""
    return {asset for (asset,) in bulk.ask(DROP, list(deviations))} if deviations else set()
