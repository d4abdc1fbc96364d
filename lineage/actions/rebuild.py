"""Rebuild: the graph is a projection, so it can be made again from the event log; readers see the old rows until the new ones are whole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import transaction

from catalog import bulk
from lineage.actions.projecting.deriving import derive_all
from lineage.actions.projecting.log import Cursor, cursor_for_update, horizon, move_cursor, next_entries
from lineage.actions.projecting.memory import Memory
from lineage.actions.projecting.projector import Projector, alone, collect_seldom, read_batch
from lineage.actions.projecting.showing import decide_shown
from lineage.steps import steps

# Nobody waits for a single event here, so batches are large: an asset or a job is written once in each, however often it is told of.
BATCH = 2_500

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
    "UPDATE catalog_column SET data_type = '', ordinal = NULL, reported_description = '', is_current = false",
    (
        "UPDATE catalog_asset SET kind = 'dataset', reported_description = '', reported_version = '', schema_fingerprint = NULL,"
        " first_seen_at = NULL, last_seen_at = NULL, dropped_at = NULL, fresh_at = NULL"
    ),
    "UPDATE catalog_assetname SET kind = 'symlink' WHERE NOT is_pinned",
]
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


def rebuild(*, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Replay the whole event log into the same rows, in one transaction; returns the number of events.

    Events that come meanwhile wait in the log for the projector. Killed at any time, it leaves everything as it was.
    `progress` hears (events done, events in all).
    """
    with alone(), transaction.atomic():
        told_until = cursor_for_update()
        [(total,)] = bulk.ask("SELECT count(*) FROM lineage_event")
        bulk.run(FORMER)
        for statement in EMPTY:
            bulk.run(statement)
        mentioned = Mentioned()
        done = _replay(total, progress, mentioned, told_until)
        bulk.run(COUNT)
        bulk.run(SWEEP_COLUMNS, list(mentioned.columns))
        bulk.run(RENUMBER_NOTES)
        bulk.run(UNMENTIONED, list(mentioned.jobs))
        for _, follow in steps("REBUILT_STEPS"):
            follow()
        bulk.run(SWEEP_JOBS)
        decide_shown(derive_all())
        bulk.run("UPDATE lineage_projectioncursor SET generation = generation + 1 WHERE name = 'projector'")
    return done


def _replay(total: int, progress: Callable[[int, int], None], mentioned: Mentioned, told_until: Cursor) -> int:
    """Record batch after batch, the next one being read into words by another thread while the database works on this one."""
    collect_seldom()
    projector = Projector()
    projector.memory.defers_sql = True
    below = horizon()
    done = 0
    with ThreadPoolExecutor(1) as reader:
        entries = next_entries(Cursor(-1, 0, 0), BATCH, below)
        ahead = reader.submit(read_batch, entries)
        while entries:
            following = next_entries(Cursor(entries[-1].xid, entries[-1].id, 0), BATCH, below)
            read, ahead = ahead.result(), reader.submit(read_batch, following)
            projector.memory.told_until = (told_until.xid, told_until.event_id)
            projector.record(read)
            mentioned.note(projector.memory)
            move_cursor(entries[-1])
            done += len(entries)
            progress(done, total)
            if projector.memory.is_large():
                projector.memory.forget()
            entries = following
    return done
