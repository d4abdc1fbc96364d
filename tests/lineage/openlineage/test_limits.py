"""Bounds of what is read from one event: work stays bounded, and what was cut is noted."""

import time
from collections.abc import Callable
from typing import Any

from lineage.openlineage import open_envelope, read_event

Maker = Callable[..., dict[str, Any]]
ORDERS = {"namespace": "postgres://db:5432", "name": "shop.public.orders"}


def with_facet(name: str, **facet: object) -> list[dict[str, Any]]:
    """Return one dataset that carries one facet."""
    return [{**ORDERS, "facets": {name: {"_producer": "p", **facet}}}]


def test_columns_beyond_five_thousand_are_cut(make_event: Maker) -> None:
    fields = [{"name": f"c{number}", "type": "int"} for number in range(5_001)]
    event = read_event(make_event(outputs=with_facet("schema", fields=fields)))
    assert event.outputs[0].columns is not None
    assert len(event.outputs[0].columns) == 5_000
    assert [problem.code for problem in event.problems] == ["columns_cut"]
    exact = read_event(make_event(outputs=with_facet("schema", fields=fields[:5_000])))
    assert exact.problems == ()


def test_column_edges_beyond_ten_thousand_are_cut(make_event: Maker) -> None:
    sources = [{**ORDERS, "field": f"c{number}"} for number in range(200)]
    columns = {f"x{number}": {"inputFields": sources} for number in range(100)}
    started = time.process_time()
    event = read_event(make_event(outputs=with_facet("columnLineage", fields=columns)))
    assert event.outputs[0].column_edges is not None
    assert len(event.outputs[0].column_edges) == 10_000
    assert [problem.code for problem in event.problems] == ["column_edges_cut"]
    assert time.process_time() - started < 2, "20,000 stated edges are half a body at most"


def test_a_cut_facet_of_the_explicit_kind_is_noted(make_event: Maker) -> None:
    sources = [{**ORDERS, "name": f"t{number}", "type": "DATASET"} for number in range(10_001)]
    event = read_event(make_event(outputs=with_facet("lineage", inputs=sources)))
    assert event.outputs[0].asset_edges is not None
    assert len(event.outputs[0].asset_edges) == 10_000
    assert [problem.code for problem in event.problems] == ["column_edges_cut"]


def test_texts_beyond_a_hundred_thousand_characters_are_cut(make_event: Maker) -> None:
    event = read_event(make_event(outputs=with_facet("documentation", description="é" * 1_500_000)))
    assert event.outputs[0].description == "é" * 100_000
    (problem,) = event.problems
    assert (problem.code, problem.path) == ("text_cut", "outputs[0].facets.documentation.description")


def test_ten_thousand_inputs_are_read(make_event: Maker) -> None:
    inputs = [{**ORDERS, "name": f"t{number}"} for number in range(10_000)]
    event = make_event(inputs=inputs)
    assert len(read_event(event).inputs) == 10_000
    assert open_envelope(event)


def test_problems_of_a_kind_are_listed_five_times_then_counted(make_event: Maker) -> None:
    event = read_event(make_event(outputs=with_facet("schema", fields=[None] * 1_000)))
    assert len(event.problems) == 6
    assert event.problems[-1].message == "995 more of this kind."


def test_a_dataset_may_feed_itself(make_event: Maker) -> None:
    event = read_event(make_event(inputs=[ORDERS], outputs=[ORDERS]))
    assert event.inputs[0].ref == event.outputs[0].ref


def test_the_document_itself_is_not_changed(make_event: Maker) -> None:
    document = make_event(job={"namespace": "a", "name": "b\0"})
    assert read_event(document).job is not None
    assert document["job"]["name"] == "b\0"
