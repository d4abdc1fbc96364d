"""Runs: what completed runs delivered, for machines that wait for it. There are many, so they are told together."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import timezone

from feedback.actions.alerts.queueing import Event, happen_all
from lineage.models import Run
from lineage.models.run import Direction, RunDataset, RunState


def delivered(run_ids: Collection[int]) -> int:
    """Note each asset that these runs wrote; gives how many are new."""
    outputs = RunDataset.objects.filter(run__in=run_ids, run__state=RunState.COMPLETED, direction=Direction.OUTPUT)
    rows = outputs.select_related("run__job__namespace", "asset__domain", "asset__namespace").order_by("run", "asset").defer("run__said")
    return happen_all([_event(row) for row in rows])


def _event(output: RunDataset) -> Event:
    run = output.run
    data = {
        "run": run.run_id, "job": {"namespace": run.job.namespace.name, "name": run.job.name}, "ended_at": _said(run.ended_at),
        "nominal_start_at": _said(run.nominal_start_at), "nominal_end_at": _said(run.nominal_end_at), "rows": _rows(output),
    }  # fmt: skip
    return Event("asset.delivered", f"run/{_name(run)}/{output.asset_id}", run.ended_at or timezone.now(), data, output.asset)


def _name(run: Run) -> str:
    """Name a run by what it was called: a rebuild gives it another number."""
    return hashlib.sha256(f"{run.run_id}\0{run.job.namespace.name}\0{run.job.name}".encode()).hexdigest()[:32]


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _rows(output: RunDataset) -> int | None:
    found: Any = (output.facets.get("outputStatistics") or [None, None, {}])[2]
    rows = found.get("rowCount") if isinstance(found, dict) else None
    return rows if isinstance(rows, int) else None
