"""The public compatibility scenarios for consumers: each one's events in file order, and what our API then says against what the events say.

Read back in both shapes, our own and the one Marquez clients expect. The expectations that the scenarios' own harness compares with are
skipped: its comparison is broken (it reports no missing key). What the events say is gathered here by plain reading of their JSON.
"""

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from django.test import Client

from tests.people import make_person
from tests.stories.log import Json, fold_in_batches, kept_entries
from tests.stories.posting import post

pytestmark = pytest.mark.django_db

SCENARIOS = [
    "CLL",
    "airflow",
    "simple_run_event",
]
ENDS = {"COMPLETE": "completed", "FAIL": "failed", "ABORT": "aborted"}


@pytest.fixture(params=SCENARIOS)
def told(request: pytest.FixtureRequest, corpus: Path) -> list[Json]:
    """Post a scenario's events in the order of their file names, fold them, and give them back."""
    folder = corpus / "compat-consumer" / request.param
    if not folder.is_dir():
        pytest.skip(f"the scenario {request.param} is not among the recorded events")
    bodies = [path.read_bytes() for path in sorted((folder / "events").glob("*.json"))]
    assert [post(body).status for body in bodies] == [201] * len(bodies)
    fold_in_batches(kept_entries(), [7])
    return [orjson.loads(body) for body in bodies]


def datasets(events: list[Json]) -> list[tuple[Json, str, Json]]:
    """List (event, side, dataset)."""
    return [(event, side[:-1], dataset) for event in events for side in ("inputs", "outputs") for dataset in event.get(side) or []]


class Api:
    """Our API as an administrator reads it."""

    def __init__(self, client: Client) -> None:
        client.force_login(make_person("ada", is_administrator=True))
        self.client = client

    def read(self, path: str, **query: str) -> Any:
        """Give an answer's JSON."""
        answer = self.client.get(f"/api/v1/{path}", query)
        assert answer.status_code == 200, (path, query, answer.content)
        return answer.json()

    def every(self, path: str) -> list[Json]:
        """Give all rows of one of our lists."""
        found = self.read(path, page_size="500")
        assert found["next"] is None
        rows: list[Json] = found["results"]
        return rows

    def dataset(self, dataset: Json) -> Json:
        """Give what an event's dataset is in Marquez's shape, whichever of its names the event used."""
        found: Json = self.read(f"namespaces/{quote(dataset['namespace'], safe='')}/datasets/{quote(dataset['name'], safe='')}")
        return found

    def name(self, dataset: Json) -> tuple[str, str]:
        """Give the (namespace, name) under which a dataset is known."""
        known = self.dataset(dataset)["id"]
        return known["namespace"], known["name"]


@pytest.fixture
def api(client: Client) -> Api:
    """Give the API."""
    return Api(client)


def newest(events: list[Json]) -> Json:
    """Give the event with the greatest time."""
    return max(events, key=lambda event: datetime.fromisoformat(event["eventTime"]))


def by_run(told: list[Json]) -> dict[tuple[str, str], list[Json]]:
    """Sort events by (run id, job)."""
    runs: dict[tuple[str, str], list[Json]] = {}
    for event in told:
        runs.setdefault((event["run"]["runId"], event["job"]["name"]), []).append(event)
    return runs


def test_every_job_of_the_scenario_is_listed(told: list[Json], api: Api) -> None:
    assert api.read("event-problems", severity="failure")["results"] == []
    named = {(event["job"]["namespace"], event["job"]["name"]) for event in told}
    assert named <= {(job["namespace"], job["name"]) for job in api.every("lineage/jobs")}
    assert named <= {(job["namespace"], job["name"]) for job in api.read("jobs", limit="500")["jobs"]}


def test_runs_end_as_their_events_say(told: list[Json], api: Api) -> None:
    found = {(run["run_id"], run["job"]): run["state"] for run in api.every("runs")}
    for key, events in by_run(told).items():
        ended = [event for event in events if event.get("eventType") in ENDS]
        assert found[key] == ENDS[newest(ended)["eventType"]] if ended else found[key] in {"started", "running", "unknown"}


def test_runs_read_and_wrote_what_their_events_say(told: list[Json], api: Api) -> None:
    said = {(event["run"]["runId"], event["job"]["name"], side, *api.name(dataset)) for event, side, dataset in datasets(told)}
    runs = [api.read(f"runs/{run['id']}") for run in api.every("runs")]
    sides = [(run, side, one["asset"]) for run in runs for side in ("input", "output") for one in run[f"{side}s"]]
    assert said == {(run["run_id"], run["job"], side, asset["namespace"], asset["name"]) for run, side, asset in sides}


def test_columns_are_those_of_the_newest_schema(told: list[Json], api: Api) -> None:
    with_schema: dict[tuple[str, str], list[tuple[datetime, Json]]] = {}
    for event, _, dataset in datasets(told):
        if "fields" in dataset.get("facets", {}).get("schema", {}):
            with_schema.setdefault(api.name(dataset), []).append((datetime.fromisoformat(event["eventTime"]), dataset))
    for tellings in with_schema.values():
        last = max(at for at, _ in tellings)
        # Of several events at one instant any may have the last word here; its choice is fixed elsewhere.
        candidates = [{field["name"] for field in dataset["facets"]["schema"]["fields"]} for at, dataset in tellings if at == last]
        fields = {field["name"] for field in api.dataset(tellings[0][1])["fields"]}
        assert {name for name in fields if "." not in name} in candidates


def said_edges(told: list[Json], api: Api) -> set[tuple[str, ...]]:
    """List the direct column edges that columnLineage facets state: (namespace, name, column) of source and of target."""
    return {
        (*api.name(source), source["field"], *api.name(dataset), column)
        for _, _, dataset in datasets(told)
        for column, entry in (dataset.get("facets", {}).get("columnLineage", {}).get("fields") or {}).items()
        for source in entry.get("inputFields", [])
        if any(step.get("type") != "INDIRECT" for step in source.get("transformations") or [{}])
    }


def test_column_edges_are_those_the_events_state(told: list[Json], api: Api) -> None:
    found = set()
    for space, name in {api.name(dataset) for _, side, dataset in datasets(told) if side == "output"}:
        node = f"dataset:{space}:{name}"
        for field in (
            api.read("column-lineage", nodeId=node, depth="1")["graph"] if api.dataset({"namespace": space, "name": name})["fields"] else []
        ):
            data = field["data"]
            found |= {
                (one["namespace"], one["dataset"], one["field"], data["namespace"], data["dataset"], data["field"])
                for one in data["inputFields"]
            }
    assert said_edges(told, api) == found
