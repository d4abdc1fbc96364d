"""Derive edges from the SQL that jobs ran: a pure function of their statements and the catalog, computed anew where either changed."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from catalog import bulk
from lineage.actions.projecting.memory import Memory

if TYPE_CHECKING:
    from lineage.actions.projecting.resolutions import Resolutions

JOBS_AT_ONCE = 50

# A job's SQL may mean another table, or other columns, when an asset comes that is called so, is renamed or has a new schema,
# and when an asset that the job reads or writes gets another name.
TOUCHED = """
SELECT s.job_id FROM lineage_statement s WHERE s.touches && (
    SELECT coalesce(array_agg(DISTINCT w.word), '{}') FROM catalog_assetname n,
    LATERAL (VALUES (lower(substring(n.name, '[^./]+$'))), ('path:' || lower(trim(BOTH '/' FROM n.name)))) w(word) WHERE n.asset_id = ANY(%s)
)
UNION SELECT d.job_id FROM lineage_jobdataset d WHERE d.asset_id = ANY(%s) AND EXISTS (SELECT FROM lineage_statement s WHERE s.job_id = d.job_id)
"""


def derive_changed(jobs: set[int], assets: set[int], memory: Memory) -> set[int]:
    """Derive again what the SQL of these jobs says, and that of jobs whose SQL may name these assets; returns the jobs derived."""
    if memory.sql_jobs is None:
        memory.sql_jobs = {job for (job,) in bulk.ask("SELECT DISTINCT job_id FROM lineage_statement")}
    if memory.is_rebuild or not memory.sql_jobs:
        return set()
    touched = jobs_touching(assets)
    found = (jobs & memory.sql_jobs) | touched
    derive(found)
    return found


def jobs_touching(assets: Iterable[int]) -> set[int]:
    """Give the jobs whose SQL may mean something else once these assets have changed."""
    listed = sorted(set(assets))
    return {job for (job,) in bulk.ask(TOUCHED, listed, listed)} if listed else set()


def derive(jobs: Iterable[int]) -> None:
    """Make the edges of evidence `sql` of these jobs what their statements say with the catalog as it is."""
    listed = sorted(set(jobs))
    for start in range(0, len(listed), JOBS_AT_ONCE):
        _derive(listed[start : start + JOBS_AT_ONCE])


def derive_all() -> set[int]:
    """Derive every job's edges; returns the jobs."""
    jobs = {job for (job,) in bulk.ask("SELECT DISTINCT job_id FROM lineage_statement")}
    derive(jobs)
    return jobs


def _derive(jobs: list[int]) -> None:
    # The resolver takes 25 MB: loaded with the first SQL, not at start.
    from lineage.actions.projecting.sql_edges import Collected, write_edges
    from lineage.actions.projecting.surroundings import Surroundings, statements_of

    ran = statements_of(jobs)
    around = Surroundings(ran)
    collected = Collected(around)
    outcomes: list[tuple[int, list[str], str, list[str]]] = []
    for one in ran:
        atlas = around.atlas(one)
        found = _resolutions().of(one.text, around.dialect(one), atlas)
        notes = (*found.notes, *collected.add(one, found, atlas))
        if (found.touches, str(found.outcome), notes) != one.before:
            outcomes.append((one.id, list(found.touches), str(found.outcome), list(notes)))
    write_edges(jobs, collected)
    bulk.write(
        "UPDATE lineage_statement s SET touches = v.touches, outcome = v.outcome, notes = v.notes"
        " FROM (VALUES %s) v(id, touches, outcome, notes) WHERE s.id = v.id",
        outcomes,
        template="(%s, %s::text[], %s, %s::text[])",
    )


@cache
def _resolutions() -> "Resolutions":
    """Give what this process remembers of texts it resolved; safe across transactions, for an answer hangs on nothing but its key."""
    from lineage.actions.projecting.resolutions import Resolutions

    return Resolutions()
