"""Charts, tests and profiles follow what lineage does to their assets and runs: merges, a rebuild. Steps of lineage (settings)."""

from collections.abc import Mapping

from catalog import bulk
from contracts.actions.charting.replaying import replay
from contracts.actions.judging.signals import raise_signals
from contracts.models import ControlChart

# A test whose name the survivor has already keeps its own, told apart by its number.
RENAMED = """
UPDATE contracts_datatest t SET name = left(t.name, 100) || ' (' || t.id || ')' FROM merged_asset m
WHERE t.asset_id = m.loser AND EXISTS (SELECT FROM contracts_datatest o WHERE o.name = t.name AND o.id <> t.id
    AND (o.asset_id = m.survivor OR o.asset_id IN (SELECT s.loser FROM merged_asset s WHERE s.survivor = m.survivor)))
"""
MOVED = (("contracts_datatest", "asset_id"), ("contracts_datatest", "source_id"), ("contracts_profile", "asset_id"))
# Charts of one metric become one: the elder keeps its design and takes the others' points.
TWINS = """
CREATE TEMPORARY TABLE twin_chart ON COMMIT DROP AS
SELECT id, keeper FROM (
    SELECT c.id, first_value(c.id) OVER (PARTITION BY coalesce(m.survivor, c.asset_id), column_path, metric, test ORDER BY c.id) AS keeper
    FROM contracts_controlchart c LEFT JOIN merged_asset m ON m.loser = c.asset_id
    WHERE coalesce(m.survivor, c.asset_id) IN (SELECT survivor FROM merged_asset)
) t WHERE id <> keeper
"""
POINTS = """
UPDATE contracts_chartpoint p SET chart_id = t.keeper FROM twin_chart t
WHERE p.chart_id = t.id AND NOT EXISTS (SELECT FROM contracts_chartpoint o JOIN twin_chart s ON s.keeper = t.keeper
    WHERE o.subject = p.subject AND (o.chart_id = t.keeper OR (o.chart_id = s.id AND o.id < p.id)))
"""
GONE = (
    "DELETE FROM contracts_chartpoint p USING twin_chart t WHERE p.chart_id = t.id",
    "DELETE FROM contracts_controlchart c USING twin_chart t WHERE c.id = t.id",
    "UPDATE contracts_controlchart c SET asset_id = m.survivor FROM merged_asset m WHERE c.asset_id = m.loser",
)
RENUMBERED = """
UPDATE contracts_datatestresult t SET run_id = r.id FROM former_run f JOIN lineage_run r ON r.run_id = f.run_id AND r.job_id = f.job_id
WHERE t.run_id = f.id AND r.id <> f.id
"""


def follow_merges(merged: Mapping[int, int]) -> None:
    """Let charts, tests and profiles of merged assets be the survivor's. An ASSET_MERGE_STEP."""
    bulk.run(RENAMED)  # the statements read the table that was made of `merged`
    for table, column in MOVED:
        bulk.run(f"UPDATE {table} t SET {column} = m.survivor FROM merged_asset m WHERE t.{column} = m.loser")
    bulk.run("DROP TABLE IF EXISTS twin_chart")
    bulk.run(TWINS)
    keepers = [keeper for (keeper,) in bulk.ask("SELECT DISTINCT keeper FROM twin_chart")]
    bulk.run(POINTS)
    for statement in GONE:
        bulk.run(statement)
    for chart in ControlChart.objects.filter(pk__in=keepers).order_by("pk"):
        replay(chart, {})
        chart.save(update_fields=["memory", "state", "last_at", "last_value", "last_words", "point_count"])
    raise_signals(merged.values())


def follow_rebuild() -> None:
    """Point to runs by their new ids. A REBUILT_STEP."""
    bulk.run(RENUMBERED)
