"""Marquez's JSON shapes of namespaces, datasets, jobs and runs, from our rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from catalog.models import Asset, Column, Namespace
from lineage.models import Job, Run
from lineage.models.run import RunState

# Marquez knows no "unknown"; a run whose start was never told counts as new.
STATES = {
    RunState.UNKNOWN: "NEW",
    RunState.STARTED: "RUNNING",
    RunState.RUNNING: "RUNNING",
    RunState.COMPLETED: "COMPLETED",
    RunState.FAILED: "FAILED",
    RunState.ABORTED: "ABORTED",
}
STREAMS = {"topic", "stream"}


def stamp(at: datetime | None) -> str | None:
    """Write a time as Marquez does."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def namespace_shape(space: Namespace) -> dict[str, Any]:
    """Shape a namespace; owners of namespaces don't exist here."""
    at = stamp(space.first_seen_at)
    return {
        "name": space.name,
        "createdAt": at,
        "updatedAt": at,
        "ownerName": "",
        "description": space.description or None,
        "isHidden": False,
    }


def dataset_shape(
    asset: Asset, columns: Sequence[Column], tags: Sequence[str] = (), facets: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Shape a dataset with the columns of its current schema."""
    return {
        "id": {"namespace": asset.namespace.name, "name": asset.name},
        "type": "STREAM" if asset.kind in STREAMS else "DB_TABLE",
        "name": asset.name,
        "physicalName": asset.name,
        "createdAt": stamp(asset.first_seen_at),
        "updatedAt": stamp(asset.last_seen_at),
        "namespace": asset.namespace.name,
        "sourceName": asset.namespace.name,
        "fields": [field_shape(column) for column in columns],
        "tags": list(tags),
        "lastModifiedAt": stamp(asset.fresh_at),
        "lastLifecycleState": "DROP" if asset.is_dropped else None,
        "description": asset.description or asset.reported_description or None,
        "currentVersion": None,
        "columnLineage": None,
        "facets": dict(facets or {}),
        "deleted": asset.is_dropped,
    }


def field_shape(column: Column) -> dict[str, Any]:
    """Shape a column."""
    return {
        "name": column.path,
        "type": column.data_type or None,
        "tags": [],
        "description": column.description or column.reported_description or None,
    }


def run_shape(run: Run) -> dict[str, Any]:
    """Shape a run. Its id is the one that its events gave."""
    return {
        "id": run.run_id,
        "createdAt": stamp(run.first_event_at),
        "updatedAt": stamp(run.last_event_at),
        "nominalStartTime": stamp(run.nominal_start_at),
        "nominalEndTime": stamp(run.nominal_end_at),
        "state": STATES[RunState(run.state)],
        "startedAt": stamp(run.started_at),
        "endedAt": stamp(run.ended_at),
        "durationMs": None if run.duration is None else round(run.duration.total_seconds() * 1000),
        "args": {},
        "facets": {},
        "jobVersion": None,
        "inputDatasetVersions": [],
        "outputDatasetVersions": [],
    }


Names = Iterable[tuple[str, str]]


def job_shape(job: Job, inputs: Names, outputs: Names, runs: Sequence[Run] = ()) -> dict[str, Any]:
    """Shape a job with what it reads and writes and its newest runs."""
    latest = [run_shape(run) for run in runs] or ([run_shape(job.latest_run)] if job.latest_run else [])
    return {
        "id": {"namespace": job.namespace.name, "name": job.name},
        "type": "STREAM" if job.processing.upper() == "STREAMING" else "BATCH",
        "name": job.name,
        "simpleName": job.name.rsplit(".", 1)[-1],
        "parentJobName": job.parent.name if job.parent else None,
        "parentJobUuid": None,
        "createdAt": stamp(job.first_seen_at),
        "updatedAt": stamp(job.last_seen_at),
        "namespace": job.namespace.name,
        "inputs": [{"namespace": space, "name": name} for space, name in inputs],
        "outputs": [{"namespace": space, "name": name} for space, name in outputs],
        "location": job.source_url or None,
        "description": job.reported_description or None,
        "latestRun": latest[0] if latest else None,
        "latestRuns": latest,
        "tags": [],
        "labels": [],
        "facets": {},
        "currentVersion": None,
    }
