"""Count how much is downstream of each asset, and who queries it: search breaks ties with it, pages say 'used by'."""

import time

from catalog import bulk

LEVELS = 3
# Assets reached within three steps, each once, counted per starting asset; three is where catalogs stop being read (and the sum stays cheap).
COUNT = """
WITH RECURSIVE reach AS (
    SELECT source_id AS start, target_id AS node, 1 AS level FROM lineage_edge WHERE is_shown
    UNION
    SELECT r.start, e.target_id, r.level + 1 FROM reach r JOIN lineage_edge e ON e.source_id = r.node AND e.is_shown WHERE r.level < %s
), counted AS (SELECT start, count(DISTINCT node)::int AS n FROM reach WHERE node <> start GROUP BY start)
, asked AS (SELECT asset_id, count(DISTINCT reader)::int AS n FROM lineage_queryuse WHERE day >= current_date - 90 GROUP BY asset_id)
UPDATE catalog_asset a SET usage = coalesce(c.n, 0) + coalesce(q.n, 0), consumer_count = coalesce(c.n, 0)
FROM catalog_asset b LEFT JOIN counted c ON c.start = b.id LEFT JOIN asked q ON q.asset_id = b.id
WHERE a.id = b.id AND (a.usage, a.consumer_count) IS DISTINCT FROM (coalesce(c.n, 0) + coalesce(q.n, 0), coalesce(c.n, 0))
"""


# Counting may take this share of the time at most: where the graph is huge, it is done seldom.
SHARE = 20

_counted: tuple[int, ...] = ()
_not_before = 0.0


def count_usage_if_due() -> None:
    """Count anew where events were projected, or query logs imported, since this process last did, and not before twenty times the last count's duration has passed."""
    global _counted, _not_before
    [now] = bulk.ask(
        "SELECT event_id, coalesce((SELECT max(taken_by_id) FROM lineage_queryuse), 0) FROM lineage_projectioncursor WHERE name = 'projector'"
    )
    start = time.monotonic()
    if now == _counted or start < _not_before:
        return
    count_usage()
    _counted, _not_before = now, time.monotonic() + SHARE * (time.monotonic() - start)


def count_usage() -> None:
    """Refresh `usage` and `consumer_count` of all assets, and what search knows of it."""
    bulk.run(COUNT, LEVELS)
    bulk.run(
        "UPDATE catalog_searchentry s SET popularity = a.usage + a.views FROM catalog_asset a"
        " WHERE s.asset_id = a.id AND s.popularity IS DISTINCT FROM a.usage + a.views"
    )
