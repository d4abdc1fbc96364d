"""Record a batch of events: the story of ingestion from words to rows, one transaction, repeatable."""

from collections.abc import Sequence
from datetime import datetime

from catalog import bulk
from catalog.actions.describe_assets import set_times
from lineage.actions.projecting.deriving import derive_changed
from lineage.actions.projecting.describing import derive_again, describe, fold_jobs, guess_kinds, write_jobs
from lineage.actions.projecting.edges import MOST_PAIRS, fold_edges
from lineage.actions.projecting.indexing import index_assets, index_jobs
from lineage.actions.projecting.log import Told
from lineage.actions.projecting.memory import AssetRow, JobRow, Memory, Order, RunRow, is_newer
from lineage.actions.projecting.merging import jobs_of
from lineage.actions.projecting.naming import datasets_of, job_refs_of, load_assets, name_everything
from lineage.actions.projecting.noting import note_touched
from lineage.actions.projecting.observing import observe
from lineage.actions.projecting.runs import COMPLETED_WORD, fold_run, load_runs, write_runs, write_sides
from lineage.actions.projecting.showing import decide_shown, decide_sides
from lineage.actions.projecting.statements import fold_statements
from lineage.openlineage.words import Problem

DROP = "DROP"
LATEST_WORD = "latest_run"


def record(batch: Sequence[Told], memory: Memory) -> None:
    """Fold a batch into the rows. Within one transaction; on any error the caller rolls back and drops the memory."""
    renamed = name_everything(batch, memory)
    guess_kinds(renamed)
    survivors = _survivors(memory)
    derive_again(survivors)
    jobs = fold_jobs(batch, memory)
    described = describe(batch, memory)
    runs = _fold_runs(batch, memory)
    _note_latest_runs(runs, jobs)
    write_jobs(jobs.values())
    gathered = fold_edges(batch, memory)
    said = fold_statements(batch, memory)
    stating = gathered.jobs | jobs_of(survivors)
    turned = decide_sides(stating)
    derived = derive_changed(said | gathered.joining | turned, renamed | described | survivors, memory)
    if not memory.is_rebuild:
        decide_shown(stating | derived)
    _fold_times(batch, memory)
    observe(batch, memory)
    note_touched(batch, memory)
    index_assets(renamed | described)
    _index_jobs(batch, memory)
    _note_problems(batch, gathered.overloaded)


def _survivors(memory: Memory) -> set[int]:
    """Take the assets others were merged into since last asked."""
    survivors, memory.survivors = memory.survivors, set()
    return survivors


def _index_jobs(batch: Sequence[Told], memory: Memory) -> None:
    """Let jobs be found by what they are called and described by now."""
    rows = (memory.jobs[ref] for told in batch for ref in job_refs_of(told.event))
    changed = {row.id: row for row in rows if row.indexed != row.searchable}
    index_jobs(changed)
    for row in changed.values():
        row.indexed = row.searchable


def _fold_runs(batch: Sequence[Told], memory: Memory) -> list[RunRow]:
    load_runs(batch, memory)
    touched: dict[tuple[str, int], RunRow] = {}
    for told in batch:
        event = told.event
        if event.run and event.job:
            row = memory.runs[event.run.run_id, memory.jobs[event.job.ref].id]
            fold_run(row, event, told.order)
            touched[row.run_id, row.job_id] = row
    write_runs(touched.values(), memory)
    write_sides(batch, memory)
    return list(touched.values())


def _note_latest_runs(runs: Sequence[RunRow], jobs: dict[int, JobRow]) -> None:
    """Point each job to its run with the newest event (ties: the greater run id)."""
    for run in runs:
        if run.last and is_newer(jobs[run.job_id].said, LATEST_WORD, Order(run.last, run.run_id.encode())):
            jobs[run.job_id].latest_run_id = run.id


def _fold_times(batch: Sequence[Told], memory: Memory) -> None:
    """Note when assets were first and last seen, last written by a successful run, and last dropped."""
    changed: set[int] = set()

    def later(one: datetime | None, other: datetime) -> datetime:
        return max(one, other) if one else other

    for told in batch:
        at = told.order.at
        for dataset in datasets_of(told.event):
            row = memory.assets[memory.names[dataset.ref]]
            row.first, row.last = min(row.first or at, at), later(row.last, at)
            if dataset.lifecycle and dataset.lifecycle.change == DROP:
                row.dropped = later(row.dropped, at)
            changed.add(row.id)
        if told.event.run and told.event.job:
            run = memory.runs[told.event.run.run_id, memory.jobs[told.event.job.ref].id]
            completed = run.said.get(COMPLETED_WORD)
            for asset in run.outputs if completed else ():
                _asset(asset, memory).fresh = later(_asset(asset, memory).fresh, datetime.fromisoformat(completed[0] if completed else ""))
                changed.add(asset)
    set_times([(row.id, row.first, row.last, row.fresh, row.dropped) for row in (memory.assets[asset] for asset in changed)])


def _asset(asset: int, memory: Memory) -> AssetRow:
    if asset not in memory.assets:
        load_assets({asset}, memory)
    return memory.assets[asset]


def _note_problems(batch: Sequence[Told], overloaded: set[int]) -> None:
    """Keep what was odd about each event."""
    cartesian = Problem(
        "too_many_pairs", "", f"More than {MOST_PAIRS:,} pairs of inputs and outputs: they are listed, but not linked one to one."
    )
    rows = {
        (told.entry.id, problem.code[:60], problem.path): (
            told.entry.id,
            told.entry.received_at,
            "warning",
            problem.code[:60],
            problem.path,
            problem.message,
        )
        for told in batch
        for problem in (*told.event.problems, *((cartesian,) if told.entry.id in overloaded else ()))
    }
    bulk.write(
        "INSERT INTO lineage_eventproblem (event_id, received_at, severity, code, path, message) VALUES %s"
        " ON CONFLICT (event_id, severity, code, path) DO NOTHING",
        [rows[key] for key in sorted(rows)],
    )
