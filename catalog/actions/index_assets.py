"""Keep the search entries of assets and their columns in step with what they are called and described by; set-based."""

from collections.abc import Iterable

from catalog import bulk

# Names are split where people and databases join words: a.b_c-d/e:f and camelCase.
WORDS = r"regexp_replace(regexp_replace({0}, '([a-z0-9])([A-Z])', '\1 \2', 'g'), '[^[:alnum:]]+', ' ', 'g')"
# What follows the last separator: of a path its last part, whole with its ending. catalog.wording.short_name says the same.
SHORT = r"""CASE WHEN {0} ~ '/[^/]+$' THEN regexp_replace({0}, '^.*/', '') WHEN {0} ~* '\.(csv|tsv|json|jsonl|parquet|avro|orc|txt|gz|xml|xlsx?|ya?ml|sql)$'
    THEN regexp_replace({0}, '^.*:', '') ELSE regexp_replace({0}, '^.*[.:](?=[^.:]+$)', '') END"""
# A query is squeezed likewise, so that `customerid` and `customer_id` find each other.
SQUEEZED = r"regexp_replace(lower({0}), '[^[:alnum:]]+', '', 'g')"
# Where it runs: a tag says so, or else its namespace does.
ENVIRONMENT = """left(coalesce((SELECT min(lower(g.value)) FROM catalog_assettag g WHERE g.asset_id = a.id AND g.column_id IS NULL
    AND lower(g.key) IN ('environment', 'env') AND g.value <> ''), n.environment), 40)"""

ASSETS = f"""
INSERT INTO catalog_searchentry (kind, ref, asset_id, domain_id, name, context, words, body, platform, asset_kind, owner, popularity,
    names, lifecycle, standing, environment, tags)
SELECT 'asset', a.id, a.id, a.domain_id, left(coalesce(nullif(a.title, ''), {SHORT.format("a.name")}), 500), left(n.name || ' ' || a.name, 2000),
    left({WORDS.format("a.name || ' ' || a.title")} || ' ' || {SQUEEZED.format("(" + SHORT.format("a.name") + ")")} || ' '
        || coalesce((SELECT string_agg({WORDS.format("o.name")}, ' ' ORDER BY o.name COLLATE "C")
        FROM catalog_assetname o WHERE o.asset_id = a.id AND o.name <> a.name), ''), 4000),
    left(concat_ws(' ', a.purpose, nullif(coalesce(nullif(a.description, ''), a.reported_description), a.purpose),
        (SELECT string_agg(DISTINCT g.key || ' ' || g.value, ' ')
        FROM catalog_assettag g WHERE g.asset_id = a.id AND g.column_id IS NULL)), 100000),
    n.platform, a.kind, coalesce(t.name, ''), a.usage + a.views,
    (SELECT array_agg(DISTINCT lower(left(called, 500))) FROM unnest(ARRAY[nullif(a.title, ''), a.name, {SHORT.format("a.name")}]) called
        WHERE called IS NOT NULL),
    a.lifecycle, a.standing, {ENVIRONMENT},
    coalesce((SELECT array_agg(DISTINCT g.key || CASE WHEN g.value = '' THEN '' ELSE ': ' || g.value END) FROM catalog_assettag g
        WHERE g.asset_id = a.id AND g.column_id IS NULL), '{{}}')
FROM catalog_asset a JOIN catalog_namespace n ON n.id = a.namespace_id LEFT JOIN catalog_team t ON t.id = a.owner_team_id
WHERE a.id = ANY(%s)
"""
COLUMNS = f"""
INSERT INTO catalog_searchentry (kind, ref, asset_id, domain_id, name, context, words, body, platform, asset_kind, owner, popularity,
    names, lifecycle, standing, environment, tags)
SELECT 'column', c.id, a.id, a.domain_id, left(c.path, 500), left(coalesce(nullif(a.title, ''), a.name), 2000),
    left({WORDS.format("c.path")} || ' ' || {SQUEEZED.format("c.path")}, 4000), left(coalesce(nullif(c.description, ''), c.reported_description), 100000),
    a.platform, a.kind, a.owner, a.usage + a.views, '{{}}', a.lifecycle, a.standing, a.environment,
    coalesce((SELECT array_agg(DISTINCT g.key || CASE WHEN g.value = '' THEN '' ELSE ': ' || g.value END) FROM catalog_assettag g
        WHERE g.column_id = c.id), '{{}}')
FROM (SELECT a.*, n.platform, coalesce(t.name, '') AS owner, {ENVIRONMENT} AS environment FROM catalog_asset a
    JOIN catalog_namespace n ON n.id = a.namespace_id LEFT JOIN catalog_team t ON t.id = a.owner_team_id WHERE a.id = ANY(%s)) a
JOIN catalog_column c ON c.asset_id = a.id AND c.is_current
"""
UPDATE = """
ON CONFLICT (kind, ref) DO UPDATE SET asset_id = excluded.asset_id, domain_id = excluded.domain_id, name = excluded.name, context = excluded.context,
    words = excluded.words, body = excluded.body, platform = excluded.platform, asset_kind = excluded.asset_kind, owner = excluded.owner,
    popularity = excluded.popularity, names = excluded.names, lifecycle = excluded.lifecycle, standing = excluded.standing,
    environment = excluded.environment, tags = excluded.tags
WHERE (catalog_searchentry.asset_id, catalog_searchentry.domain_id, catalog_searchentry.name, catalog_searchentry.context,
    catalog_searchentry.words, catalog_searchentry.body, catalog_searchentry.platform, catalog_searchentry.asset_kind,
    catalog_searchentry.owner, catalog_searchentry.popularity, catalog_searchentry.names, catalog_searchentry.lifecycle,
    catalog_searchentry.standing, catalog_searchentry.environment, catalog_searchentry.tags)
    IS DISTINCT FROM (excluded.asset_id, excluded.domain_id, excluded.name, excluded.context, excluded.words, excluded.body,
    excluded.platform, excluded.asset_kind, excluded.owner, excluded.popularity, excluded.names, excluded.lifecycle,
    excluded.standing, excluded.environment, excluded.tags)
"""
GONE = """
DELETE FROM catalog_searchentry s WHERE s.kind = 'column' AND s.asset_id = ANY(%s)
AND NOT EXISTS (SELECT 1 FROM catalog_column c WHERE c.id = s.ref AND c.is_current)
"""


def index_assets(assets: Iterable[int]) -> None:
    """Write the search entries of these assets and of their current columns."""
    listed = sorted(set(assets))
    if not listed:
        return
    bulk.run(ASSETS + UPDATE, listed)
    bulk.run(COLUMNS + UPDATE, listed)
    bulk.run(GONE, listed)


def index_standing(assets: Iterable[int]) -> None:
    """Carry the standing of these assets into their search entries; cheaper than indexing them anew, for whoever sets it."""
    listed = sorted(set(assets))
    if listed:
        bulk.run(
            "UPDATE catalog_searchentry s SET standing = a.standing FROM catalog_asset a"
            " WHERE a.id = s.asset_id AND a.id = ANY(%s) AND s.standing <> a.standing",
            listed,
        )
