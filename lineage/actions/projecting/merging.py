"""Merge assets that turned out to be one: every projected row moves to the survivor, meeting rows are joined as if it had always been so."""

from collections.abc import Mapping

from catalog import bulk

MAP = "CREATE TEMP TABLE IF NOT EXISTS merged_asset (loser bigint PRIMARY KEY, survivor bigint NOT NULL) ON COMMIT DELETE ROWS"
COLUMN_MAP = "CREATE TEMP TABLE IF NOT EXISTS merged_column (loser bigint PRIMARY KEY, survivor bigint NOT NULL) ON COMMIT DELETE ROWS"

# Columns of the loser that the survivor has too are merged; the others simply move. People's words survive either way.
COLUMNS = """
INSERT INTO merged_column SELECT id, kept FROM (
    SELECT c.id, first_value(c.id) OVER (PARTITION BY coalesce(m.survivor, c.asset_id), c.path ORDER BY m.loser IS NOT NULL, c.id) AS kept
    FROM catalog_column c LEFT JOIN merged_asset m ON m.loser = c.asset_id
    WHERE c.asset_id IN (SELECT loser FROM merged_asset UNION SELECT survivor FROM merged_asset)
) paired WHERE id <> kept
"""


def _newest(table: str, columns: str, key: str, where: str = "") -> list[str]:
    """Move register rows (newest by reported_at, event_digest) of losers to survivors."""
    named = [c.strip() for c in columns.split(",")]
    picked = ", ".join("m.survivor" if c == "asset_id" else f"g.{c}" for c in named)
    sets = ", ".join(f"{c} = excluded.{c}" for c in named if c not in key.split(", "))
    order = "observed_at" if "observed_at" in named else "reported_at"
    return [
        (
            f"WITH gone AS (DELETE FROM {table} t USING merged_asset m WHERE t.asset_id = m.loser {where} RETURNING t.*)"
            f" INSERT INTO {table} ({columns}) SELECT DISTINCT ON ({', '.join('m.survivor' if k == 'asset_id' else f'g.{k}' for k in key.split(', '))}) {picked}"
            f" FROM gone g JOIN merged_asset m ON m.loser = g.asset_id"
            f" ORDER BY {', '.join('m.survivor' if k == 'asset_id' else f'g.{k}' for k in key.split(', '))}, g.{order} DESC, g.event_digest DESC"
            f" ON CONFLICT ({key}) DO UPDATE SET {sets}"
            f" WHERE (excluded.{order}, excluded.event_digest) > ({table}.{order}, {table}.event_digest)"
        )
    ]


def _seen(table: str, columns: str, key: str, moved: Mapping[str, str]) -> str:
    """Move rows with first and last sight; rows that meet are joined (earliest first, latest last)."""
    named = [c.strip() for c in columns.split(",")]
    joins = " ".join(f"LEFT JOIN merged_{what} m_{c} ON m_{c}.loser = t.{c}" for c, what in moved.items())
    pick = {c: f"coalesce(m_{c}.survivor, t.{c})" if c in moved else f"t.{c}" for c in named}
    keys = [k.strip() for k in key.split(",")]
    outs = ", ".join(
        f"min(t.{c})"
        if c == "first_seen_at"
        else f"max(t.{c})"
        if c == "last_seen_at"
        else pick[c]
        if c in keys
        else (f"bool_or(t.{c})" if c in {"is_shown", "masking"} else f"max(t.{c})")
        for c in named
    )
    touched = " OR ".join(f"t.{c} IN (SELECT loser FROM merged_{what})" for c, what in moved.items())
    return (
        f"WITH gone AS (DELETE FROM {table} t WHERE {touched} RETURNING t.*)"
        f" INSERT INTO {table} ({columns}) SELECT {outs} FROM gone t {joins} GROUP BY {', '.join(pick[k] for k in keys)}"
        f" ON CONFLICT ({key}) DO UPDATE SET first_seen_at = least({table}.first_seen_at, excluded.first_seen_at),"
        f" last_seen_at = greatest({table}.last_seen_at, excluded.last_seen_at)"
    )


ASSETS = """
UPDATE catalog_asset s SET first_seen_at = least(s.first_seen_at, l.first_seen_at), last_seen_at = greatest(s.last_seen_at, l.last_seen_at),
    fresh_at = greatest(s.fresh_at, l.fresh_at), dropped_at = greatest(s.dropped_at, l.dropped_at),
    title = coalesce(nullif(s.title, ''), l.title), purpose = coalesce(nullif(s.purpose, ''), l.purpose),
    description = coalesce(nullif(s.description, ''), l.description), domain_id = coalesce(s.domain_id, l.domain_id),
    owner_team_id = coalesce(s.owner_team_id, l.owner_team_id), steward_id = coalesce(s.steward_id, l.steward_id)
FROM (
    SELECT m.survivor, min(a.first_seen_at) first_seen_at, max(a.last_seen_at) last_seen_at, max(a.fresh_at) fresh_at, max(a.dropped_at) dropped_at,
        max(a.title) title, max(a.purpose) purpose, max(a.description) description,
        max(a.domain_id) domain_id, max(a.owner_team_id) owner_team_id, max(a.steward_id) steward_id
    FROM merged_asset m JOIN catalog_asset a ON a.id = m.loser GROUP BY m.survivor
) l WHERE s.id = l.survivor
"""

STEPS = [
    ASSETS,
    COLUMNS,
    (
        "UPDATE catalog_column k SET description = coalesce(nullif(k.description, ''), c.description) FROM merged_column m JOIN catalog_column c ON c.id = m.loser"
        " WHERE k.id = m.survivor AND c.description <> ''"
    ),
    _seen(
        "lineage_columnedge",
        "source_id, source_column_id, target_id, target_column_id, job_id, kind, subtype, masking, description, evidence, confidence,"
        " first_seen_at, last_seen_at, is_shown",
        "source_id, source_column_id, target_id, target_column_id, job_id, kind, subtype, evidence",
        {"source_id": "asset", "target_id": "asset", "source_column_id": "column", "target_column_id": "column"},
    ),
    _seen(
        "lineage_edge",
        "source_id, target_id, job_id, evidence, first_seen_at, last_seen_at, is_shown",
        "source_id, target_id, job_id, evidence",
        {"source_id": "asset", "target_id": "asset"},
    ),
    "DELETE FROM lineage_edge WHERE source_id = target_id AND evidence IN ('run_io', 'declared')",
    _seen(
        "lineage_jobdataset",
        "job_id, asset_id, direction, is_declared, first_seen_at, last_seen_at, is_shown",
        "job_id, asset_id, direction, is_declared",
        {"asset_id": "asset"},
    ),
    _seen(
        "catalog_schemaversion",
        "asset_id, fingerprint, columns, first_seen_at, last_seen_at, first_run_id",
        "asset_id, fingerprint",
        {"asset_id": "asset"},
    ).replace("max(t.columns)", "(array_agg(t.columns))[1]"),
    *_newest("lineage_assetfacet", "asset_id, name, content_id, reported_at, event_digest", "asset_id, name"),
    *_newest(
        "lineage_observation",
        "asset_id, column_path, metric, test, subject, value, passed, severity, expected, actual, observed_at, event_digest",
        "asset_id, column_path, metric, test, subject",
    ),
    (
        "UPDATE catalog_assettag t SET asset_id = m.survivor FROM merged_asset m WHERE t.asset_id = m.loser AND NOT EXISTS (SELECT 1 FROM catalog_assettag o WHERE o.asset_id = m.survivor"
        " AND o.key = t.key AND o.value = t.value AND o.source = t.source AND o.column_id IS NOT DISTINCT FROM t.column_id)"
    ),
    (
        "UPDATE catalog_assettag t SET column_id = c.survivor FROM merged_column c WHERE t.column_id = c.loser AND NOT EXISTS"
        " (SELECT 1 FROM catalog_assettag o WHERE o.column_id = c.survivor AND o.key = t.key AND o.value = t.value AND o.source = t.source)"
    ),
    (
        "UPDATE catalog_ownersuggestion t SET asset_id = m.survivor FROM merged_asset m WHERE t.asset_id = m.loser"
        " AND NOT EXISTS (SELECT 1 FROM catalog_ownersuggestion o WHERE o.asset_id = m.survivor AND o.owner = t.owner)"
    ),
    "DELETE FROM catalog_searchentry s USING merged_asset m WHERE s.asset_id = m.loser",
    "DELETE FROM catalog_assettag t USING merged_column c WHERE t.column_id = c.loser",
    "DELETE FROM catalog_assettag t USING merged_asset m WHERE t.asset_id = m.loser",
    "DELETE FROM catalog_ownersuggestion t USING merged_asset m WHERE t.asset_id = m.loser",
    "DELETE FROM catalog_column c USING merged_column m WHERE c.id = m.loser",
    "UPDATE catalog_column c SET asset_id = m.survivor FROM merged_asset m WHERE c.asset_id = m.loser",
    "UPDATE catalog_assetname n SET asset_id = m.survivor FROM merged_asset m WHERE n.asset_id = m.loser",
    "UPDATE catalog_asset a SET successor_id = m.survivor FROM merged_asset m WHERE a.successor_id = m.loser",
    "DELETE FROM catalog_asset a USING merged_asset m WHERE a.id = m.loser",
]

# A run that named both: facets of the newer sight win by name, which a plain join can't say; the survivor's row takes them over.
RUN_DATASETS = """
WITH gone AS (DELETE FROM lineage_rundataset d USING merged_asset m WHERE d.asset_id = m.loser RETURNING d.run_id, m.survivor, d.direction, d.facets),
joined AS (SELECT run_id, survivor, direction, (array_agg(facets ORDER BY facets::text DESC))[1] AS facets FROM gone GROUP BY 1, 2, 3)
INSERT INTO lineage_rundataset (run_id, asset_id, direction, facets) SELECT run_id, survivor, direction, facets FROM joined
ON CONFLICT (run_id, asset_id, direction) DO UPDATE SET facets = excluded.facets || lineage_rundataset.facets
"""


def merge(merged: Mapping[int, int]) -> None:
    """Move everything projected about the losers to their survivors and drop the losers."""
    bulk.run(MAP)
    bulk.run(COLUMN_MAP)
    bulk.run("TRUNCATE merged_asset, merged_column")
    bulk.write("INSERT INTO merged_asset (loser, survivor) VALUES %s", sorted(merged.items()))
    bulk.run(RUN_DATASETS)
    for step in STEPS:
        bulk.run(step)
