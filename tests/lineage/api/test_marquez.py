from urllib.parse import quote

import pytest

from catalog.models import Asset
from lineage.models import ColumnEdge, Job
from tests.lineage.queries.makers import chain, feed, make_run
from tests.people import make_cast

pytestmark = pytest.mark.django_db
SPACE = quote("postgres://shop-db:5432", safe="")
JOBS = quote("airflow://scheduler", safe="")


@pytest.fixture
def ask(client):
    client.force_login(make_cast().ada)
    return lambda path, **query: client.get(f"/api/v1/{path}", query).json()


def test_lineage_is_a_graph_of_datasets_and_jobs(ask):
    chain("a", "b", "c")
    graph = {node["id"]: node for node in ask("lineage", nodeId="dataset:postgres://shop-db:5432:b")["graph"]}
    assert set(graph) == {
        *(f"dataset:postgres://shop-db:5432:{name}" for name in "abc"),
        *(f"job:airflow://scheduler:build_{name}" for name in "bc"),
    }
    job = graph["job:airflow://scheduler:build_b"]
    assert job["type"] == "JOB"
    assert job["inEdges"] == [{"origin": "dataset:postgres://shop-db:5432:a", "destination": job["id"]}]
    assert job["data"]["outputs"] == [{"namespace": "postgres://shop-db:5432", "name": "b"}]


def test_lineage_of_a_job_starts_at_both_its_sides(ask):
    chain("a", "b", "c", "d")
    found = ask("lineage", nodeId="job:airflow://scheduler:build_c", depth=0)["graph"]
    assert {node["data"]["name"] for node in found if node["type"] == "DATASET"} == {"b", "c"}


def test_an_unknown_node_is_404_and_a_broken_one_400(client):
    client.force_login(make_cast().ada)
    assert client.get("/api/v1/lineage", {"nodeId": "dataset:no:such"}).status_code == 404
    answer = client.get("/api/v1/lineage", {"nodeId": "nonsense"})
    assert answer.status_code == 400
    assert "dataset:NAMESPACE:NAME" in str(answer.json())


def test_lineage_needs_somebody_signed_in(client):
    assert client.get("/api/v1/lineage", {"nodeId": "dataset:a:b"}).status_code in {401, 403}


def test_column_lineage_names_the_fields_it_comes_from(ask):
    a, b = chain("a", "b")
    feed(a.columns.get(path="id"), b.columns.get(path="id"))
    graph = ask("column-lineage", nodeId="datasetField:postgres://shop-db:5432:b:id")["graph"]
    target = next(node for node in graph if node["data"]["dataset"] == "b")
    assert target["type"] == "DATASET_FIELD"
    assert [(field["dataset"], field["field"]) for field in target["data"]["inputFields"]] == [("a", "id")]
    assert ColumnEdge.objects.count() == 1


def test_a_job_tells_its_latest_run_state(ask):
    chain("a", "b")
    make_run(Job.objects.get(), "0190-run", state="completed")
    job = ask(f"namespaces/{JOBS}/jobs/build_b")
    assert job["latestRun"]["state"] == "COMPLETED"
    assert job["latestRun"]["durationMs"] == 300_000
    assert ask(f"namespaces/{JOBS}/jobs/build_b/runs")["totalCount"] == 1
    assert ask("jobs/runs/0190-run")["id"] == "0190-run"


def test_datasets_of_a_namespace_with_slashes(ask):
    chain("a", "b")
    page = ask(f"namespaces/{SPACE}/datasets", limit=1)
    assert ([one["name"] for one in page["datasets"]], page["totalCount"]) == (["a"], 2)
    assert [field["name"] for field in ask(f"namespaces/{SPACE}/datasets/b")["fields"]] == ["id", "amount"]


def test_jobs_filter_by_the_state_of_their_last_run(ask):
    chain("a", "b", "c")
    make_run(Job.objects.get(name="build_b"), state="failed")
    assert [job["name"] for job in ask("jobs", lastRunStates="FAILED")["jobs"]] == ["build_b"]


@pytest.mark.parametrize(
    "path", ["namespaces", "tags", "events/lineage", "stats/jobs", "stats/lineage-events?period=WEEK", "search/?q=a&sort=NAME"]
)
def test_the_web_interfaces_other_routes_answer(ask, path):
    chain("a", "b")
    assert ask(path)


def test_hidden_datasets_are_masked_in_the_graph(client):
    cast = make_cast(is_restricted=True)
    a, b = chain("a", "b")
    a.domain = cast.domain
    a.save()
    client.force_login(cast.charlie)
    text = client.get("/api/v1/lineage", {"nodeId": "dataset:postgres://shop-db:5432:b"}).content.decode()
    assert f"Hidden asset {a.pk}" in text
    assert "5432:a" not in text
    assert str(b.name) in text


def test_a_hidden_job_is_masked_and_its_edges_stay(client):
    cast = make_cast(is_restricted=True)
    chain("a", "b", "c")
    Asset.objects.filter(name="b").update(domain=cast.domain)
    client.force_login(cast.charlie)
    found = client.get("/api/v1/lineage", {"nodeId": "dataset:postgres://shop-db:5432:c"})
    hidden = Job.objects.get(name="build_b").pk
    nodes = {node["id"]: node for node in found.json()["graph"]}
    assert [edge["origin"] for edge in nodes[f"job:hidden:Hidden job {hidden}"]["inEdges"]] == ["dataset:postgres://shop-db:5432:a"]
    assert "build_b" not in found.content.decode()
