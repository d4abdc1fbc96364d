"""What accepted oddities lead to: rows that say what is sound of them, and a word about the rest."""

from typing import Any

import orjson
import pytest

from catalog.models import Asset
from lineage.models import Edge, EventProblem, Observation, Run
from tests.stories.bad_inputs import ODD, BadInput
from tests.stories.log import Json, fold_in_batches, keep, kept_entries
from tests.stories.posting import EVENT, event, post

pytestmark = pytest.mark.django_db


def tell(*events: Json) -> None:
    """Keep events and fold them."""
    keep(events)
    fold_in_batches(kept_entries(), [500])


def failures() -> list[str]:
    """Give what could not be recorded."""
    return [str(problem) for problem in EventProblem.objects.filter(severity=EventProblem.Severity.FAILURE)]


@pytest.mark.parametrize("case", ODD, ids=str)
def test_every_odd_input_is_recorded_without_a_failure(case: BadInput) -> None:
    post(case.body if isinstance(case.body, bytes) else case.body(), **case.environ)
    fold_in_batches(kept_entries(), [1])
    assert failures() == []
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["a/b?c#d%20/..", "a\nb", "a\u202eb", "e\u0301", "🔥", "<script>", "{{7*7}}", "'; drop table x; --", "=cmd|'!A0"]
)
def test_hostile_names_come_through_unchanged(name: str) -> None:
    tell(event(outputs=[{"namespace": "db://a", "name": name}]))
    assert Asset.objects.filter(namespace__name="db://a", name=name).exists()


def test_a_nul_in_a_name_is_marked_where_it_stood() -> None:
    tell(event(outputs=[{"namespace": "db://a", "name": "a\0b"}]))
    assert Asset.objects.filter(name="a\ufffdb").exists()


def test_a_row_count_beyond_a_bigint_is_kept_as_a_number() -> None:
    facet = b'{"_producer": "x", "_schemaURL": "x", "rowCount": 18446744073709551616}'
    post(orjson.dumps(EVENT).replace(b'"name":"orders"', b'"name":"orders","outputFacets":{"outputStatistics":' + facet + b"}"))
    fold_in_batches(kept_entries(), [1])
    assert failures() == []
    assert Observation.objects.get(metric="row_count").value == float(2**64)


@pytest.mark.parametrize("first", ["COMPLETE", "START"])
def test_start_and_complete_at_one_instant_end_completed_whichever_came_first(first: str) -> None:
    tell(event(eventType=first))
    tell(event(eventType="START"), event(eventType="COMPLETE"))
    assert Run.objects.get().state == "completed"


def test_a_run_that_fails_after_it_completed_is_failed_and_a_late_running_does_not_reopen_it() -> None:
    tell(
        event(eventType="COMPLETE", eventTime="2026-03-01T10:00:00Z"),
        event(eventType="FAIL", eventTime="2026-03-01T10:00:01Z"),
        event(eventType="RUNNING", eventTime="2031-03-01T10:00:00Z"),
    )
    assert Run.objects.get().state == "failed"


def test_a_complete_without_a_start_is_a_run_without_a_beginning() -> None:
    tell(EVENT)
    run = Run.objects.get()
    assert (run.state, run.started_at, run.duration) == ("completed", None, None)


def test_one_run_id_under_two_jobs_is_two_runs() -> None:
    tell(EVENT, event(job={"namespace": "sched", "name": "other"}))
    assert Run.objects.count() == 2


def test_an_asset_that_feeds_itself_has_no_edge_and_a_cycle_has_two() -> None:
    raw, orders = {"namespace": "db://a", "name": "raw"}, {"namespace": "db://a", "name": "orders"}
    tell(event(inputs=[raw], outputs=[raw]), event(job={"namespace": "s", "name": "back"}, inputs=[orders], outputs=[raw]), EVENT)
    assert sorted(Edge.objects.values_list("source__name", "target__name")) == [("orders", "raw"), ("raw", "orders")]


def test_ten_thousand_inputs_are_listed_but_not_paired_with_every_output() -> None:
    inputs = [{"namespace": "db://a", "name": f"in{n}"} for n in range(10_000)]
    outputs = [{"namespace": "db://a", "name": f"out{n}"} for n in range(3)]
    tell(event(inputs=inputs, outputs=outputs))
    assert Run.objects.get().datasets.count() == 10_003
    assert not Edge.objects.exists()
    assert EventProblem.objects.get().code == "too_many_pairs"


def test_column_lineage_of_five_thousand_columns_is_folded_whole() -> None:
    source = {"namespace": "db://a", "name": "raw"}
    fields = {f"c{n}": {"inputFields": [source | {"field": f"c{n}"}]} for n in range(5_000)}
    facet = {"_producer": "x", "_schemaURL": "x", "fields": fields}
    tell(event(outputs=[{"namespace": "db://a", "name": "orders", "facets": {"columnLineage": facet}}]))
    assert Asset.objects.get(name="orders").column_edges_in.count() == 5_000


ODD_FACETS: list[tuple[str, Any]] = [
    ("schema", []),
    ("schema", None),
    ("schema", {"fields": [{"name": ""}, {"type": "int"}, 7]}),
    ("columnLineage", {"fields": {"a": {"inputFields": [{"namespace": "db://a", "name": "nobody", "field": "x"}, {}, 7]}}}),
    ("columnLineage", {"fields": []}),
    ("symlinks", {"identifiers": {"namespace": "x"}}),
    ("lifecycleStateChange", {"lifecycleStateChange": 7}),
    ("ownership", {"owners": [{"name": None}, "ann"]}),
    ("dataQualityMetrics", {"rowCount": "many", "columnMetrics": []}),
]


@pytest.mark.parametrize(("name", "value"), ODD_FACETS, ids=lambda value: orjson.dumps(value).decode()[:40])
def test_an_odd_facet_does_not_keep_the_rest_from_being_told(name: str, value: object) -> None:
    documentation = {"_producer": "x", "_schemaURL": "x", "description": "of orders"}
    tell(event(outputs=[{"namespace": "db://a", "name": "orders", "facets": {name: value, "documentation": documentation}}]))
    assert failures() == []
    assert Asset.objects.get(name="orders").reported_description == "of orders"
    assert Edge.objects.count() >= 1
