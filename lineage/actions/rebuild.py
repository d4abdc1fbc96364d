"""Rebuild: the graph is a projection, so it can be made again from the event log; readers see the old rows until the new ones are whole."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from catalog import bulk
from catalog.actions.index_assets import index_assets
from lineage.actions.projecting.deriving import derive_all
from lineage.actions.projecting.log import Cursor, Entry, cursor_for_update, horizon, move_cursor, next_entries
from lineage.actions.projecting.memory import Memory
from lineage.actions.projecting.projector import Projector, ReadBatch, alone, collect_seldom, read_batch
from lineage.actions.projecting.seeing import write_seen_again
from lineage.actions.projecting.showing import decide_shown
from lineage.steps import steps

# Nobody waits for a single event here, so batches are large: an asset or a job is written once in each, however often it is told of.
BATCH = 10_000
PROCESSOR = 36  # among the fields of proc_pid_stat(5) that follow the name

# Rows that are nothing but projection go; rows that people wrote on (assets, columns, jobs) or that others point to are emptied of it.
# DELETE, not TRUNCATE: pages go on reading the old rows until the rebuild commits.
EMPTY = [
    "DELETE FROM lineage_eventproblem",
    "DELETE FROM lineage_observation WHERE event_digest <> ''",  # posted and measured ones are in no event
    "DELETE FROM lineage_columnedge",
    "DELETE FROM lineage_edge",
    "DELETE FROM lineage_statement",
    "DELETE FROM lineage_guessedcolumn",
    "DELETE FROM lineage_jobdataset",
    "DELETE FROM lineage_rundataset",
    "DELETE FROM lineage_assetfacet",
    "DELETE FROM lineage_jobfacet",
    "DELETE FROM lineage_facetcontent",
    (
        "UPDATE lineage_job SET latest_run_id = NULL, parent_id = NULL, kind = '', integration = '', processing = '', reported_description = '',"
        " source_url = '', first_seen_at = NULL, last_seen_at = NULL, declared_inputs_at = NULL, declared_outputs_at = NULL, said = '{}'"
    ),
    "DELETE FROM lineage_run",
    "DELETE FROM catalog_schemaversion",
    "DELETE FROM catalog_assettag WHERE source = 'reported'",
    "DELETE FROM catalog_ownersuggestion WHERE decision = 'open'",
    (
        "UPDATE catalog_asset SET kind = 'dataset', reported_description = '', reported_version = '', schema_fingerprint = NULL,"
        " first_seen_at = NULL, last_seen_at = NULL, dropped_at = NULL, fresh_at = NULL"
    ),
    "UPDATE catalog_assetname SET kind = 'symlink' WHERE NOT is_pinned",
]
# Columns keep what was said of them, for most of it is said again; here is what was not: there is no schema for their asset.
NO_SCHEMA = """
WITH blanked AS (
    UPDATE catalog_column c SET data_type = '', ordinal = NULL, reported_description = '', is_current = false
    WHERE (data_type, reported_description, is_current) <> ('', '', false)
    AND NOT EXISTS (SELECT FROM lineage_assetfacet f WHERE f.asset_id = c.asset_id AND f.name = 'schema')
    RETURNING asset_id
)
SELECT DISTINCT asset_id FROM blanked
"""
# What no event told again and nobody wrote on.
SWEEP_COLUMNS = """
DELETE FROM catalog_column c WHERE NOT is_current AND description = '' AND c.id <> ALL(%s)
AND NOT EXISTS (SELECT 1 FROM lineage_columnedge e WHERE c.id IN (e.source_column_id, e.target_column_id))
AND NOT EXISTS (SELECT 1 FROM catalog_assettag t WHERE t.column_id = c.id)
"""
# Runs get new ids; whoever points to one by its id finds it again here.
FORMER = "CREATE TEMP TABLE former_run ON COMMIT DROP AS SELECT id, run_id, job_id FROM lineage_run"
# PostgreSQL counts neither a temporary table nor what this transaction wrote by itself, and would plan their join as if both were small.
COUNT = "ANALYZE former_run, lineage_run, lineage_note"
RENUMBER_NOTES = """
UPDATE lineage_note n SET run = r.id FROM former_run f JOIN lineage_run r ON r.run_id = f.run_id AND r.job_id = f.job_id WHERE n.run = f.id
"""
UNMENTIONED = """
CREATE TEMP TABLE unmentioned_job ON COMMIT DROP AS
SELECT j.id FROM lineage_job j WHERE j.id <> ALL(%s) AND j.owner_team_id IS NULL
AND NOT EXISTS (SELECT 1 FROM lineage_edge e WHERE e.job_id = j.id) AND NOT EXISTS (SELECT 1 FROM lineage_columnedge e WHERE e.job_id = j.id)
"""
SWEEP_JOBS = "DELETE FROM lineage_job j USING unmentioned_job u WHERE j.id = u.id"


@dataclass(slots=True)
class Mentioned:
    """Ids of what the replayed events spoke of."""

    jobs: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)

    noted: tuple[int, int, int, int] = (0, 0, 0, 0)

    def note(self, memory: Memory) -> None:
        """Note what a projector remembers, before it may forget it; costs nothing where it learnt no new name."""
        now = (id(memory.jobs), len(memory.jobs), id(memory.columns), len(memory.columns))
        if now != self.noted:
            self.jobs |= {row.id for row in memory.jobs.values()}
            self.columns |= set(memory.columns.values())
            self.noted = now


class ReadAhead:
    """The log, batch after batch, the next one being read into words by another thread while this one waits for the database.

    Only then: reading takes as long as the waiting, and two threads that both want the interpreter get no more done than one.
    """

    def __init__(self, reader: Executor, turn: threading.Event) -> None:
        """Begin to read; `turn` is set while the reader may."""
        self.reader, self.turn = reader, turn
        self.below = horizon()
        self._fetch(Cursor(-1, 0, 0))

    def _fetch(self, after: Cursor) -> None:
        entries = next_entries(after, BATCH, self.below)
        self.count, self.last = len(entries), entries[-1] if entries else None
        self.ahead = self.reader.submit(read_batch, entries, self.turn.wait)

    def __iter__(self) -> Iterator[tuple[ReadBatch, Entry, int]]:
        """Yield what was read, the last entry of it, and how many entries it was read of."""
        while self.last:
            with bulk.waiting():
                read = self.ahead.result()
            last, count = self.last, self.count
            self._fetch(Cursor(last.xid, last.id, 0))
            yield read, last, count


@contextmanager
def _on_one_core() -> Iterator[None]:
    """Keep this thread, and those it starts, on the core it is on (Linux only).

    They share one interpreter and can't use a second; left alone, the scheduler time and again wakes the database's process where they run.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    with suppress(OSError):  # nothing hangs on it
        os.sched_setaffinity(0, {int(Path("/proc/thread-self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[PROCESSOR])})
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setaffinity(0, before)


def rebuild(*, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Replay the whole event log into the same rows, in one transaction; returns the number of events.

    Events that come meanwhile wait in the log for the projector. Killed at any time, it leaves everything as it was.
    `progress` hears (events done, events in all).
    """
    collect_seldom()
    turn = threading.Event()
    with alone(), transaction.atomic(), _on_one_core(), ThreadPoolExecutor(1) as reader, bulk.giving_way(turn):
        told_until = cursor_for_update()
        [(total,)] = bulk.ask("SELECT count(*) FROM lineage_event")
        batches = ReadAhead(reader, turn)
        bulk.run(FORMER)
        for statement in EMPTY:
            bulk.run(statement)
        mentioned = Mentioned()
        done = _replay(batches, mentioned, told_until, lambda done: progress(done, total))
        index_assets({asset for (asset,) in bulk.ask(NO_SCHEMA)})
        bulk.run(COUNT)
        bulk.run(SWEEP_COLUMNS, list(mentioned.columns))
        bulk.run(RENUMBER_NOTES)
        bulk.run(UNMENTIONED, list(mentioned.jobs))
        for _, follow in steps("REBUILT_STEPS"):
            follow()
        bulk.run(SWEEP_JOBS)
        decide_shown(mentioned.jobs | derive_all())
        bulk.run("UPDATE lineage_projectioncursor SET generation = generation + 1 WHERE name = 'projector'")
    return done


def _replay(batches: ReadAhead, mentioned: Mentioned, told_until: Cursor, progress: Callable[[int], None]) -> int:
    """Record batch after batch; returns how many events that were."""
    projector = Projector()
    projector.memory.is_rebuild = True
    projector.before_forgetting = mentioned.note
    done = 0
    for read, last, count in batches:
        projector.memory.told_until = (told_until.xid, told_until.event_id)
        projector.record(read)
        mentioned.note(projector.memory)
        move_cursor(last)
        done += count
        progress(done)
        if projector.memory.is_large():
            projector.memory.forget()
    write_seen_again(projector.memory)
    return done
