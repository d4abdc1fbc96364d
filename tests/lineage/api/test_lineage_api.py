import pytest

from lineage.models import Job
from tests.lineage.queries.makers import chain, feed, make_job, make_run, touch
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    client.force_login(make_cast().ada)
    return lambda path, **query: client.get(f"/api/v1/{path}", query)


def test_runs_are_paged_by_cursor(ask):
    job = make_job()
    for number in range(3):
        make_run(job, f"run-{number}")
    first = ask("runs", page_size=2).json()
    rest = ask(first["next"].split("/api/v1/")[1]).json()
    assert len(first["results"] + rest["results"]) == 3
    assert rest["next"] is None


def test_a_run_shows_what_it_touched(ask):
    run = make_run(make_job(), state="failed", error="disk full")
    touch(run, make_asset("out"), outputStatistics=["2026-03-02T12:00:00Z", "d", {"rowCount": 3}])
    shown = ask(f"runs/{run.pk}").json()
    assert (shown["state"], shown["error"], shown["duration_seconds"]) == ("failed", "disk full", 300)
    assert [(one["asset"]["name"], one["facets"]) for one in shown["outputs"]] == [("out", ["outputStatistics"])]


def test_an_unknown_state_is_refused_with_the_known_ones(ask):
    answer = ask("runs", state="sleeping")
    assert answer.status_code == 400
    assert "completed" in str(answer.json())


def test_jobs_live_under_lineage(ask):
    chain("a", "b")
    listed = ask("lineage/jobs").json()["results"]
    assert [job["name"] for job in listed] == ["build_b"]
    shown = ask(f"lineage/jobs/{listed[0]['id']}").json()
    assert [side["asset"]["name"] for side in shown["reads"]] == ["a"]


def test_impact_path_and_root_cause_agree(ask):
    a, b, c = chain("a", "b", "c")
    assert [row["asset"]["name"] for row in ask("lineage/impact", asset=a.pk).json()["rows"]] == ["b", "c"]
    assert ask("lineage/path", source=a.pk, target=c.pk).json()["steps"] == 2
    assert ask("lineage/root-cause", assets=f"{b.pk},{c.pk}").json()["dominator"]["asset"]["name"] == "b"


def test_no_path_is_404_with_a_hint(ask):
    a, b = chain("a", "b")
    answer = ask("lineage/path", source=b.pk, target=a.pk)
    assert answer.status_code == 404
    assert "other direction" in str(answer.json())


def test_the_graph_around_an_asset(ask):
    _, b, _, _ = chain("a", "b", "c", "d")
    graph = ask(f"assets/{b.pk}/lineage").json()
    assert {node["asset"]["name"]: (node["level"], node["hidden_down"]) for node in graph["nodes"]} == {
        "a": (-1, 0),
        "b": (0, 0),
        "c": (1, 1),
    }
    assert len(graph["edges"]) == 2


def test_a_columns_path(ask):
    a, b = chain("a", "b")
    start = a.columns.get(path="id")
    feed(start, b.columns.get(path="amount"))
    nodes = ask(f"columns/{start.pk}/lineage").json()["nodes"]
    assert [(node["path"], node["level"]) for node in nodes] == [("id", 0), ("amount", 1)]


def test_restricted_assets_are_404_and_masked(client):
    cast = make_cast(is_restricted=True)
    a, b = chain("a", "b")
    a.domain = cast.domain
    a.save()
    client.force_login(cast.charlie)
    assert client.get(f"/api/v1/assets/{a.pk}/lineage").status_code == 404
    rows = client.get("/api/v1/lineage/impact", {"asset": b.pk, "direction": "up"}).json()["rows"]
    assert [(row["asset"]["name"], row["asset"]["is_hidden"]) for row in rows] == [("Hidden asset", True)]
    assert [side["asset"]["name"] for side in client.get(f"/api/v1/lineage/jobs/{Job.objects.get().pk}").json()["reads"]] == [
        "Hidden asset"
    ]


def test_numbers_that_are_none_are_refused(ask):
    assert ask("lineage/impact").status_code == 400
    assert ask("lineage/impact", asset="1; drop").status_code == 400
    assert ask("lineage/root-cause", assets="1,x").status_code == 400
