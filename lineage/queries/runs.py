"""Runs: the filtered list, one day, and everything known about one run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from catalog.models import Person
from lineage.models import Event, Observation, Run, RunDataset
from lineage.models.run import Direction, RunState
from lineage.queries.events import newest_facets, pretty
from lineage.queries.labels import AssetLabel, labels
from lineage.queries.paging import PAGE_SIZE, Page, Place, after, decode, encode

DAY_LIMIT = 500
FAMILY_LIMIT = 200
RUN_EVENTS_LIMIT = 200
# A run that says nothing for this long is not drawn as alive on later days.
LONGEST_SILENCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs to list; empty fields don't narrow. `job` and `submitter` match inside the text."""

    states: tuple[str, ...] = ()
    job: str = ""
    job_id: int | None = None
    namespace: str = ""
    submitter: str = ""
    asset_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def apply(self, runs: QuerySet[Run]) -> QuerySet[Run]:
        """Narrow the runs."""
        given: dict[str, Any] = {
            "state__in": self.states,
            "job__name__icontains": self.job,
            "job_id": self.job_id,
            "job__namespace__name": self.namespace,
            "submitter__icontains": self.submitter,
            "first_event_at__gte": self.since,
            "first_event_at__lt": self.until,
        }
        runs = runs.filter(**{field: value for field, value in given.items() if value})
        if self.asset_id:
            runs = runs.filter(pk__in=RunDataset.objects.filter(asset_id=self.asset_id).values("run_id"))
        return runs


@dataclass(frozen=True, slots=True)
class Touched:
    """An asset that a run read or wrote, with the facets told about it there: `(name, JSON for reading)`, sorted."""

    asset: AssetLabel
    facets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """Everything one page says about a run. `facets` are its newest run facets by name, as JSON for reading."""

    run: Run
    parent: Run | None
    root: Run | None
    children: Sequence[Run]
    inputs: tuple[Touched, ...]
    outputs: tuple[Touched, ...]
    events: Sequence[Event]
    observations: Sequence[Observation]
    facets: Mapping[str, str]
    hides_facets: bool


def find_runs(chosen: RunFilter, person: Person | None, cursor: str = "", size: int = PAGE_SIZE) -> Page[Run]:
    """List the runs somebody may see from new to old by their first event; one query."""
    runs = chosen.apply(Run.objects.visible_to(person).for_listing())
    start = decode(cursor)
    if start:
        runs = runs.filter(after(start, "first_event_at"))
    found = list(runs.order_by("-first_event_at", "pk")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], encode(Place(last.first_event_at, last.pk)) if last else "", is_first=start is None)


def runs_between(start: datetime, end: datetime, chosen: RunFilter, person: Person | None) -> list[Run]:
    """Give the runs alive in [start, end), oldest first, at most `DAY_LIMIT`; a run still open is alive until it falls silent."""
    alive = Run.objects.visible_to(person).for_listing().overlapping(start, end).filter(first_event_at__gte=start - LONGEST_SILENCE)
    return list(chosen.apply(alive).order_by("first_event_at", "pk")[:DAY_LIMIT])


def run_page(run: Run, person: Person | None) -> RunPage:
    """Gather what the run's page shows."""
    inputs, outputs, any_hidden = _touched(run, person)
    family = _by_run_id([run.parent_run_id, run.root_run_id], run, person)
    return RunPage(
        run=run,
        parent=family.get(run.parent_run_id),
        root=family.get(run.root_run_id),
        children=_children(run, person),
        inputs=inputs,
        outputs=outputs,
        events=_events(run),
        observations=_observations(run, [one.asset.pk for one in (*inputs, *outputs) if not one.asset.is_hidden]),
        facets={} if any_hidden else {name: pretty(value) for name, value in newest_facets(run, "run").items()},
        hides_facets=any_hidden,
    )


def _touched(run: Run, person: Person | None) -> tuple[tuple[Touched, ...], tuple[Touched, ...], bool]:
    sides = list(RunDataset.objects.filter(run=run).order_by("pk"))
    names = labels({side.asset_id for side in sides}, person)
    told = [(side.direction, Touched(names[side.asset_id], _facets(side, names[side.asset_id]))) for side in sides]
    return (
        tuple(one for direction, one in told if direction == Direction.INPUT),
        tuple(one for direction, one in told if direction == Direction.OUTPUT),
        any(label.is_hidden for label in names.values()),
    )


def _facets(side: RunDataset, label: AssetLabel) -> tuple[tuple[str, str], ...]:
    if label.is_hidden:
        return ()
    return tuple(sorted((name, pretty(said[2])) for name, said in side.facets.items()))


def _by_run_id(run_ids: Iterable[str], besides: Run, person: Person | None) -> dict[str, Run]:
    wanted = {run_id for run_id in run_ids if run_id and run_id != besides.run_id}
    found = Run.objects.visible_to(person).for_listing().filter(run_id__in=wanted)
    return {run.run_id: run for run in found} if wanted else {}


def _children(run: Run, person: Person | None) -> list[Run]:
    children = Run.objects.visible_to(person).for_listing().filter(parent_run_id=run.run_id).exclude(pk=run.pk)
    return list(children.order_by("first_event_at", "pk")[:FAMILY_LIMIT])


def _events(run: Run) -> list[Event]:
    told = Event.objects.filter(run_id=run.run_id, job_name=run.job.name).defer("body", "digest")
    return list(told.order_by("event_time", "pk")[:RUN_EVENTS_LIMIT])


def _observations(run: Run, seen: list[int]) -> list[Observation]:
    told = Observation.objects.filter(subject=run.run_id, asset_id__in=seen).select_related("asset")
    return list(told.order_by("asset_id", "metric", "column_path")[:FAMILY_LIMIT])


STATE_CHOICES = RunState.choices
