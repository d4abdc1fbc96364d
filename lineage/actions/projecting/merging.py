"""Merge assets that turned out to be one: every projected row moves to the survivor, meeting rows are joined as if it had always been so."""

from collections.abc import Iterable, Mapping

from catalog import bulk
from catalog.actions.describe_assets import SIGHTED_AGAIN
from catalog.actions.move_words import MOVE_WORDS
from lineage.actions.projecting.runs import NEWER_SIDES
from lineage.steps import steps

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


# How values of rows that turn out to be one are joined: as folding their events into one row would have done.
JOINED = {
    "masking": "masking = {0} OR {1}",
    "description": "description = greatest({0}, {1})",
    "first_seen_at": "first_seen_at = least({0}, {1})",
    "last_seen_at": "last_seen_at = greatest({0}, {1})",
}


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
        f" ON CONFLICT ({key}) DO UPDATE SET {', '.join(JOINED[c].format(f'{table}.{c}', f'excluded.{c}') for c in named if c in JOINED)}"
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

SCHEMA_VERSIONS = (
    """
WITH gone AS (DELETE FROM catalog_schemaversion v USING merged_asset m WHERE v.asset_id = m.loser RETURNING v.*, m.survivor)
INSERT INTO catalog_schemaversion (asset_id, fingerprint, columns, first_seen_at, last_seen_at, first_run_id)
SELECT DISTINCT ON (survivor, fingerprint) survivor, fingerprint, columns, first_seen_at, max(last_seen_at) OVER (PARTITION BY survivor, fingerprint), first_run_id
FROM gone ORDER BY survivor, fingerprint, first_seen_at, first_run_id COLLATE "C"
ON CONFLICT (asset_id, fingerprint) DO UPDATE SET"""
    + SIGHTED_AGAIN
)

# A column that only SQL names is as any other once it is one with a column that an event told of.
GUESSED = [
    """
DELETE FROM lineage_guessedcolumn g USING merged_column m WHERE g.column_id = m.survivor
AND NOT EXISTS (SELECT FROM lineage_guessedcolumn l WHERE l.column_id = m.loser)
""",
    "DELETE FROM lineage_guessedcolumn g USING merged_column m WHERE g.column_id = m.loser",
]

# What people decided moves; what events said is derived again from the facets that are left.
TAGS = """
WITH gone AS (
    DELETE FROM catalog_assettag t USING (
        SELECT t.id, coalesce(m.survivor, t.asset_id) AS asset, coalesce(c.survivor, t.column_id) AS column_id FROM catalog_assettag t
        LEFT JOIN merged_asset m ON m.loser = t.asset_id LEFT JOIN merged_column c ON c.loser = t.column_id
        WHERE m.loser IS NOT NULL OR c.loser IS NOT NULL
    ) w WHERE t.id = w.id RETURNING w.asset, w.column_id, t.key, t.value, t.source, t.added_by_id
)
INSERT INTO catalog_assettag (asset_id, column_id, key, value, source, added_by_id)
SELECT * FROM gone WHERE source <> 'reported' ON CONFLICT DO NOTHING
"""
OWNERS = """
WITH gone AS (DELETE FROM catalog_ownersuggestion t USING merged_asset m WHERE t.asset_id = m.loser RETURNING m.survivor, t.*)
INSERT INTO catalog_ownersuggestion (asset_id, owner, kind, decision, decided_by_id, first_seen_at)
SELECT DISTINCT ON (survivor, owner) survivor, owner, kind, decision, decided_by_id, first_seen_at FROM gone WHERE decision <> 'open'
ORDER BY survivor, owner, id
ON CONFLICT (asset_id, owner) DO UPDATE SET decision = excluded.decision, decided_by_id = excluded.decided_by_id
WHERE catalog_ownersuggestion.decision = 'open'
"""

STEPS = [
    ASSETS,
    COLUMNS,
    *GUESSED,
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
    "DELETE FROM lineage_edge WHERE source_id = target_id AND evidence <> 'lineage_facet'",
    _seen(
        "lineage_jobdataset",
        "job_id, asset_id, direction, is_declared, first_seen_at, last_seen_at, is_shown",
        "job_id, asset_id, direction, is_declared",
        {"asset_id": "asset"},
    ),
    SCHEMA_VERSIONS,
    *_newest("lineage_assetfacet", "asset_id, name, content_id, reported_at, event_digest", "asset_id, name"),
    *_newest(
        "lineage_observation",
        "asset_id, column_path, metric, test, subject, value, passed, severity, expected, actual, observed_at, event_digest",
        "asset_id, column_path, metric, test, subject",
    ),
    TAGS,
    OWNERS,
    *MOVE_WORDS,
    "DELETE FROM catalog_searchentry s USING merged_asset m WHERE s.asset_id = m.loser",
    "DELETE FROM catalog_column c USING merged_column m WHERE c.id = m.loser",
    "UPDATE catalog_column c SET asset_id = m.survivor FROM merged_asset m WHERE c.asset_id = m.loser",
    "UPDATE catalog_assetname n SET asset_id = m.survivor FROM merged_asset m WHERE n.asset_id = m.loser",
    "UPDATE catalog_asset a SET successor_id = m.survivor FROM merged_asset m WHERE a.successor_id = m.loser",
]
GONE = "DELETE FROM catalog_asset a USING merged_asset m WHERE a.id = m.loser"

# A run that named both: of each facet the newest stays.
RUN_DATASETS = (
    """
WITH gone AS (
    DELETE FROM lineage_rundataset d USING merged_asset m WHERE d.asset_id = m.loser RETURNING d.run_id, m.survivor, d.direction, d.facets
), named AS (
    SELECT run_id, survivor, direction, f.name, f.said FROM gone LEFT JOIN LATERAL jsonb_each(gone.facets) f(name, said) ON true
), newest AS (
    SELECT DISTINCT ON (run_id, survivor, direction, name) * FROM named
    ORDER BY run_id, survivor, direction, name, said ->> 0 DESC, said ->> 1 DESC
)
INSERT INTO lineage_rundataset (run_id, asset_id, direction, facets)
SELECT run_id, survivor, direction, coalesce(jsonb_object_agg(name, said) FILTER (WHERE name IS NOT NULL), '{}') FROM newest GROUP BY 1, 2, 3
"""
    + NEWER_SIDES
)
JOBS_OF = """
SELECT e.job_id FROM lineage_edge e WHERE e.job_id IS NOT NULL AND (e.source_id = ANY(%s) OR e.target_id = ANY(%s))
UNION SELECT e.job_id FROM lineage_columnedge e WHERE e.job_id IS NOT NULL AND (e.source_id = ANY(%s) OR e.target_id = ANY(%s))
UNION SELECT d.job_id FROM lineage_jobdataset d WHERE d.asset_id = ANY(%s)
"""


def jobs_of(assets: Iterable[int]) -> set[int]:
    """Give the jobs that read or write these assets: after a merge their edges may overrule each other anew."""
    listed = sorted(assets)
    return {job for (job,) in bulk.ask(JOBS_OF, *[listed] * 5)} if listed else set()


def merge(merged: Mapping[int, int]) -> None:
    """Move everything projected about the losers to their survivors and drop the losers."""
    bulk.run(MAP)
    bulk.run(COLUMN_MAP)
    bulk.run("TRUNCATE merged_asset, merged_column")
    bulk.write("INSERT INTO merged_asset (loser, survivor) VALUES %s", sorted(merged.items()))
    bulk.run(RUN_DATASETS)
    for statement in STEPS:
        bulk.run(statement)
    # Upper rooms' rows point to assets, too.
    for _, follow in steps("ASSET_MERGE_STEPS"):
        follow(dict(merged))
    bulk.run(GONE)
