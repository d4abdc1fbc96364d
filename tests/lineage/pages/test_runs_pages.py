from datetime import UTC, datetime, timedelta

import pytest

from lineage.models import Job, Observation
from tests.lineage.queries.makers import chain, make_job, make_run, touch
from tests.make import NOON, make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(client):
    client.force_login(make_cast().ada)
    return lambda path: client.get(path).content.decode()


def test_runs_are_listed_with_state_job_and_duration(get):
    make_run(make_job("nightly"), state="failed")
    text = get("/runs/")
    assert "nightly" in text
    assert "Failed" in text
    assert "5 min" in text


def test_an_empty_list_says_what_to_do(get):
    assert "POST /api/v1/lineage" in get("/runs/")
    assert "Take a filter away" in get("/runs/?job=nothing")


def test_runs_filter_by_asset(get):
    touched, other = make_job("touched"), make_job("other")
    asset = make_asset()
    touch(make_run(touched, "one"), asset)
    make_run(other, "two")
    text = get(f"/runs/?asset={asset.pk}")
    assert "touched" in text
    assert ">other<" not in text


def test_a_day_is_drawn_and_listed(get):
    make_run(make_job("nightly"), "parent")
    make_run(make_job("step"), "child", parent_run_id="parent")
    text = get("/runs/day/?date=2026-03-02")
    assert text.count('class="lx-run') == 2
    assert "Monday 2 March 2026" in text
    assert "Nothing ran that day" in get("/runs/day/?date=2026-03-05")


def test_a_run_shows_error_family_and_observations(get):
    parent = make_run(make_job("dag"), "parent")
    run = make_run(make_job("task"), "child", state="failed", error="disk full", stack_trace="at line 3", parent_run_id="parent")
    asset = make_asset("out")
    touch(run, asset, outputStatistics=["t", "d", {"rowCount": 41}])
    Observation.objects.create(asset=asset, metric="rowCount", subject="child", value=41, observed_at=NOON, event_digest=b"x")
    text = get(f"/runs/{run.pk}/")
    for words in ("disk full", "at line 3", "outputStatistics", "rowCount", f"/runs/{parent.pk}/"):
        assert words in text
    assert "task" in get(f"/runs/{parent.pk}/")


def test_a_job_shows_both_sides_its_runs_and_links_only_to_the_web(get):
    chain("a", "b")
    job = Job.objects.get()
    Job.objects.update(source_url="javascript:alert(1)")
    make_run(job)
    text = get(f"/jobs/{job.pk}/")
    assert "1 ended run" in text
    assert 'href="javascript' not in text
    Job.objects.update(source_url="https://example.org/dag.py")
    assert 'href="https://example.org/dag.py"' in get(f"/jobs/{job.pk}/")


def test_jobs_filter_by_name_and_state(get):
    make_run(make_job("red"), state="failed")
    make_job("green")
    assert "green" not in get("/jobs/?state=failed")
    assert "red" not in get("/jobs/?q=GREEN")


def test_the_runs_tab_tells_writers_from_readers(get):
    asset = make_asset()
    touch(make_run(make_job("writer"), "one"), asset)
    touch(make_run(make_job("reader"), "two"), asset, "input")
    assert "writer" in get(f"/assets/{asset.pk}/runs/")
    assert "writer" not in get(f"/assets/{asset.pk}/runs/?side=input")


def test_facets_of_a_run_that_touched_a_hidden_asset_stay_hidden(client):
    cast = make_cast(is_restricted=True)
    run = make_run(make_job())
    touch(run, make_asset("secret", domain=cast.domain), outputStatistics=["t", "d", {"rowCount": 41}])
    client.force_login(cast.charlie)
    text = client.get(f"/runs/{run.pk}/").content.decode()
    assert "Hidden asset" in text
    assert "outputStatistics" not in text
    assert "secret" not in text


def test_a_live_run_is_drawn_to_now(get):
    now = datetime.now(tz=UTC)
    make_run(
        make_job("long"),
        state="running",
        started_at=now - timedelta(minutes=30),
        first_event_at=now - timedelta(minutes=30),
        last_event_at=now,
        ended_at=None,
    )
    assert "long: running" in get("/runs/day/")
