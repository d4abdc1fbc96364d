"""Names of jobs often say what they write: where that is restricted, job, runs and events are hidden with it."""

import json

import pytest
import zstandard
from django.test import Client

from catalog.actions.index_assets import index_assets
from catalog.models import Asset, AssetName
from catalog.search import Filters, find, suggest
from feedback.queries.home import failed_lately
from lineage.actions.projecting.indexing import index_jobs
from lineage.models import Event, EventProblem, Job, JobDataset, Run, RunDataset
from lineage.queries.impact import jobs_named
from tests.lineage.queries.makers import make_job, make_run
from tests.make import NOON, make_asset
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db


def touches(job: Job, direction: str, **fields: object) -> None:
    asset = make_asset(f"{job.name}.{direction}", **fields)
    JobDataset.objects.create(job=job, asset=asset, direction=direction, first_seen_at=NOON, last_seen_at=NOON)


@pytest.fixture
def cast() -> Cast:
    cast = make_cast(is_restricted=True)
    touches(make_job("build_salaries"), "output", domain=cast.domain)
    touches(make_job("show_salaries"), "input", domain=cast.domain)
    report = make_job("report_headcount")
    touches(report, "input", domain=cast.domain)
    touches(report, "output")
    return cast


def names(person: object) -> set[str]:
    return set(Job.objects.visible_to(person).values_list("name", flat=True))


def test_a_job_is_hidden_with_what_it_writes_or_only_reads(cast: Cast) -> None:
    assert names(cast.charlie) == names(None) == {"report_headcount"}
    assert len(names(cast.bob)) == len(names(cast.ada)) == 3


def test_its_runs_are_hidden_with_it(cast: Cast) -> None:
    make_run(Job.objects.get(name="build_salaries"), "one")
    assert not Run.objects.visible_to(cast.charlie).exists()
    assert Run.objects.visible_to(cast.bob).exists()


def test_pages_of_a_hidden_job_and_run_are_not_found(client: Client, cast: Cast) -> None:
    job = Job.objects.get(name="build_salaries")
    run = make_run(job, "one")
    client.force_login(cast.charlie)
    for path in (f"/jobs/{job.pk}/", f"/runs/{run.pk}/", f"/api/v1/lineage/jobs/{job.pk}", f"/api/v1/runs/{run.pk}"):
        assert client.get(path).status_code == 404, path
    for path in ("/jobs/", "/runs/", "/runs/day/?date=2026-03-02", "/api/v1/jobs", "/api/v1/search/?q=salaries"):
        assert "salaries" not in client.get(path).content.decode().replace("<wbr>", "").replace("?q=salaries", ""), path


def test_no_edge_names_a_hidden_job(cast: Cast) -> None:
    every = set(Job.objects.values_list("pk", flat=True))
    assert set(jobs_named(every, cast.charlie).values()) == {"report_headcount"}


def test_search_does_not_find_a_hidden_job(cast: Cast) -> None:
    index_jobs(Job.objects.values_list("pk", flat=True))
    index_assets([])
    assert find("salaries", Filters(), person=cast.charlie).hits == ()
    assert suggest("build_s", person=cast.charlie) == []
    assert len(find("salaries", Filters(), person=cast.bob).hits) == 2


def test_events_of_a_hidden_job_are_left_out(cast: Cast) -> None:
    told = {"kind": "run", "event_type": "START", "event_time": NOON, "received_at": NOON, "run_id": "1", "producer": "p"}
    job = Job.objects.select_related("namespace").get(name="build_salaries")
    Event.objects.create(id=1, xid=1, digest=b"1", body=b"", job_namespace=job.namespace.name, job_name=job.name, **told)
    assert not Event.objects.visible_to(cast.charlie).exists()
    assert Event.objects.visible_to(cast.bob).exists()


def test_the_error_of_a_run_that_touched_hidden_assets_is_not_told(client: Client, cast: Cast) -> None:
    run = make_run(Job.objects.get(name="report_headcount"), "one", state="failed", error="no such table: salaries")
    RunDataset.objects.create(run=run, asset=Asset.objects.get(name="report_headcount.input"), direction="input")
    for person, knows in ((cast.charlie, False), (cast.bob, True)):
        client.force_login(person)
        for path in (f"/runs/{run.pk}/", f"/api/v1/runs/{run.pk}", "/api/v1/runs"):
            assert ("no such table" in client.get(path).content.decode()) is knows, (person, path)


def test_home_does_not_tell_such_an_error_either(cast: Cast) -> None:
    run = make_run(Job.objects.get(name="report_headcount"), "one", state="failed", error="no such table: salaries")
    RunDataset.objects.create(run=run, asset=Asset.objects.get(name="report_headcount.input"), direction="input")
    assert [run.error for run in failed_lately(NOON, cast.charlie)] == [""]
    assert [run.error for run in failed_lately(NOON, cast.bob)] == ["no such table: salaries"]


def test_the_problem_of_an_event_that_names_a_hidden_dataset_keeps_its_message(client: Client, cast: Cast) -> None:
    hidden = Asset.objects.select_related("namespace").get(name="build_salaries.output")
    AssetName.objects.get_or_create(asset=hidden, namespace=hidden.namespace, name=hidden.name)
    told = {"dataset": {"namespace": hidden.namespace.name, "name": hidden.name}}
    columns = {"kind": "dataset", "event_type": "", "event_time": NOON, "received_at": NOON, "run_id": "", "producer": "p"}
    body = zstandard.compress(json.dumps(told).encode())
    Event.objects.create(id=1, xid=1, digest=b"1", body=body, job_namespace="", job_name="", **columns)
    EventProblem.objects.create(event_id=1, received_at=NOON, severity="warning", code="odd", message="build_salaries.output is odd")
    for person, knows in ((cast.charlie, False), (cast.bob, True)):
        client.force_login(person)
        for path in ("/events/problems/", "/events/", "/events/1/", "/api/v1/event-problems", "/api/v1/events/1"):
            assert ("salaries" in client.get(path).content.decode().replace("<wbr>", "")) is knows, (person, path)
