"""The rhythm of an asset's deliveries so far, as a promise could say it."""

from datetime import datetime, timedelta
from typing import Any

from catalog import bulk
from contracts.cadence.inferring import Proposal, infer
from contracts.cadence.terms import read_zone

LOOKED_BACK = timedelta(days=90)
MOST_RUNS = 5_000
DELIVERIES = """
SELECT r.ended_at FROM (
    SELECT d.run_id FROM lineage_rundataset d WHERE d.asset_id = %s AND d.direction = 'output' ORDER BY d.run_id DESC LIMIT %s
) d JOIN lineage_run r ON r.id = d.run_id WHERE r.state = 'completed' AND r.ended_at >= %s AND r.ended_at <= %s
"""


def rhythm_of(asset: int, now: datetime, *, timezone_name: str = "UTC") -> Proposal:
    """Propose a cadence for an asset from the deliveries of the last 90 days, in a time zone (IANA). One query. Raises UnreadableTerms."""
    zone = read_zone(timezone_name)
    rows: list[tuple[Any, ...]] = bulk.ask(DELIVERIES, asset, MOST_RUNS, now - LOOKED_BACK, now)
    return infer((at for (at,) in rows), zone, timezone_name=timezone_name)
