"""The public compatibility scenarios for consumers: each one's events in file order, and the rows against what the events say.

The expectations that the scenarios' own harness compares with are skipped: its comparison is broken (it reports no missing key).
What the events say is gathered here by plain reading of their JSON, not by our reader.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from catalog.models import AssetName, Column
from lineage.models import ColumnEdge, EventProblem, Job, Run, RunDataset
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


def asset(dataset: Json) -> int:
    """Find the asset that a dataset's name means."""
    return AssetName.objects.get(namespace__name=dataset["namespace"], name=dataset["name"]).asset_id


def newest(events: list[Json]) -> Json:
    """Give the event with the greatest time."""
    return max(events, key=lambda event: datetime.fromisoformat(event["eventTime"]))


def test_every_event_of_the_scenario_is_recorded(told: list[Json]) -> None:
    assert not EventProblem.objects.filter(severity=EventProblem.Severity.FAILURE).exists()
    named = {(event["job"]["namespace"], event["job"]["name"]) for event in told}
    assert named <= set(Job.objects.values_list("namespace__name", "name"))


def test_runs_end_as_their_events_say(told: list[Json]) -> None:
    runs: dict[tuple[str, str], list[Json]] = {}
    for event in told:
        runs.setdefault((event["run"]["runId"], event["job"]["name"]), []).append(event)
    for (run_id, job), events in runs.items():
        ended = [event for event in events if event.get("eventType") in ENDS]
        found = Run.objects.get(run_id=run_id, job__name=job)
        if ended:
            assert found.state == ENDS[newest(ended)["eventType"]]
        else:
            assert found.state in {"started", "running", "unknown"}


def test_runs_read_and_wrote_what_their_events_say(told: list[Json]) -> None:
    said = {(event["run"]["runId"], event["job"]["name"], side, asset(dataset)) for event, side, dataset in datasets(told)}
    assert said == set(RunDataset.objects.values_list("run__run_id", "run__job__name", "direction", "asset_id"))


def test_columns_are_those_of_the_newest_schema(told: list[Json]) -> None:
    with_schema: dict[int, list[tuple[Json, Json]]] = {}
    for event, _, dataset in datasets(told):
        if "fields" in dataset.get("facets", {}).get("schema", {}):
            with_schema.setdefault(asset(dataset), []).append((event, dataset))
    for pk, tellings in with_schema.items():
        last = max(datetime.fromisoformat(event["eventTime"]) for event, _ in tellings)
        # Of several events at one instant any may have the last word here; its choice is fixed elsewhere.
        candidates = [
            {field["name"] for field in dataset["facets"]["schema"]["fields"]}
            for event, dataset in tellings
            if datetime.fromisoformat(event["eventTime"]) == last
        ]
        current = {path for path in Column.objects.filter(asset=pk, is_current=True).values_list("path", flat=True) if "." not in path}
        assert current in candidates


def said_edges(told: list[Json]) -> set[tuple[Any, ...]]:
    """List the column edges that columnLineage facets state, as (source, column, target, column)."""
    return {
        (asset(source), source["field"], asset(dataset), column)
        for _, _, dataset in datasets(told)
        for column, entry in (dataset.get("facets", {}).get("columnLineage", {}).get("fields") or {}).items()
        for source in entry.get("inputFields", [])
    }


def test_column_edges_are_those_the_events_state(told: list[Json]) -> None:
    found = ColumnEdge.objects.filter(target_column__isnull=False).values_list(
        "source_id", "source_column__path", "target_id", "target_column__path"
    )
    assert said_edges(told) == set(found)
