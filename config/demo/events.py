"""Runs as OpenLineage events: pure, and the same every time."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from random import Random

from openlineage.client.event_v2 import DatasetEvent, InputDataset, Job, JobEvent, OutputDataset, Run, RunEvent, RunState, StaticDataset
from openlineage.client.facet_v2 import DatasetFacet, InputDatasetFacet, OutputDatasetFacet, RunFacet

from config.demo import facets
from config.demo.landscape.spaces import PRODUCER
from config.demo.landscape.words import ALWAYS, HOURLY, PLANNED, Asset, Landscape
from config.demo.runs import DAYS, DemoRun, runs_before, settled_day

DROP_HOUR = 15
PLANNED_DAYS_AGO = 7
# Loads tell what they found in the rows they read; the share of nulls wanders around this.
NULL_SHARE = 0.02

DemoEvent = RunEvent | JobEvent | DatasetEvent


def events_before(now: datetime, landscape: Landscape) -> list[DemoEvent]:
    """Give every event of the forty days before `now` (aware UTC, a full hour), oldest first."""
    telling = Telling(landscape)
    runs = [event for run in runs_before(now, landscape) for event in telling.events_of(run, now)]
    return sorted([*runs, *telling.plans(now), *telling.ends(now)], key=lambda event: event.eventTime)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Telling:
    """Tells runs of one landscape."""

    def __init__(self, landscape: Landscape) -> None:
        """Look up who makes what."""
        self.landscape = landscape
        self.assets = {asset.key: asset for asset in landscape.assets}
        self.jobs = {job.key: job for job in landscape.jobs}
        self.owners = {key: job.team for job in landscape.jobs for key in job.writes}
        self.lineage = cache(self._lineage)

    def events_of(self, run: DemoRun, now: datetime) -> Iterator[RunEvent]:
        """Tell a run: its start, a sign of life a day while it goes on for ever, its end."""
        yield self._event(run, RunState.START, run.started, self._start_facets(run))
        if run.ended is None and run.job.timetable and run.job.timetable.rhythm == ALWAYS:
            at = run.started + timedelta(days=1)
            while at < now:
                yield self._event(run, RunState.RUNNING, at, {}, with_data=True)
                at += timedelta(days=1)
        if run.ended is None:
            return
        if run.incident is None:
            yield self._event(run, RunState.COMPLETE, run.ended, {}, with_data=True)
            return
        state = RunState.ABORT if run.incident.is_aborted else RunState.FAIL
        yield self._event(run, state, run.ended, {"errorMessage": facets.failure(run.incident, run.job.integration)})

    def _event(self, run: DemoRun, state: RunState, at: datetime, run_facets: dict[str, RunFacet], *, with_data: bool = False) -> RunEvent:
        job = run.job
        return RunEvent(
            eventTime=_text(at),
            eventType=state,
            producer=f"{PRODUCER}{job.integration.lower()}",
            run=Run(run.run_id, run_facets),
            job=Job(job.space.name, job.name, facets.job_facets(job) if state is RunState.START else {}),
            inputs=[self._input(key, run, with_data=with_data) for key in job.reads],
            outputs=[self._output(key, run) for key in job.writes] if with_data else [],
        )

    def _start_facets(self, run: DemoRun) -> dict[str, RunFacet]:
        until = run.nominal + timedelta(hours=1 if run.job.timetable and run.job.timetable.rhythm == HOURLY else 24)
        told = {**facets.engine_facets(run.job.integration, run.submitter), "nominalTime": facets.nominal(_text(run.nominal), _text(until))}
        if parent := self.jobs.get(run.job.parent):
            root = self.jobs.get(parent.parent, parent)
            told["parent"] = facets.inside((run.parent_id, parent), (run.root_id, root))
        return told

    def _input(self, key: str, run: DemoRun, *, with_data: bool) -> InputDataset:
        """Name an input; what no job of ours makes is described by who reads it."""
        asset = self.assets[key]
        about: dict[str, DatasetFacet] = {}
        found: dict[str, InputDatasetFacet] = {}
        if with_data and key not in self.owners:
            about = {**facets.described(asset, ""), "schema": facets.schema(asset.columns_at(run.days_ago))}
        if with_data and run.job.kind == "TASK":
            rows = self._rows(self.assets[run.job.writes[0]], run)
            nulls = round(rows * NULL_SHARE * Random(run.run_id + key).lognormvariate(0, 0.2))  # noqa: S311 - the same every time is the point
            found = {"dataQualityMetrics": facets.quality(asset, rows, nulls)}
        return InputDataset(asset.space.name, asset.name_at(run.days_ago), facets=about, inputFacets=found)

    def _output(self, key: str, run: DemoRun) -> OutputDataset:
        asset = self.assets[key]
        about = {**self.lineage(key, self._epoch(run))}
        if asset.formerly and run.days_ago == asset.formerly[1]:
            about["lifecycleStateChange"] = facets.changed("RENAME", (asset.space.name, asset.formerly[0]))
        elif asset.overwrites:
            about["lifecycleStateChange"] = facets.changed("OVERWRITE")
        written: dict[str, OutputDatasetFacet] = {}
        if rows := self._rows(asset, run):
            written["outputStatistics"] = facets.statistics(rows, len(asset.columns_at(run.days_ago)))
        if run.job.checks:
            about["dataQualityAssertions"] = facets.assertions(run.job.checks)
        return OutputDataset(asset.space.name, asset.name_at(run.days_ago), facets=about, outputFacets=written)

    def _rows(self, asset: Asset, run: DemoRun) -> int:
        """Say how many rows a run wrote; what is overwritten whole has always about as many."""
        wobble = 1 + (run.volume - 1) / 50 if asset.overwrites else run.volume
        return round(asset.rows * wobble)

    def _epoch(self, run: DemoRun) -> int:
        """Give one day for all days between two changes, so that what is told alike is made once."""
        bounds = sorted(
            {change.days_ago for asset in self.assets.values() for change in asset.changes}
            | {a.formerly[1] for a in self.assets.values() if a.formerly}
        )
        return next((bound for bound in bounds if run.days_ago <= bound), DAYS)

    def _lineage(self, key: str, days_ago: int) -> dict[str, DatasetFacet]:
        asset = self.assets[key]
        told = {**facets.described(asset, self.owners.get(key, "")), "schema": facets.schema(asset.columns_at(days_ago))}
        told["columnLineage"] = facets.column_lineage(asset, self.landscape, days_ago)
        return told

    def plans(self, now: datetime) -> Iterator[JobEvent]:
        """Tell of jobs that are designed and don't run yet, a week ago."""
        for job in self.landscape.jobs:
            if job.timetable is None or job.timetable.rhythm != PLANNED:
                continue
            at = datetime.combine(settled_day(now) - timedelta(days=PLANNED_DAYS_AGO), time(DROP_HOUR), UTC)
            reads = [InputDataset(asset.space.name, asset.name) for asset in map(self.landscape.asset, job.reads)]
            writes = [OutputDataset(self.assets[key].space.name, self.assets[key].name, facets=self._declared(key)) for key in job.writes]
            named = Job(job.space.name, job.name, facets.job_facets(job))
            yield JobEvent(eventTime=_text(at), producer=f"{PRODUCER}design", job=named, inputs=reads, outputs=writes)

    def _declared(self, key: str) -> dict[str, DatasetFacet]:
        asset = self.assets[key]
        return {**facets.described(asset, self.owners[key]), "schema": facets.schema(asset.columns)}

    def ends(self, now: datetime) -> Iterator[DatasetEvent]:
        """Tell of assets that were dropped."""
        for asset in self.landscape.assets:
            if asset.dropped_days_ago is None:
                continue
            at = datetime.combine(settled_day(now) - timedelta(days=asset.dropped_days_ago), time(DROP_HOUR), UTC)
            about: dict[str, DatasetFacet] = {"lifecycleStateChange": facets.changed("DROP")}
            dataset = StaticDataset(asset.space.name, asset.name, facets=about)
            yield DatasetEvent(eventTime=_text(at), producer=f"{PRODUCER}warehouse", dataset=dataset)
