"""Runs of models, seeds and snapshots as run_results.json tells them, under the run of the dbt command."""

from collections.abc import Iterator
from typing import Any

from lineage.importing import events
from lineage.importing.dbt.artifacts import Json, Node
from lineage.importing.dbt.places import Warehouse
from lineage.importing.words import Document, Piece, Reading

STATES = {"success": "COMPLETE", "error": "FAIL", "fail": "FAIL", "partial success": "FAIL"}
NOT_RUN = {"skipped": "dbt skipped it because something before it failed", "no-op": "dbt had nothing to do for it"}


def run_pieces(warehouse: Warehouse, reading: Reading) -> None:
    """Say the runs of what was built, each from its start to its end."""
    found = [(node, result) for node, result in results_of(warehouse) if node.kind in {"model", "seed", "snapshot"}]
    told = False
    for node, result in found:
        status, times = str(result.get("status")), execution_times(result)
        if times is None and status == "error":
            times = _when_it_all_ended(warehouse)
        if status not in STATES or times is None or not node.is_relation:
            reading.skip(f"run of {node.unique_id}", NOT_RUN.get(status, f"its status is “{status}”, or no time is told"))
            continue
        reading.count("runs")
        reading.pieces += _run(warehouse, node, result, times)
        told = True
    if told:
        reading.pieces += _command(warehouse)


def results_of(warehouse: Warehouse) -> Iterator[tuple[Node, Json]]:
    """Yield each result with its node, once: dbt may list a node twice."""
    listed = warehouse.project.results.get("results")
    by_node = {result["unique_id"]: result for result in listed if "unique_id" in result} if isinstance(listed, list) else {}
    for unique_id, result in by_node.items():
        if (node := warehouse.project.nodes.get(unique_id)) is not None:
            yield node, result


def execution_times(result: Json) -> tuple[str, str] | None:
    """Give when the node began and ended, by its own clock; None where dbt doesn't say."""
    timing = [entry for entry in result.get("timing") or [] if isinstance(entry, dict)]
    executed = next((entry for entry in timing if entry.get("name") == "execute"), timing[-1] if timing else {})
    started, completed = executed.get("started_at"), executed.get("completed_at")
    return (str(started), str(completed)) if started and completed else None


def _when_it_all_ended(warehouse: Warehouse) -> tuple[str, str] | None:
    """Give the time of the results for a node that failed before it could begin."""
    at = (warehouse.project.results.get("metadata") or {}).get("generated_at")
    return (str(at), str(at)) if at else None


def invocation(warehouse: Warehouse) -> str:
    """Name the command that made the results."""
    told = warehouse.project.results.get("metadata") or {}
    return str(told.get("invocation_id") or told.get("generated_at") or warehouse.project.invocation_id)


def parent(warehouse: Warehouse) -> Document:
    """Give the facet that says which run of dbt a run belongs to."""
    name, run = _command_job(warehouse)
    return events.facets(parent={"run": {"runId": run}, "job": {"namespace": name[0], "name": name[1]}})


def _command_job(warehouse: Warehouse) -> tuple[tuple[str, str], str]:
    which = str((warehouse.project.results.get("args") or {}).get("which") or "run")
    job = (warehouse.settings.jobs, f"dbt-{which}-{warehouse.project.name}")
    return job, events.run_id("dbt", invocation(warehouse))


def _command(warehouse: Warehouse) -> list[Piece]:
    """Say the run of the whole command, from its first node's start to its last one's end."""
    ended_at = _when_it_all_ended(warehouse)
    times = [found for _, result in results_of(warehouse) if (found := execution_times(result) or ended_at) is not None]
    failed = any(STATES.get(str(result.get("status"))) == "FAIL" for _, result in results_of(warehouse))
    job, run = _command_job(warehouse)
    started, ended = min(start for start, _ in times), max(end for _, end in times)
    state = "FAIL" if failed else "COMPLETE"
    return [events.run_event(job, (run, {}), ("START", started)), events.run_event(job, (run, {}), (state, ended))]


def _run(warehouse: Warehouse, node: Node, result: Json, times: tuple[str, str]) -> list[Piece]:
    job, run = warehouse.job(node), events.run_id("dbt", invocation(warehouse), node.unique_id)
    state = STATES[str(result.get("status"))]
    failed = {"message": str(result.get("message") or "dbt reported an error"), "programmingLanguage": "SQL"} if state == "FAIL" else None
    inputs = [events.named(warehouse.ref(parent_node)) for parent_node in warehouse.upstream(node.parents)]
    written = events.facets(outputStatistics=_rows(result))
    outputs = [events.named(warehouse.ref(node), outputFacets=written)] if state == "COMPLETE" else []
    start = events.run_event(job, (run, parent(warehouse)), ("START", times[0]), inputs=inputs)
    said = {**parent(warehouse), **events.facets(errorMessage=failed)}
    return [start, events.run_event(job, (run, said), (state, times[1]), inputs=inputs, outputs=outputs)]


def _rows(result: Json) -> dict[str, Any] | None:
    """Give the rows written; adapters that don't know say -1."""
    response = result.get("adapter_response")
    rows = response.get("rows_affected") if isinstance(response, dict) else None
    return {"rowCount": rows} if isinstance(rows, int) and not isinstance(rows, bool) and rows >= 0 else None
