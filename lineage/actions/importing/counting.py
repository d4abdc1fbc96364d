"""Count uses: who read what, on which day, and what was read together. Of one log's day the largest count told is kept: twice is once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations

from catalog import bulk
from lineage.actions.importing.known import known_assets
from lineage.importing.words import Reading, Use
from lineage.models import Import
from lineage.openlineage.words import DatasetRef

LARGER = "queries = excluded.queries, taken_by_id = excluded.taken_by_id WHERE excluded.queries > {0}.queries"
READ_BY = (
    "INSERT INTO lineage_queryuse (asset_id, label, day, reader, queries, taken_by_id) VALUES %s"
    " ON CONFLICT (asset_id, label, day, reader) DO UPDATE SET " + LARGER.format("lineage_queryuse")
)
OF_COLUMNS = (
    "INSERT INTO lineage_columnuse (asset_id, column_path, label, day, queries, taken_by_id) VALUES %s"
    " ON CONFLICT (asset_id, column_path, label, day) DO UPDATE SET " + LARGER.format("lineage_columnuse")
)
TOGETHER = (
    "INSERT INTO lineage_usedtogether (asset_id, other_id, label, day, queries, taken_by_id) VALUES %s"
    " ON CONFLICT (asset_id, other_id, label, day) DO UPDATE SET " + LARGER.format("lineage_usedtogether")
)
TABLES = ("lineage_queryuse", "lineage_columnuse", "lineage_usedtogether")
MOVED = """
WITH gone AS (
    DELETE FROM {0} u USING unnest(%s::bigint[], %s::bigint[]) m(loser, survivor) WHERE u.asset_id = m.loser RETURNING m.survivor, u.*
)
INSERT INTO {0} (asset_id, label, day, {1}, queries, taken_by_id)
SELECT survivor, label, day, {1}, sum(queries), max(taken_by_id) FROM gone GROUP BY survivor, label, day, {1}
ON CONFLICT (asset_id, label, day, {1}) DO UPDATE SET queries = {0}.queries + excluded.queries
"""
# A pair keeps its order, and an asset is never beside itself.
PAIRED = """
WITH merged AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) m(loser, survivor)),
gone AS (DELETE FROM lineage_usedtogether u WHERE EXISTS (SELECT 1 FROM merged WHERE loser IN (u.asset_id, u.other_id)) RETURNING u.*),
moved AS (
    SELECT coalesce(a.survivor, g.asset_id) AS one, coalesce(b.survivor, g.other_id) AS two, label, day, queries, taken_by_id
    FROM gone g LEFT JOIN merged a ON a.loser = g.asset_id LEFT JOIN merged b ON b.loser = g.other_id
)
INSERT INTO lineage_usedtogether (asset_id, other_id, label, day, queries, taken_by_id)
SELECT least(one, two), greatest(one, two), label, day, sum(queries), max(taken_by_id) FROM moved WHERE one <> two GROUP BY 1, 2, 3, 4
ON CONFLICT (asset_id, other_id, label, day) DO UPDATE SET queries = lineage_usedtogether.queries + excluded.queries
"""
MERGED = (MOVED.format("lineage_queryuse", "reader"), MOVED.format("lineage_columnuse", "column_path"), PAIRED)
MOST_TOGETHER = 12  # a query over more tables says little about any two of them
LARGEST = 2**31 - 1


def count_uses(found: Import, reading: Reading) -> int:
    """Fold a reading's uses into the counts; returns the queries counted. Totals without a time replace the totals told before."""
    if not reading.uses:
        return 0
    if reading.is_cumulative:
        for table in TABLES:
            bulk.run(f"DELETE FROM {table} WHERE label = %s", found.label)
    known = known_assets({ref for use in reading.uses for ref in use.tables})
    assets = {ref: entry.asset for ref, entry in known.items()}
    read, columns, together = _sums(reading.uses, assets)
    label, taken_by = found.label, found.pk
    bulk.write(READ_BY, [(asset, label, day, reader, min(n, LARGEST), taken_by) for (asset, day, reader), n in sorted(read.items())])
    bulk.write(OF_COLUMNS, [(asset, path, label, day, min(n, LARGEST), taken_by) for (asset, path, day), n in sorted(columns.items())])
    bulk.write(TOGETHER, [(one, two, label, day, min(n, LARGEST), taken_by) for (one, two, day), n in sorted(together.items())])
    return sum(use.queries for use in reading.uses)


def follow_merges(merged: Mapping[int, int]) -> None:
    """Let the counts of assets that turned out to be another's be that one's: {loser: survivor}."""
    losers, survivors = list(merged), list(merged.values())
    for statement in MERGED:
        bulk.run(statement, losers, survivors)


def _sums(
    uses: Iterable[Use], assets: Mapping[DatasetRef, int]
) -> tuple[Counter[tuple[int, date, str]], Counter[tuple[int, str, date]], Counter[tuple[int, int, date]]]:
    read: Counter[tuple[int, date, str]] = Counter()
    columns: Counter[tuple[int, str, date]] = Counter()
    together: Counter[tuple[int, int, date]] = Counter()
    for use in uses:
        there = sorted({assets[ref] for ref in use.tables if ref in assets})
        for asset in there:
            read[(asset, use.day, use.reader[:120])] += use.queries
        for asset, path in {(assets[ref], path) for ref, path in use.columns if ref in assets}:
            columns[(asset, path, use.day)] += use.queries
        for one, two in combinations(there[:MOST_TOGETHER], 2):
            together[(one, two, use.day)] += use.queries
    return read, columns, together
