import json
import os
from pathlib import Path

import pytest

from lineage.importing.dbt import Settings, is_artifact, of_one_target, read_dbt
from lineage.importing.words import UnreadableSource
from lineage.openlineage import open_envelope, read_event
from tests.lineage.importing.artifacts import MODEL, TEST, files, manifest, node, orders, results, spending

CORPUS = Path(os.environ.get("PROVENDER_CORPUS") or Path(__file__).parents[4] / "shared" / "data") / "openlineage" / "ol-dbt-inputs"


def read(documents, known=None, **settings):
    return read_dbt(documents, Settings(namespace="duckdb://file", **settings), lambda refs: known or {})


def by_name(reading):
    """{(kind, name): document}; of a run its last event."""
    return {(piece.key.split("\n")[0], piece.key.split("\n")[2]): piece.document for piece in reading.pieces}


def facets(reading, name="shop.main.spending"):
    return by_name(reading)[("dataset", name)]["dataset"]["facets"]


def test_a_model_becomes_a_table_and_a_job_that_reads_its_parents():
    said = by_name(read(files(manifest=manifest(spending(), orders()))))
    job = said[("job", "shop.main.shop.spending")]
    assert [entry["name"] for entry in job["inputs"]] == ["shop.main.orders"]
    assert [entry["name"] for entry in job["outputs"]] == ["shop.main.spending"]
    assert job["job"]["facets"]["sql"]["query"].startswith("select customer")
    assert said[("dataset", "shop.main.orders")]["eventTime"] == "2026-03-01T08:00:00Z"


def test_an_ephemeral_model_passes_its_inputs_on():
    ephemeral = node("model.shop.between", config={"materialized": "ephemeral"}, depends_on={"nodes": ["source.shop.till.orders"]})
    reading = read(files(manifest=manifest(spending(depends_on={"nodes": ["model.shop.between"]}), ephemeral, orders())))
    assert [entry["name"] for entry in by_name(reading)[("job", "shop.main.shop.spending")]["inputs"]] == ["shop.main.orders"]
    assert any("ephemeral" in skipped.why for skipped in reading.skipped)


def test_columns_come_from_the_catalog_in_order_with_documented_words():
    documented = {"total": {"name": "total", "description": "In euro."}, "wish": {"name": "wish", "description": "Not built yet."}}
    catalog = {"TOTAL": {"name": "TOTAL", "type": "DOUBLE", "index": 2}, "CUSTOMER": {"name": "CUSTOMER", "type": "INT", "index": 1}}
    told = {"metadata": {}, "nodes": {MODEL: {"columns": catalog}}, "sources": {}}
    fields = facets(read(files(manifest=manifest(spending(columns=documented)), catalog=told)))["schema"]["fields"]
    assert fields == [{"name": "CUSTOMER", "type": "INT"}, {"name": "TOTAL", "type": "DOUBLE", "description": "In euro."}]


def test_without_a_catalog_documented_columns_join_those_that_are_known():
    documented = {"total": {"name": "total", "description": "In euro."}}
    from lineage.openlineage.words import DatasetRef

    known = {DatasetRef("duckdb://file", "shop.main.spending"): {"customer": "int", "total": "double"}}
    fields = facets(read(files(manifest=manifest(spending(columns=documented))), known))["schema"]["fields"]
    assert fields == [{"name": "customer", "type": "int"}, {"name": "total", "type": "double", "description": "In euro."}]


def test_owners_tags_and_the_model_contract_go_with_it():
    owned = spending(
        group="finance",
        tags=["nightly"],
        meta={"owner": "nora"},
        config={"materialized": "view", "contract": {"enforced": True}},
        columns={"total": {"name": "total", "tags": ["money"], "constraints": [{"type": "not_null"}]}},
    )
    groups = {"group.shop.finance": {"name": "finance", "owner": {"email": "finance@example.org"}}}
    said = facets(read(files(manifest=manifest(owned, groups=groups))))
    assert [owner["name"] for owner in said["ownership"]["owners"]] == ["finance@example.org", "nora"]
    assert [(tag["key"], tag.get("field")) for tag in said["tags"]["tags"]] == [("nightly", None), ("money", "total")]
    assert said["datasetType"]["datasetType"] == "VIEW"
    assert said["dbt_model"]["contract"]["columns"] == {"total": [{"type": "not_null"}]}


def test_an_exposure_is_a_dashboard_fed_by_its_models():
    board = {"unique_id": "exposure.shop.board", "name": "board", "type": "dashboard", "owner": {"email": "nora@example.org"}}
    board |= {"depends_on": {"nodes": [MODEL]}, "url": "https://bi.example.org/7", "description": "What customers spend."}
    said = facets(read(files(manifest=manifest(spending(), exposures={board["unique_id"]: board}))), "exposure.board")
    assert [entry["name"] for entry in said["lineage"]["inputs"]] == ["shop.main.spending"]
    assert said["datasetType"]["datasetType"] == "DASHBOARD"
    assert "https://bi.example.org/7" in said["documentation"]["description"]


def test_tests_become_assertions_of_the_table_they_hang_on():
    test = node(TEST, column_name="id", attached_node=MODEL, test_metadata={"name": "not_null", "kwargs": {"column_name": "id"}})
    warned = node("test.shop.odd", attached_node=MODEL, config={"severity": "warn"})
    ran = results((TEST, "fail", {"failures": 3}), ("test.shop.odd", "warn", {"failures": 1}))
    said = by_name(read(files(manifest=manifest(spending(), test, warned), run_results=ran)))[("run", "shop.main.shop.spending.test")]
    [first, second] = said["inputs"][0]["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert (first["assertion"], first["column"], first["success"], first["severity"]) == ("not_null", "id", False, "error")
    assert first["actual"] == "3 failing rows"
    assert (second["success"], second["severity"]) == (False, "warn")
    assert said["eventType"] == "FAIL"


def test_a_test_that_could_not_run_has_not_failed():
    test = node(TEST, attached_node=MODEL)
    reading = read(files(manifest=manifest(spending(), test), run_results=results((TEST, "error", {"message": "no such column"}))))
    assert not [key for key in by_name(reading) if key[0] == "run"]
    assert any("no such column" in skipped.why for skipped in reading.skipped)


def test_runs_have_their_own_times_rows_and_errors():
    ran = results((MODEL, "success", {"adapter_response": {"rows_affected": 42}}))
    said = by_name(read(files(manifest=manifest(spending(), orders()), run_results=ran)))[("run", "shop.main.shop.spending")]
    assert (said["eventType"], said["eventTime"]) == ("COMPLETE", "2026-03-01T08:02:00Z")
    assert said["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"] == 42
    failed = results((MODEL, "error", {"message": "division by zero"}))
    said = by_name(read(files(manifest=manifest(spending()), run_results=failed)))[("run", "shop.main.shop.spending")]
    assert said["run"]["facets"]["errorMessage"]["message"] == "division by zero"
    assert not [key for key in by_name(read(files(manifest=manifest(spending()), run_results=ran), with_runs=False)) if key[0] == "run"]


def test_freshness_becomes_an_assertion_with_age_and_thresholds():
    checked = {"unique_id": "source.shop.till.orders", "status": "warn", "snapshotted_at": "2026-03-01T09:00:00Z"}
    checked |= {"max_loaded_at_time_ago_in_s": 90_000, "criteria": {"warn_after": {"count": 24, "period": "hour"}, "error_after": {}}}
    said = by_name(read(files(manifest=manifest(orders()), sources={"metadata": {}, "results": [checked]})))
    [assertion] = said[("run", "shop.main.shop.till.orders.freshness")]["inputs"][0]["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert (assertion["success"], assertion["severity"], assertion["expected"]) == (False, "warn", "warn after 24 hours")
    assert assertion["actual"] == "25.0 hours old"


def test_a_model_that_was_only_parsed_is_rendered_and_says_so_where_it_cannot_be():
    raw = spending(compiled_code=None, raw_code="select * from {{ source('till', 'orders') }} where day > '{{ var(\"since\") }}'")
    good = read(files(manifest=manifest(raw, orders())), variables={"since": "2026-01-01"})
    assert "shop.main.orders where day > '2026-01-01'" in by_name(good)[("job", "shop.main.shop.spending")]["job"]["facets"]["sql"]["query"]
    bad = read(files(manifest=manifest(raw, orders())))
    assert any("since" in skipped.why for skipped in bad.skipped)


@pytest.mark.parametrize(
    ("documents", "reason"),
    [
        ({}, "no manifest.json"),
        ({"manifest.json": b"{"}, "no JSON"),
        ({"manifest.json": b"[]"}, "isn't what dbt writes"),
        (files(manifest={"metadata": {}}), "doesn't say its version"),
        (files(manifest=manifest(version=1)), "versions 2 to 12"),
    ],
)
def test_what_is_no_project_is_refused_in_words(documents, reason):
    with pytest.raises(UnreadableSource, match=reason):
        read(documents)


def test_a_zip_of_a_whole_project_gives_the_target_nearest_the_top():
    found = of_one_target({"p/target/manifest.json": b"1", "p/target/catalog.json": b"2", "p/dbt_packages/x/target/manifest.json": b"3"})
    assert found == {"manifest.json": b"1", "catalog.json": b"2"}
    assert is_artifact("target/sources.json")
    assert not is_artifact("target/graph.gpickle")


@pytest.mark.skipif(not CORPUS.exists(), reason=f"no recorded dbt artifacts at {CORPUS}; PROVENDER_CORPUS names them")
def test_every_recorded_project_is_read_into_events_without_a_warning():
    targets = sorted({path.parent for path in CORPUS.rglob("manifest.json")})
    assert len(targets) >= 20
    for target in targets:
        found = read({path.name: path.read_bytes() for path in target.glob("*.json") if is_artifact(path.name)})
        versions = json.loads((target / "manifest.json").read_bytes())["metadata"]["dbt_schema_version"]
        assert found.pieces or found.skipped, target
        for piece in found.pieces:
            open_envelope(piece.document)
            assert not read_event(piece.document).problems, (target, versions, piece.key)
