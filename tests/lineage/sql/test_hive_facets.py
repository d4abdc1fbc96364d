"""Hive's own columnLineage facets beside our reading of the same events' SQL, subtype by subtype."""

import json

import pytest

from lineage.sql import Schema, resolve
from tests.lineage.sql.corpus import ROOT

# What differs, and why, is told in docs/reference/sql.md.
DIFFERING = {"cllComplexQueryCTEJoins", "cllCtasWithJoins", "cllSimpleQueryWithCaseWhenConditional", "cllSimpleQueryWithIfConditional"}


def _events() -> dict[str, dict]:
    folder = ROOT / "openlineage" / "ol-hive-container"
    if not folder.exists():
        pytest.skip("Hive's events aren't here; PROVENDER_CORPUS names the folder that has openlineage/ol-hive-container.")
    return {path.name.removesuffix("Complete.json"): json.loads(path.read_text()) for path in folder.glob("cll*Complete.json")}


def _theirs(event):
    for output in event["outputs"]:
        facet = output["facets"].get("columnLineage", {"fields": {}})
        named = [(field, source) for field, told in facet["fields"].items() for source in told["inputFields"]]
        for field, source in [*named, *((None, source) for source in facet.get("dataset", ()))]:
            for way in source["transformations"]:
                column = f"{source['name']}.{source['field']}".lower()
                yield column, output["name"].lower(), field and field.lower(), way["subtype"].lower(), way["masking"]


def _ours(event):
    known = {
        dataset["name"]: [field["name"] for field in dataset["facets"]["schema"]["fields"]]
        for dataset in (*event["inputs"], *event["outputs"])
        if "schema" in dataset.get("facets", {})
    }
    for edge in resolve(event["job"]["facets"]["sql"]["query"], dialect="hive", schema=Schema(known)).edges:
        column = f"{edge.source}.{edge.source_column}".lower()
        yield column, str(edge.target).lower(), edge.target_column and edge.target_column.lower(), str(edge.subtype), edge.masking


def test_hives_own_column_lineage_is_ours_but_for_what_is_explained():
    events = _events()
    assert {name for name, event in events.items() if set(_theirs(event)) != set(_ours(event))} == DIFFERING
    assert len(events) >= 20
