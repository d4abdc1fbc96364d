"""Jobs: the filtered list, and everything known about one job."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from catalog.models import Person, SearchEntry
from lineage.models import Edge, Job, JobDataset, JobFacet, Run
from lineage.models.run import Direction
from lineage.queries.events import pretty
from lineage.queries.labels import AssetLabel, labels
from lineage.queries.paging import PAGE_SIZE

SIDE_LIMIT = 500
RECENT_RUNS = 60
CHILD_LIMIT = 200


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs to list; empty fields don't narrow. `text` matches inside the name."""

    text: str = ""
    namespace: str = ""
    integration: str = ""
    state: str = ""

    def apply(self, jobs: QuerySet[Job]) -> QuerySet[Job]:
        """Narrow the jobs."""
        given: dict[str, Any] = {
            "name__icontains": self.text,
            "namespace__name": self.namespace,
            "integration__iexact": self.integration,
            "latest_run__state": self.state,
        }
        return jobs.filter(**{field: value for field, value in given.items() if value})


@dataclass(frozen=True, slots=True)
class JobSide:
    """An asset a job reads or writes; `is_shown` is false for one its recent runs no longer touch."""

    asset: AssetLabel
    is_declared: bool
    is_shown: bool
    link: JobDataset


@dataclass(frozen=True, slots=True)
class JobPage:
    """Everything one page says about a job. `facets` are its newest facets by name, as JSON for reading; `sql` the text of its SQL facet."""

    job: Job
    reads: tuple[JobSide, ...]
    writes: tuple[JobSide, ...]
    runs: Sequence[Run]
    children: Sequence[Job]
    facets: Mapping[str, str]
    sql: str
    owners: tuple[tuple[str, str], ...]
    edge_count: int


@dataclass(frozen=True, slots=True)
class JobList:
    """One page of jobs by number, counted up to a cap."""

    rows: Sequence[Job]
    page: int
    has_more: bool


def find_jobs(chosen: JobFilter, person: Person | None, page: int = 1, size: int = PAGE_SIZE) -> JobList:
    """List the jobs somebody may see, the latest seen first."""
    jobs = chosen.apply(Job.objects.visible_to(person).for_listing()).order_by(F("last_seen_at").desc(nulls_last=True), "pk")
    found = list(jobs[(page - 1) * size : page * size + 1])
    return JobList(found[:size], page, has_more=len(found) > size)


def job_page(job: Job, person: Person | None) -> JobPage:
    """Gather what the job's page shows."""
    sides = list(JobDataset.objects.filter(job=job).order_by("-is_shown", "pk")[:SIDE_LIMIT])
    names = labels({side.asset_id for side in sides}, person)
    told = [(side.direction, JobSide(names[side.asset_id], side.is_declared, side.is_shown, side)) for side in sides]
    facets = {facet.name: facet.content.value for facet in _facets(job) if facet.content}
    masked = any(label.is_hidden for label in names.values())
    return JobPage(
        job=job,
        reads=tuple(side for direction, side in told if direction == Direction.INPUT),
        writes=tuple(side for direction, side in told if direction == Direction.OUTPUT),
        runs=list(Run.objects.for_listing().filter(job=job).order_by("-first_event_at")[:RECENT_RUNS]),
        children=list(Job.objects.visible_to(person).for_listing().filter(parent=job).order_by("name", "pk")[:CHILD_LIMIT]),
        facets={} if masked else {name: pretty(value) for name, value in facets.items()},
        sql="" if masked else _sql(facets),
        owners=_owners(facets),
        edge_count=Edge.objects.filter(job=job, is_shown=True).values("source", "target").distinct().count(),
    )


def _facets(job: Job) -> QuerySet[JobFacet]:
    return JobFacet.objects.filter(job=job).select_related("content").order_by("name")


def _sql(facets: Mapping[str, Any]) -> str:
    query = facets.get("sql", {}).get("query", "") if isinstance(facets.get("sql"), dict) else ""
    return query if isinstance(query, str) else ""


def _owners(facets: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    told = facets.get("ownership")
    owners = told.get("owners") if isinstance(told, dict) else None
    rows = owners if isinstance(owners, list) else []
    return tuple((str(row["name"]), str(row.get("type") or "")) for row in rows if isinstance(row, dict) and row.get("name"))


def hidden_jobs(person: Person) -> tuple[str, list[int]]:
    """Give the jobs that search must not show this person; named in settings.HIDDEN_FROM_SEARCH."""
    return SearchEntry.Kind.JOB, list(Job.objects.hidden_from(person).values_list("pk", flat=True).distinct())


def job_namespaces() -> list[str]:
    """Name the namespaces that hold jobs, for a filter's suggestions."""
    return list(Job.objects.values_list("namespace__name", flat=True).distinct().order_by("namespace__name")[:200])
