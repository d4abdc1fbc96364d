"""Runs: what a completed run delivered, for machines that wait for it."""

import hashlib
from datetime import datetime
from typing import Any

from feedback.actions.alerts.queueing import Event, happen
from feedback.actions.alerts.telling.wording import asset_of
from lineage.models import Run
from lineage.models.run import Direction, RunDataset, RunState


def delivered(row: int, what: str, now: datetime) -> None:
    """Note each asset that a completed run wrote. Rebuilding renumbers runs, so the source is made of the run's own names."""
    del what
    run = Run.objects.select_related("job__namespace").filter(pk=row, state=RunState.COMPLETED).first()
    if run is None:
        return
    name = hashlib.sha256(f"{run.run_id}\0{run.job.namespace.name}\0{run.job.name}".encode()).hexdigest()[:32]
    outputs = RunDataset.objects.filter(run=run, direction=Direction.OUTPUT).order_by("asset_id")
    for output in outputs:
        data = {
            "run": run.run_id, "job": {"namespace": run.job.namespace.name, "name": run.job.name}, "ended_at": _said(run.ended_at),
            "nominal_start_at": _said(run.nominal_start_at), "nominal_end_at": _said(run.nominal_end_at), "rows": _rows(output),
        }  # fmt: skip
        source = f"run/{name}/{output.asset_id}"
        happen(Event("asset.delivered", source, run.ended_at or now, data, asset_of(output.asset_id)))


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _rows(output: RunDataset) -> int | None:
    found: Any = (output.facets.get("outputStatistics") or [None, None, {}])[2]
    rows = found.get("rowCount") if isinstance(found, dict) else None
    return rows if isinstance(rows, int) else None
