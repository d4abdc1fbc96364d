"""The baseline: what the ORM does when an event is folded row by row with update_or_create, one transaction each."""

import time

from django.db import transaction

from catalog.models import Asset, Column, Namespace
from lineage.models import ColumnEdge, Edge, Job, Run, RunDataset
from lineage.openlineage import read_event
from lineage.openlineage.parsing import parse
from lineage.openlineage.words import Dataset, Event
from tests.benchmarks.landscape import stream


def rate(seconds: float) -> float:
    """Fold events for so many seconds, into rows of the configured database that are then rolled back; gives events a second."""
    bodies = stream(20_000, seed=99)
    with transaction.atomic():
        began, done = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            with transaction.atomic():
                fold(read_event(parse(bodies[done])))
            done += 1
        rate = done / (time.perf_counter() - began)
        transaction.set_rollback(True)
    return rate


def fold(event: Event) -> None:
    """Write one event."""
    assert event.job
    assert event.run
    space, _ = Namespace.objects.get_or_create(name=event.job.ref.namespace)
    job, _ = Job.objects.update_or_create(namespace=space, name=event.job.ref.name, defaults={"kind": event.job.kind})
    times = {"state": "completed", "state_at": event.event_time, "first_event_at": event.event_time, "last_event_at": event.event_time}
    run, _ = Run.objects.update_or_create(run_id=event.run.run_id, job=job, defaults=times)
    sides = {"input": [asset_of(d) for d in event.inputs], "output": [asset_of(d) for d in event.outputs]}
    for direction, assets in sides.items():
        for asset in assets:
            RunDataset.objects.update_or_create(run=run, asset=asset, direction=direction)
    seen = {"first_seen_at": event.event_time, "last_seen_at": event.event_time}
    for source in sides["input"]:
        for target in sides["output"]:
            Edge.objects.update_or_create(source=source, target=target, job=job, evidence="run_io", defaults=seen)
    for dataset in event.outputs:
        fold_columns(dataset, job, seen)


def asset_of(dataset: Dataset) -> Asset:
    """Write one dataset and its columns."""
    space, _ = Namespace.objects.get_or_create(name=dataset.ref.namespace)
    asset, _ = Asset.objects.get_or_create(namespace=space, name=dataset.ref.name)
    for column in dataset.columns or ():
        Column.objects.update_or_create(asset=asset, path=column.path, defaults={"data_type": column.data_type, "is_current": True})
    return asset


def fold_columns(dataset: Dataset, job: Job, seen: dict[str, object]) -> None:
    """Write one dataset's column edges."""
    for edge in dataset.column_edges or ():
        source, target = (Asset.objects.get(namespace__name=ref.namespace, name=ref.name) for ref in (edge.source, edge.target))
        ends = {
            "source_column": Column.objects.get(asset=source, path=edge.source_column),
            "target_column": Column.objects.get(asset=target, path=edge.target_column),
        }
        ColumnEdge.objects.update_or_create(
            source=source, target=target, job=job, kind=edge.kind, subtype=edge.subtype, evidence="column_lineage", **ends, defaults=seen
        )
