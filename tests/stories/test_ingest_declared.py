"""What JobEvents declare holds until a newer one states that side otherwise."""

import pytest

from lineage.models import Edge
from tests.stories.log import fold_in_batches, keep, kept_entries

pytestmark = pytest.mark.django_db


def _declaration(hour: int, *, inputs: list[str] = (), outputs: list[str] = ()) -> dict:
    return {
        "eventTime": f"2026-03-01T{hour:02}:00:00Z",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent",
        "job": {"namespace": "etl", "name": "declared"},
        "inputs": [{"namespace": "db://a", "name": name} for name in inputs],
        "outputs": [{"namespace": "db://a", "name": name} for name in outputs],
    }


def _shown(*events: dict) -> set[tuple[str, str]]:
    keep(events)
    fold_in_batches(kept_entries(), [1])
    return set(Edge.objects.filter(is_shown=True).values_list("source__name", "target__name"))


def test_an_input_left_out_by_a_newer_declaration_loses_its_edge() -> None:
    first = _declaration(1, inputs=["old"], outputs=["report"])
    assert _shown(first, _declaration(2, inputs=["new"])) == {("new", "report")}


def test_the_order_of_declarations_is_no_matter() -> None:
    first = _declaration(1, inputs=["old"], outputs=["report"])
    assert _shown(_declaration(2, inputs=["new"]), first) == {("new", "report")}


def test_a_declaration_that_says_nothing_of_a_side_changes_nothing_there() -> None:
    assert _shown(_declaration(1, inputs=["in"], outputs=["out"]), _declaration(5, outputs=["other"])) == {("in", "other")}
