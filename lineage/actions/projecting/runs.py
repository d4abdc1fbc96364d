"""Fold events into runs: every field is a register ordered by event time and digest, so any order of arrival gives the same run."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from catalog import bulk
from lineage.actions.projecting.log import Told
from lineage.actions.projecting.memory import Memory, Order, RunRow, is_newer
from lineage.models.run import Direction, RunState
from lineage.openlineage.parsing import canonical_json
from lineage.openlineage.words import Event, Run

# Terminal beats RUNNING beats START; OTHER and unknown types never end or reopen a run.
STATE_OF = {
    "START": RunState.STARTED,
    "RUNNING": RunState.RUNNING,
    "COMPLETE": RunState.COMPLETED,
    "FAIL": RunState.FAILED,
    "ABORT": RunState.ABORTED,
}
RANK = {RunState.UNKNOWN: 0, RunState.STARTED: 1, RunState.RUNNING: 2, RunState.COMPLETED: 3, RunState.FAILED: 3, RunState.ABORTED: 3}
TERMINAL = 3
COMPLETED_WORD = "completed"

COLUMNS = (
    "run_id, job_id, state, state_at, started_at, ended_at, first_event_at, last_event_at, nominal_start_at, nominal_end_at,"
    " parent_run_id, root_run_id, submitter, engine, error, stack_trace, said"
)
SHAPE = (
    "run_id text, job_id bigint, state text, state_at timestamptz, started_at timestamptz, ended_at timestamptz, first_event_at timestamptz,"
    " last_event_at timestamptz, nominal_start_at timestamptz, nominal_end_at timestamptz, parent_run_id text, root_run_id text,"
    " submitter text, engine text, error text, stack_trace text, said jsonb"
)
UPSERT = f"""
INSERT INTO lineage_run ({COLUMNS}) SELECT {COLUMNS} FROM json_to_recordset(%s::json) AS v({SHAPE})
ON CONFLICT (run_id, job_id) DO UPDATE SET ({COLUMNS}) = ROW({", ".join(f"excluded.{c.strip()}" for c in COLUMNS.split(","))})
RETURNING id, run_id, job_id
"""


def load_runs(batch: Sequence[Told], memory: Memory) -> None:
    """Bring the runs of the batch into memory, new ones empty."""
    keys = {(told.event.run.run_id, memory.jobs[told.event.job.ref].id) for told in batch if told.event.run and told.event.job}
    missing = sorted(keys - memory.runs.keys())
    columns = ", ".join(f"r.{c.strip()}" for c in COLUMNS.split(","))
    rows = bulk.read(
        f"SELECT r.id, {columns} FROM lineage_run r JOIN (VALUES %s) v(run_id, job_id) ON v.run_id = r.run_id AND v.job_id = r.job_id",
        missing,
    )
    found = {}
    for run_pk, run_id, job_id, *rest, said in rows:
        row = memory.runs[run_id, job_id] = found[run_pk] = RunRow(run_id, job_id, run_pk, *rest)
        row.said = json.loads(said)
    sides = bulk.read(
        "SELECT d.run_id, d.asset_id, d.direction FROM lineage_rundataset d JOIN (VALUES %s) v(id) ON v.id = d.run_id",
        [(pk,) for pk in found],
    )
    for run_pk, asset, direction in sides:
        (found[run_pk].inputs if direction == Direction.INPUT else found[run_pk].outputs).add(asset)
    for key in missing:
        memory.runs.setdefault(key, RunRow(*key))


def fold_run(row: RunRow, event: Event, order: Order) -> None:
    """Fold one event into its run."""
    at = order.at
    row.first = min(row.first or at, at)
    row.last = max(row.last or at, at)
    state = STATE_OF.get(event.event_type, RunState.UNKNOWN)
    if state is RunState.STARTED:
        row.started = min(row.started or at, at)
    if state is RunState.COMPLETED:
        is_newer(row.said, COMPLETED_WORD, order)
    if row.state_at is None or (RANK[state], at, state) > (RANK[RunState(row.state)], row.state_at, row.state):
        row.state, row.state_at = state.value, at
        row.ended = at if RANK[state] == TERMINAL else None
    if event.run:
        _fold_words(row, event.run, order)


def _fold_words(row: RunRow, run: Run, order: Order) -> None:
    """Let the newest event that says a word have it."""
    if (run.nominal_start_at or run.nominal_end_at) and is_newer(row.said, "nominal", order):
        row.nominal_start, row.nominal_end = run.nominal_start_at, run.nominal_end_at
    if run.parent and is_newer(row.said, "parent", order):
        row.parent_run_id = run.parent.run_id
    if run.root and is_newer(row.said, "root", order):
        row.root_run_id = run.root.run_id
    if run.submitter and is_newer(row.said, "submitter", order):
        row.submitter = run.submitter
    if run.engine and is_newer(row.said, "engine", order):
        row.engine = run.engine
    if (run.error or run.stack_trace) and is_newer(row.said, "error", order):
        row.error, row.stack_trace = run.error, run.stack_trace


def write_runs(rows: Iterable[RunRow], memory: Memory) -> None:
    """Write folded runs; new ones get their id."""
    values = [
        {
            "run_id": row.run_id,
            "job_id": row.job_id,
            "state": row.state,
            "state_at": row.state_at,
            "started_at": row.started,
            "ended_at": row.ended,
            "first_event_at": row.first,
            "last_event_at": row.last,
            "nominal_start_at": row.nominal_start,
            "nominal_end_at": row.nominal_end,
            "parent_run_id": row.parent_run_id,
            "root_run_id": row.root_run_id,
            "submitter": row.submitter,
            "engine": row.engine,
            "error": row.error,
            "stack_trace": row.stack_trace,
            "said": row.said,
        }
        for row in sorted(rows, key=lambda row: (row.run_id, row.job_id))
    ]
    for run_pk, run_id, job_id in bulk.write_documents(UPSERT, values):
        memory.runs[run_id, job_id].id = run_pk


# The facets of one side are kept as {name: [time, digest, value]}: the newer of a name wins, compared as text.
NEWER_SIDES = """
ON CONFLICT (run_id, asset_id, direction) DO UPDATE SET facets = (
    SELECT coalesce(jsonb_object_agg(name, said), '{}') FROM (
        SELECT DISTINCT ON (name) name, said FROM (
            SELECT * FROM jsonb_each(lineage_rundataset.facets) a(name, said) UNION ALL SELECT * FROM jsonb_each(excluded.facets) b(name, said)
        ) both_sides ORDER BY name, said ->> 0 DESC, said ->> 1 DESC
    ) newest
) WHERE excluded.facets <> '{}'
"""
WRITE_SIDES = (
    "INSERT INTO lineage_rundataset (run_id, asset_id, direction, facets) SELECT run, asset, direction, facets::jsonb"
    " FROM json_to_recordset(%s::json) AS v(run bigint, asset bigint, direction text, facets text)"
) + NEWER_SIDES


def write_sides(batch: Sequence[Told], memory: Memory) -> None:
    """Note which assets each run read and wrote, with the facets that belong to the run."""
    sides: dict[tuple[int, int, str], dict[str, list[Any]]] = {}
    for told in batch:
        event = told.event
        if not event.run or not event.job:
            continue
        row = memory.runs[event.run.run_id, memory.jobs[event.job.ref].id]
        for place, (dataset, order) in enumerate(told.datasets()):
            direction, known = (Direction.INPUT, row.inputs) if place < len(event.inputs) else (Direction.OUTPUT, row.outputs)
            asset = memory.names[dataset.ref]
            if asset in known and not dataset.run_facets:
                continue
            known.add(asset)
            facets = sides.setdefault((row.id, asset, direction.value), {})
            for name, value in dataset.run_facets.items():
                said: list[Any] = [order.at.isoformat(timespec="microseconds"), order.digest.hex(), value]
                if name not in facets or facets[name][:2] < said[:2]:
                    facets[name] = said
    bulk.write_documents(
        WRITE_SIDES,
        [
            {"run": run, "asset": asset, "direction": direction, "facets": canonical_json(facets).decode() if facets else "{}"}
            for (run, asset, direction), facets in sorted(sides.items())
        ],
    )
