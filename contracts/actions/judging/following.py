"""Follow what lineage does to what promises point at: merged assets, runs renumbered by a rebuild. Steps of lineage (settings)."""

from collections.abc import Mapping

from catalog import bulk

# Tables whose rows simply move to the survivor.
MOVED = ("contracts_contractedasset", "contracts_clause", "contracts_deviation")
HEIRS = """
WITH gone AS (DELETE FROM contracts_inheritance i USING merged_asset m WHERE i.asset_id = m.loser RETURNING m.survivor, i.deviation_id, i.steps)
INSERT INTO contracts_inheritance (asset_id, deviation_id, steps) SELECT survivor, deviation_id, min(steps) FROM gone GROUP BY 1, 2
ON CONFLICT (deviation_id, asset_id) DO UPDATE SET steps = least(contracts_inheritance.steps, excluded.steps)
"""
# What was broken and what inherited it may be one asset now.
OWN_HEIRS = """
DELETE FROM contracts_inheritance i USING contracts_deviation d
WHERE d.id = i.deviation_id AND d.asset_id = i.asset_id AND d.asset_id IN (SELECT survivor FROM merged_asset)
"""
USED = """
WITH gone AS (
    DELETE FROM contracts_agreementcolumn c USING merged_asset m WHERE c.asset_id = m.loser
    RETURNING m.survivor, c.agreement_id, c.column_path, c.use, c.as_type
)
INSERT INTO contracts_agreementcolumn (asset_id, agreement_id, column_path, use, as_type)
SELECT DISTINCT ON (survivor, agreement_id, column_path, use) * FROM gone ORDER BY survivor, agreement_id, column_path, use, as_type DESC
ON CONFLICT (agreement_id, asset_id, column_path, use) DO NOTHING
"""
# Two consumers of one contract that turn out to be one: the elder open agreement goes on, the others end.
ENDED = """
UPDATE contracts_agreement a SET state = 'terminated', ended_at = now(), reason = 'Its consumer turned out to be one with another consumer of this contract.'
FROM (
    SELECT g.id, row_number() OVER (PARTITION BY g.contract_id, coalesce(m.survivor, g.consumer_asset_id) ORDER BY g.origin <> 'declared', g.id) AS place
    FROM contracts_agreement g LEFT JOIN merged_asset m ON m.loser = g.consumer_asset_id
    WHERE g.state IN ('requested', 'approved', 'active', 'suspended')
        AND coalesce(m.survivor, g.consumer_asset_id) IN (SELECT survivor FROM merged_asset)
) o WHERE o.id = a.id AND o.place > 1
"""
CONSUMERS = "UPDATE contracts_agreement a SET consumer_asset_id = m.survivor FROM merged_asset m WHERE a.consumer_asset_id = m.loser"
# Looked at anew by the due-loop: the survivor's standing follows from all of its promises.
LOOK = "UPDATE contracts_clause SET judge_at = now() WHERE in_force_until IS NULL AND why_not = '' AND asset_id IN (SELECT survivor FROM merged_asset)"

RENUMBERED = (
    ("contracts_slot", "run_id"),
    ("contracts_verdict", "run_id"),
    ("contracts_deviation", "run_id"),
    ("contracts_deviation", "resolved_run_id"),
)
KEEP_JOBS = "DELETE FROM unmentioned_job u USING contracts_agreement a WHERE a.consumer_job_id = u.id"


def follow_merges(merged: Mapping[int, int]) -> None:
    """Let contracts, clauses, deviations and agreements of merged assets be the survivor's. An ASSET_MERGE_STEP."""
    del merged  # the statements read the table it was made of
    for table in MOVED:
        bulk.run(f"UPDATE {table} t SET asset_id = m.survivor FROM merged_asset m WHERE t.asset_id = m.loser")
    for statement in (HEIRS, OWN_HEIRS, USED, ENDED, CONSUMERS, LOOK):
        bulk.run(statement)


def follow_rebuild() -> None:
    """Point to runs by their new ids, and keep the jobs that agreements name. A REBUILT_STEP."""
    for table, column in RENUMBERED:
        bulk.run(
            f"UPDATE {table} t SET {column} = r.id FROM former_run f JOIN lineage_run r ON r.run_id = f.run_id AND r.job_id = f.job_id"
            f" WHERE t.{column} = f.id AND r.id <> f.id"
        )
    bulk.run(KEEP_JOBS)
