"""Gather what service levels are judged by, for many assets at once: freshness, runs of thirty days, observations, repairs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from catalog import bulk
from contracts.cadence.services import Facts

WINDOW = timedelta(days=30)
# More runs than these in thirty days are counted no further: the share says the same.
MOST_RUNS = 2_000

FRESH = "SELECT id, fresh_at FROM catalog_asset WHERE id = ANY(%s)"
RUNS = """
SELECT a.id, count(*) FILTER (WHERE r.state IN ('completed', 'failed', 'aborted')), count(*) FILTER (WHERE r.state IN ('failed', 'aborted'))
FROM unnest(%s::bigint[]) a(id) CROSS JOIN LATERAL (
    SELECT d.run_id FROM lineage_rundataset d WHERE d.asset_id = a.id AND d.direction = 'output' ORDER BY d.run_id DESC LIMIT %s
) d JOIN lineage_run r ON r.id = d.run_id WHERE r.last_event_at >= %s AND r.last_event_at <= %s GROUP BY 1
"""
NEWEST = """
SELECT DISTINCT ON (a.id) a.id, r.ended_at, coalesce(r.nominal_end_at, r.nominal_start_at), r.id
FROM unnest(%s::bigint[]) a(id) CROSS JOIN LATERAL (
    SELECT d.run_id FROM lineage_rundataset d WHERE d.asset_id = a.id AND d.direction = 'output' ORDER BY d.run_id DESC LIMIT 50
) d JOIN lineage_run r ON r.id = d.run_id WHERE r.state = 'completed' ORDER BY a.id, r.ended_at DESC
"""
# What is posted under these names; a share of tests passed counts as availability, too.
POSTED = """
SELECT asset_id, metric, avg(coalesce(value, passed::int)), count(*), max(value), sum(value)
FROM lineage_observation WHERE asset_id = ANY(%s) AND metric IN ('availability', 'retention', 'time_to_notify', 'output_row_count')
AND column_path = '' AND observed_at > %s AND observed_at <= %s GROUP BY 1, 2
"""
REPAIRS = """
SELECT asset_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM noted_at - opened_at) / 60) FILTER (WHERE NOT evidence ? 'replayed'),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM resolved_at - opened_at) / 60), count(*)
FROM contracts_deviation WHERE asset_id = ANY(%s) AND opened_at > %s AND opened_at <= %s AND severity <> 'info' GROUP BY 1
"""
# Time overdue under the producer's promises of delivery, from when the first of them fell due (before, nothing could be overdue), as far as
# that was in the window; where several overlap, counted once.
OVERDUE = """
WITH promised AS (
    SELECT c.asset_id, greatest(%s, min(f.due_at)) AS since FROM contracts_clause c
    CROSS JOIN LATERAL (SELECT s.due_at FROM contracts_slot s WHERE s.clause_id = c.id ORDER BY s.due_at LIMIT 1) f
    WHERE c.asset_id = ANY(%s) AND c.kind = 'cadence' AND c.agreement_id IS NULL AND c.in_force_until IS NULL AND c.why_not = '' GROUP BY 1
), late AS (
    SELECT p.asset_id, range_agg(tstzrange(greatest(d.opened_at, p.since), least(coalesce(d.resolved_at, %s), %s))) AS spans,
        bool_or(d.resolved_at IS NULL) AS is_now
    FROM promised p JOIN contracts_deviation d ON d.asset_id = p.asset_id AND coalesce(d.resolved_at, %s) > p.since AND d.opened_at < %s
    JOIN contracts_clause c ON c.id = d.clause_id AND c.kind = 'cadence' AND c.agreement_id IS NULL GROUP BY 1
)
SELECT p.asset_id, extract(epoch FROM %s - p.since) / 60, coalesce(is_now, false),
    coalesce((SELECT sum(extract(epoch FROM upper(r) - lower(r))) FROM unnest(late.spans) r), 0) / 60
FROM promised p LEFT JOIN late USING (asset_id)
"""


def gather(assets: Sequence[int], now: datetime) -> dict[int, Facts]:
    """Give the facts of assets at a time; six queries, whatever the number of assets."""
    since = now - WINDOW
    told: dict[int, dict[str, Any]] = defaultdict(dict)
    for asset, fresh_at in bulk.ask(FRESH, list(assets)):
        told[asset]["fresh_at"] = fresh_at
    for asset, runs, failed in bulk.ask(RUNS, list(assets), MOST_RUNS, since, now):
        told[asset] |= {"runs": runs, "failed_runs": failed}
    for asset, ended, data_end, run in bulk.ask(NEWEST, list(assets)):
        told[asset] |= {"delivered_at": ended, "data_end": data_end, "run": run}
    for asset, detect, repair, count in bulk.ask(REPAIRS, list(assets), since, now):
        told[asset] |= {"detect_minutes": detect, "repair_minutes": repair, "repairs": count}
    for asset, minutes, is_now, overdue in bulk.ask(OVERDUE, since, list(assets), now, now, now, now, now):
        told[asset] |= {"promised_minutes": minutes, "overdue_minutes": overdue, "is_overdue": is_now}
    for asset, metric, mean, count, greatest, total in bulk.ask(POSTED, list(assets), since, now):
        told[asset] |= _posted(metric, mean, count, greatest, total)
    return {asset: Facts(**{name: _plain(value) for name, value in told[asset].items()}) for asset in assets}


def _posted(metric: str, mean: float, count: int, greatest: float, total: float) -> dict[str, Any]:
    if metric == "availability":
        return {"available_share": mean / 100 if mean > 1 else mean, "available_n": count}
    if metric == "retention":
        return {"retention_days": greatest}
    if metric == "time_to_notify":
        return {"notify_minutes": mean, "repairs": count}
    return {"rows_per_day": (total or 0) / WINDOW.days}


def _plain(value: Any) -> Any:
    """Turn the database's decimals into floats."""
    return float(value) if type(value).__name__ == "Decimal" else value
