"""Weigh how important each asset is: how much that people look at in the end is built on it."""

from catalog import bulk

# The graph is walked in memory, about 1 kB an edge; a larger one is ranked by what is downstream within three steps.
MOST_EDGES = 200_000
EDGES = """
SELECT DISTINCT source_id, target_id FROM lineage_edge WHERE is_shown AND source_id <> target_id LIMIT %s
"""
# What people open themselves weighs more than what only feeds something else.
WEIGHTS = """
SELECT id, 1 + ln(1 + views) + CASE WHEN kind IN ('dashboard', 'report', 'metric') THEN 2 ELSE 0 END FROM catalog_asset
WHERE views > 0 OR kind IN ('dashboard', 'report', 'metric')
"""
BY_USAGE = """
UPDATE catalog_asset a SET importance = r.share
FROM (SELECT id, percent_rank() OVER (ORDER BY usage) AS share FROM catalog_asset WHERE NOT is_dropped) r
WHERE a.id = r.id AND a.importance IS DISTINCT FROM r.share
"""
RESET = "UPDATE catalog_asset SET importance = NULL WHERE importance IS NOT NULL AND NOT id = ANY(%s)"
SET = """
UPDATE catalog_asset a SET importance = v.share FROM (VALUES %s) v(id, share)
WHERE a.id = v.id AND abs(coalesce(a.importance, -1) - v.share) > 0.001
"""


def weigh_assets() -> None:
    """Set `importance` of all assets in the graph: the share of them that matter less; what is in no graph has none."""
    edges = bulk.ask(EDGES, MOST_EDGES + 1)
    if len(edges) > MOST_EDGES:
        bulk.run(BY_USAGE)
        return
    # networkx is imported by the nightly task alone, not by every worker at start.
    from lineage.graph import importance

    shares = importance(edges, {key: float(weight) for key, weight in bulk.ask(WEIGHTS)})
    bulk.run(RESET, sorted(shares))
    bulk.write(SET, sorted(shares.items()))
