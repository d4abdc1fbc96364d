"""Decide which edges are shown: a pure function of a job's edges, computed anew for the jobs whose edges changed.

An edge lives while it was seen inside the window before the newest of its job, and is shown unless stronger evidence that lives overrules it:
the lineage facet speaks for its targets alone; column lineage (or SQL) for its targets, and for the inputs it names - an input that no
explicit statement names keeps its pairs, because a missed dependency is worse than a coarse one (docs/decisions/0008).
SQL fills the columns that no facet speaks of.
Declared edges hold until a newer JobEvent states that side otherwise.
"""

from collections.abc import Iterable

from django.conf import settings

from catalog import bulk

EDGES = """
UPDATE lineage_edge e SET is_shown = n.shown FROM (
    SELECT x.id, x.lives AND NOT (CASE
            WHEN x.evidence = 'lineage_facet' THEN x.source_id = x.target_id  -- "no upstream"
            WHEN x.evidence IN ('column_lineage', 'sql') THEN bool_or(x.lives AND x.evidence = 'lineage_facet') OVER of_target
            ELSE bool_or(x.lives AND x.evidence = 'lineage_facet') OVER of_target
                OR (bool_or(x.lives AND x.evidence IN ('column_lineage', 'sql')) OVER of_target
                    AND bool_or(x.lives AND x.evidence IN ('column_lineage', 'sql')) OVER of_source)
        END) AS shown
    FROM (SELECT l.*, CASE WHEN l.evidence = 'declared'
            THEN EXISTS (SELECT 1 FROM lineage_jobdataset i WHERE i.job_id = l.job_id AND i.asset_id = l.source_id
                    AND i.direction = 'input' AND i.is_declared AND i.is_shown)
                AND EXISTS (SELECT 1 FROM lineage_jobdataset o WHERE o.job_id = l.job_id AND o.asset_id = l.target_id
                    AND o.direction = 'output' AND o.is_declared AND o.is_shown)
            ELSE l.last_seen_at >= max(l.last_seen_at) FILTER (WHERE l.evidence <> 'declared') OVER (PARTITION BY l.job_id)
                - make_interval(days => %s) END AS lives
        FROM lineage_edge l WHERE l.job_id = ANY(%s)) x
    WINDOW of_target AS (PARTITION BY x.job_id, x.target_id), of_source AS (PARTITION BY x.job_id, x.source_id)
) n WHERE e.id = n.id AND e.is_shown IS DISTINCT FROM n.shown
"""
COLUMN_EDGES = """
UPDATE lineage_columnedge e SET is_shown = n.shown FROM (
    SELECT x.id, x.lives
        AND (x.evidence = 'lineage_facet' OR NOT bool_or(x.lives AND x.evidence = 'lineage_facet') OVER (PARTITION BY x.job_id, x.target_id))
        AND (x.evidence <> 'sql'
            OR NOT bool_or(x.lives AND x.evidence = 'column_lineage') OVER (PARTITION BY x.job_id, x.target_id, x.target_column_id))
        AS shown
    FROM (SELECT l.*, l.last_seen_at >= max(l.last_seen_at) OVER (PARTITION BY l.job_id) - make_interval(days => %s) AS lives
        FROM lineage_columnedge l WHERE l.job_id = ANY(%s)) x
) n WHERE e.id = n.id AND e.is_shown IS DISTINCT FROM n.shown
"""
JOB_DATASETS = """
UPDATE lineage_jobdataset d SET is_shown = n.shown FROM (
    SELECT x.id, CASE WHEN x.is_declared
        THEN x.last_seen_at >= date_trunc('hour', CASE x.direction WHEN 'input' THEN j.declared_inputs_at ELSE j.declared_outputs_at END, 'UTC')
        ELSE x.last_seen_at >= max(x.last_seen_at) FILTER (WHERE NOT x.is_declared) OVER (PARTITION BY x.job_id) - make_interval(days => %s) END AS shown
    FROM lineage_jobdataset x JOIN lineage_job j ON j.id = x.job_id WHERE x.job_id = ANY(%s)
) n WHERE d.id = n.id AND d.is_shown IS DISTINCT FROM n.shown RETURNING d.job_id
"""


def decide_sides(jobs: Iterable[int]) -> set[int]:
    """Recompute which of the assets these jobs read and write are shown; returns the jobs where that changed. Their SQL hangs on it."""
    listed = sorted(set(jobs))
    return {job for (job,) in bulk.ask(JOB_DATASETS, settings.EDGE_WINDOW_DAYS, listed)} if listed else set()


def decide_shown(jobs: Iterable[int]) -> None:
    """Recompute which edges of these jobs are shown; once their sides and what their SQL says are decided."""
    listed = sorted(set(jobs))
    if not listed:
        return
    for statement in (EDGES, COLUMN_EDGES):
        bulk.run(statement, settings.EDGE_WINDOW_DAYS, listed)
