"""Inheritance: whatever lies downstream of an open deviation shows it, and raises no alarm of its own."""

import time
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog import bulk
from contracts.actions.judging.standing import refresh_standing
from lineage.queries.walk import walk

# Beyond so many heirs the nearest are noted; the deviation's page says how far its lineage goes.
MOST_HEIRS = 500
# Only what matters and can be inherited: an asset that nothing reads has no heirs, which one look tells for all of them.
READ = """
SELECT d.id, d.asset_id FROM contracts_deviation d WHERE d.id = ANY(%s) AND d.severity = 'error' AND d.signal = '' AND d.resolved_at IS NULL
AND EXISTS (SELECT FROM lineage_edge e WHERE e.source_id = d.asset_id AND e.is_shown)
"""
WRITE = """
INSERT INTO contracts_inheritance (deviation_id, asset_id, steps) VALUES %s
ON CONFLICT (deviation_id, asset_id) DO UPDATE SET steps = excluded.steps
"""
DROP = "DELETE FROM contracts_inheritance WHERE deviation_id = ANY(%s) RETURNING asset_id"


# Lineage changes while something is broken; so often the heirs are looked up anew.
REFRESH_SECONDS = 300.0
MOST_REFRESHED = 500
OPEN = """
SELECT id FROM contracts_deviation WHERE resolved_at IS NULL AND severity = 'error' AND signal = '' ORDER BY opened_at DESC LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""
KNOWN = "SELECT deviation_id, asset_id, steps FROM contracts_inheritance WHERE deviation_id = ANY(%s)"
FORGET = (
    "DELETE FROM contracts_inheritance i USING (VALUES %s) v(deviation, asset) WHERE i.deviation_id = v.deviation AND i.asset_id = v.asset"
)


class Pace:
    """When this process may look again."""

    not_before = 0.0


def refresh_heirs(now: datetime) -> None:
    """Look up the heirs of what is broken anew, every five minutes, since lineage changes meanwhile. A WATCH_STEP."""
    del now
    if time.monotonic() < Pace.not_before:
        return
    Pace.not_before = time.monotonic() + REFRESH_SECONDS
    renew_heirs()


@transaction.atomic
def renew_heirs() -> set[int]:
    """Let the heirs of open deviations be what lineage says now; returns the assets that inherit more or less than before."""
    deviations = [pk for (pk,) in bulk.ask(OPEN, MOST_REFRESHED)]
    known = set(bulk.ask(KNOWN, deviations))
    now_known = _heirs(deviations)
    gone = {(deviation, asset) for deviation, asset, _ in known} - {(deviation, asset) for deviation, asset, _ in now_known}
    bulk.write(FORGET, sorted(gone))
    bulk.write(WRITE, sorted(now_known - known))
    changed = {asset for _, asset in gone} | {asset for _, asset, _ in now_known - known}
    refresh_standing(changed)
    return changed


def inherit(deviations: Sequence[int]) -> set[int]:
    """Note the heirs of open deviations; returns the assets that inherit."""
    rows = _heirs(deviations)
    bulk.write(WRITE, sorted(rows))
    return {heir for _, heir, _ in rows}


def _heirs(deviations: Sequence[int]) -> set[tuple[int, int, int]]:
    """Give (deviation, heir, steps) as lineage says now."""
    rows: set[tuple[int, int, int]] = set()
    for deviation, asset in bulk.ask(READ, list(deviations)) if deviations else ():
        levels = walk([asset], down=None, cap=MOST_HEIRS).levels
        rows.update((deviation, heir, level) for heir, level in levels.items() if level > 0)
    return rows


def disinherit(deviations: Sequence[int]) -> set[int]:
    """Forget the heirs of deviations that are over; returns the assets that no longer inherit these."""
    return {asset for (asset,) in bulk.ask(DROP, list(deviations))} if deviations else set()
