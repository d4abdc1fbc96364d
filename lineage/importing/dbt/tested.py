"""dbt's tests and its sources' freshness as observations of the tables they looked at."""

import re
from typing import Any

from lineage.importing import events
from lineage.importing.dbt.artifacts import Json, Node
from lineage.importing.dbt.places import Warehouse
from lineage.importing.dbt.runs import execution_times, invocation, parent, results_of
from lineage.importing.words import Piece, Reading

RESULTS = {"pass": True, "success": True, "fail": False, "warn": False}
REF = re.compile(r"ref\(\s*['\"](?:[^'\"]+['\"]\s*,\s*['\"])?([^'\"]+)['\"]")
SOURCE = re.compile(r"source\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]+)['\"]")


def test_pieces(warehouse: Warehouse, reading: Reading) -> None:
    """Say the tests of each table together: one run of its tests, an assertion for each."""
    by_table: dict[str, list[tuple[Json, tuple[str, str]]]] = {}
    for test, result in results_of(warehouse):
        if test.kind not in {"test", "unit_test"}:
            continue
        status, times, tables = str(result.get("status")), execution_times(result), tested_tables(warehouse, test)
        if status not in RESULTS or times is None or not tables:
            reading.skip(test.unique_id, _why(status, result) if tables else "no model, seed or source that it tests is in the manifest")
            continue
        reading.count("tests")
        for table in tables:
            by_table.setdefault(table.unique_id, []).append((_assertion(test, result, passed=RESULTS[status]), times))
    for unique_id, told in by_table.items():
        reading.pieces += _run(warehouse, warehouse.project.nodes[unique_id], told)


def _why(status: str, result: Json) -> str:
    """Say why a test has no result: one that couldn't run hasn't failed."""
    if status == "error":
        return (
            f"it couldn't run, which is no failure of the data: {str(result.get('message') or 'no message').strip().splitlines()[0][:200]}"
        )
    return f"its status is “{status}”"


def tested_tables(warehouse: Warehouse, test: Node) -> list[Node]:
    """Find what a test is about: the table it hangs on; a singular test is about each table it reads."""
    nodes = warehouse.project.nodes
    parents = [node for unique_id in test.parents if (node := nodes.get(unique_id)) is not None and node.is_relation]
    attached = nodes.get(str(test.body.get("attached_node") or ""))
    if attached is not None and attached.is_relation:
        return [attached]
    model = str((_metadata(test).get("kwargs") or {}).get("model") or "")
    named = REF.search(model)
    source = SOURCE.search(model)
    # A generic test of two tables (relationships) names in `model` the one that it is about.
    about = [
        node
        for node in parents
        if (named and node.kind != "source" and node.name == named[1])
        or (source and node.kind == "source" and (str(node.body.get("source_name")), node.name) == (source[1], source[2]))
    ]
    return about or parents


def _metadata(test: Node) -> dict[str, Any]:
    found = test.body.get("test_metadata")
    return found if isinstance(found, dict) else {}


def _assertion(test: Node, result: Json, *, passed: bool) -> dict[str, Any]:
    """Say a result. Severity as configured: a test that only warns did fail, but stops nobody."""
    failures, errs = result.get("failures"), str(test.config.get("error_if") or "!= 0")
    column = (_metadata(test).get("kwargs") or {}).get("column_name") or test.body.get("column_name")
    said = {
        "assertion": _metadata(test).get("name") or test.name,
        "name": test.name,
        "success": passed,
        "column": column if isinstance(column, str) else None,
        "severity": "warn" if result.get("status") == "warn" else str(test.config.get("severity") or "error").lower(),
        "expected": "no failing row" if errs == "!= 0" else f"error if {errs} rows fail",
        "actual": f"{failures} failing rows" if isinstance(failures, int) else None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _run(warehouse: Warehouse, node: Node, told: list[tuple[Json, tuple[str, str]]]) -> list[Piece]:
    namespace, name = warehouse.job(node)
    job, run = (namespace, f"{name}.test"), events.run_id("dbt", invocation(warehouse), node.unique_id, "test")
    assertions = [assertion for assertion, _ in told]
    held = all(assertion["success"] or assertion["severity"] == "warn" for assertion in assertions)
    measured = events.facets(dataQualityAssertions={"assertions": assertions})
    inputs = [events.named(warehouse.ref(node), inputFacets=measured)]
    started, ended = min(start for _, (start, _) in told), max(end for _, (_, end) in told)
    start = events.run_event(job, (run, parent(warehouse)), ("START", started))
    return [start, events.run_event(job, (run, parent(warehouse)), ("COMPLETE" if held else "FAIL", ended), inputs=inputs)]


def freshness_pieces(warehouse: Warehouse, reading: Reading) -> None:
    """Say how old sources were when dbt looked (sources.json): an assertion named freshness, with its age and thresholds."""
    listed = warehouse.project.freshness.get("results")
    for result in listed if isinstance(listed, list) else []:
        node = warehouse.project.nodes.get(str(result.get("unique_id")))
        looked_at = result.get("snapshotted_at")
        if node is None or not looked_at or result.get("status") not in {"pass", "warn", "error"}:
            reading.skip(f"freshness of {result.get('unique_id')}", f"{result.get('error') or 'the source is not in the manifest'}")
            continue
        reading.count("freshness checks")
        reading.pieces.append(_freshness(warehouse, node, result, str(looked_at)))


def _freshness(warehouse: Warehouse, node: Node, result: Json, at: str) -> Piece:
    criteria = result.get("criteria") if isinstance(result.get("criteria"), dict) else {}
    hours = float(result.get("max_loaded_at_time_ago_in_s") or 0) / 3600
    expected = [
        f"{word} after {_span(limit)}" for word in ("warn", "error") if (limit := (criteria or {}).get(f"{word}_after")) and _span(limit)
    ]
    assertion = {
        "assertion": "freshness",
        "name": "freshness",
        "success": result["status"] == "pass",
        "severity": "warn" if result["status"] == "warn" else "error",
        "expected": ", ".join(expected),
        "actual": f"{hours:.1f} hours old",
    }
    namespace, name = warehouse.job(node)
    run = events.run_id("dbt", "freshness", node.unique_id, at)
    measured = events.facets(dataQualityAssertions={"assertions": [assertion]})
    inputs = [events.named(warehouse.ref(node), inputFacets=measured)]
    state = "COMPLETE" if result["status"] != "error" else "FAIL"
    return events.run_event((namespace, f"{name}.freshness"), (run, {}), (state, at), inputs=inputs)


def _span(limit: Any) -> str:
    """Say `{"count": 12, "period": "hour"}`; empty where no limit is set."""
    count = limit.get("count") if isinstance(limit, dict) else None
    return f"{count} {limit.get('period')}s" if count else ""
