"""The recorded scenarios of OpenLineage's consumer compatibility tests: what the events say is what is read."""

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from lineage.openlineage import read_event
from lineage.openlineage.words import Dataset, Event

Documents = Callable[[Path], Iterator[Any]]


@pytest.fixture
def scenario(corpus: Path, documents: Documents) -> Callable[[str], list[Event]]:
    """Return a reader of a scenario's events, in the order of their times (its file names give another)."""

    def read(name: str) -> list[Event]:
        paths = sorted((corpus / "compat-consumer" / name / "events").glob("*.json"))
        events = map(read_event, chain.from_iterable(documents(path) for path in paths))
        return sorted(events, key=lambda event: event.event_time)

    return read


def test_the_simple_run_event_is_read_in_spite_of_its_run_id(scenario: Callable[[str], list[Event]]) -> None:
    (event,) = scenario("simple_run_event")
    assert event.run is not None
    assert event.run.run_id == "run_id"
    assert [problem.code for problem in event.problems] == ["run_id_not_uuid"]


def test_spark_on_hive_tells_columns_down_to_their_sources(scenario: Callable[[str], list[Event]]) -> None:
    events = scenario("CLL")
    facts = [
        {(edge.source.name, edge.source_column, edge.target_column, edge.kind, edge.subtype) for edge in dataset.column_edges}
        for event in events
        for dataset in event.outputs
        if dataset.ref.name.endswith("tbl1") and dataset.column_edges is not None
    ]
    assert facts == [stated_by_hand(dataset) for event in events for dataset in event.outputs if has_columns(dataset)]
    assert [len(told) for told in facts] == [21, 21, 21, 21]


def has_columns(dataset: Dataset) -> bool:
    """Say whether this is the target of the scenario, with its columnLineage facet."""
    return dataset.ref.name.endswith("tbl1") and "columnLineage" in dataset.facets


def stated_by_hand(dataset: Dataset) -> set[tuple[str, str, str | None, str, str]]:
    """Return the same facts straight from the facet, the long way."""
    facet = dataset.facets["columnLineage"]
    sources = [(column, source) for column, field in facet["fields"].items() for source in field["inputFields"]]
    sources += [(None, source) for source in facet.get("dataset", [])]
    return {
        (source["name"], source["field"], column, step["type"].lower(), step["subtype"].lower())
        for column, source in sources
        for step in source["transformations"]
    }


def test_airflow_runs_hang_on_their_dag_run(scenario: Callable[[str], list[Event]]) -> None:
    events = scenario("airflow")
    tasks = [event.run for event in events if event.job and event.job.kind == "TASK" and event.run]
    dags = {event.run.run_id for event in events if event.job and event.job.kind == "DAG" and event.run}
    assert tasks
    assert dags
    assert {task.parent.run_id for task in tasks if task.parent} <= dags
    assert all(task.parent and task.parent.job for task in tasks)


def test_airflow_tells_nominal_times_and_the_columns_it_copies(scenario: Callable[[str], list[Event]]) -> None:
    events = scenario("airflow")
    assert {event.job.integration for event in events if event.job} == {"AIRFLOW"}
    assert {len(dataset.column_edges or ()) for event in events for dataset in event.outputs} == {0, 4, 8}
    assert any(event.run.nominal_start_at for event in events if event.run)
    assert not any(problem.code == "field_unreadable" for event in events for problem in event.problems)
