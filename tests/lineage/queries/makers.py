"""A small graph to walk: every maker has defaults, and what a test cares about it says."""

from datetime import timedelta
from itertools import pairwise

from catalog.models import Asset, Column
from lineage.models import ColumnEdge, Edge, Job, JobDataset, Run, RunDataset
from tests.make import NOON, make_asset, make_namespace

DAY = timedelta(days=1)


def make_job(name: str = "build_orders", **fields: object) -> Job:
    """Make a job of the scheduler."""
    space = make_namespace("airflow://scheduler", "airflow")
    return Job.objects.create(namespace=space, name=name, **{"first_seen_at": NOON, "last_seen_at": NOON, **fields})


def make_run(job: Job, run_id: str = "run-1", *, state: str = "completed", **fields: object) -> Run:
    """Make a run and let it be its job's latest."""
    times = {"state_at": NOON, "started_at": NOON, "first_event_at": NOON, "last_event_at": NOON, "ended_at": NOON + timedelta(minutes=5)}
    run = Run.objects.create(job=job, run_id=run_id, state=state, **{**times, **fields})
    Job.objects.filter(pk=job.pk).update(latest_run=run)
    return run


def touch(run: Run, asset: Asset, direction: str = "output", **facets: object) -> RunDataset:
    """Let a run have read or written an asset."""
    return RunDataset.objects.create(run=run, asset=asset, direction=direction, facets=facets)


def link(source: Asset, target: Asset, job: Job | None = None, *, evidence: str = "run_io", **fields: object) -> Edge:
    """Let data flow; the job reads the one and writes the other."""
    times = {"first_seen_at": NOON, "last_seen_at": NOON}
    if job:
        for asset, direction in ((source, "input"), (target, "output")):
            JobDataset.objects.get_or_create(job=job, asset=asset, direction=direction, is_declared=False, defaults=times)
    return Edge.objects.create(source=source, target=target, job=job, evidence=evidence, **{**times, **fields})


def feed(source: Column, target: Column | None, **fields: object) -> ColumnEdge:
    """Let a column feed another; give `target=None` with `into` for one that decides the rows of a whole asset."""
    into = fields.pop("into", None) or target.asset
    usual = {"kind": "direct", "subtype": "IDENTITY", "evidence": "column_lineage", "first_seen_at": NOON, "last_seen_at": NOON}
    return ColumnEdge.objects.create(source=source.asset, source_column=source, target=into, target_column=target, **{**usual, **fields})


def chain(*names: str, **fields: object) -> list[Asset]:
    """Make assets that feed each other in this order, each through a job of its own."""
    assets = [make_asset(name, columns=("id bigint", "amount numeric"), **fields) for name in names]
    for source, target in pairwise(assets):
        link(source, target, make_job(f"build_{target.name}"))
    return assets
