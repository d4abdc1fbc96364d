"""Deliveries as lineage recorded them: the successful runs that wrote an asset, with the interval their data is for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalog import bulk
from contracts.cadence.claiming import Delivery

# The newest recorded runs of an asset are looked through by an index; how many, follows from how long ago one has to look.
READ = """
SELECT v.clause, r.id, r.state, r.ended_at, coalesce(r.nominal_end_at, r.nominal_start_at)
FROM json_to_recordset(%s::json) AS v(clause bigint, asset bigint, since timestamptz, most int) CROSS JOIN LATERAL (
    SELECT d.run_id FROM lineage_rundataset d WHERE d.asset_id = v.asset AND d.direction = 'output' ORDER BY d.run_id DESC LIMIT v.most
) d JOIN lineage_run r ON r.id = d.run_id
WHERE r.state IN ('completed', 'failed', 'aborted') AND r.ended_at >= v.since
"""
COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries a clause wants: of an asset, since a time, among its newest so many runs."""

    clause: int
    asset: int
    since: datetime
    most: int


@dataclass(slots=True)
class Delivered:
    """The deliveries found, and the newest run that ended without one: its time and id."""

    deliveries: list[Delivery] = field(default_factory=list)
    failed_at: datetime | None = None
    failed_run: int | None = None


def read_deliveries(wanted: Sequence[Wanted]) -> Mapping[int, Delivered]:
    """Give deliveries by clause; one query."""
    found: dict[int, Delivered] = defaultdict(Delivered)
    rows = [{"clause": one.clause, "asset": one.asset, "since": one.since, "most": one.most} for one in wanted]
    for clause, run, state, ended, data_end in bulk.read_documents(READ, rows):
        told = found[clause]
        if state == COMPLETED:
            told.deliveries.append(Delivery(ended, data_end, run))
        elif told.failed_at is None or ended > told.failed_at:
            told.failed_at, told.failed_run = ended, run
    return found
