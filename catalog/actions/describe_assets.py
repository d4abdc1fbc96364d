"""Write what events say of assets: descriptions, schemas, reported tags, suggested owners.

Set-based, for the projector alone; people's own words have columns of their own and are never touched here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b

import orjson
from psycopg2 import Binary

from catalog import bulk


@dataclass(frozen=True, slots=True)
class ReportedColumn:
    """A column of a reported schema, in order."""

    path: str
    data_type: str
    description: str


@dataclass(frozen=True)
class ReportedSchema:
    """The shape of an asset as one event tells it."""

    columns: tuple[ReportedColumn, ...]

    @cached_property
    def fingerprint(self) -> bytes:
        """16 bytes of blake2b over paths and types in order: descriptions may change without a new version."""
        return blake2b(json.dumps([[c.path, c.data_type] for c in self.columns]).encode(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class SchemaSighting:
    """A schema seen on an asset; `first` and `last` are event times."""

    asset: int
    schema: ReportedSchema
    first: datetime
    last: datetime
    run_id: str


def set_reported(column: str, values: Mapping[int, str]) -> None:
    """Set one reported column of assets: kind, reported_description or reported_version."""
    limits = {"kind": 12, "reported_description": 100_000, "reported_version": 200}
    limit = limits[column]
    bulk.write(
        f"UPDATE catalog_asset a SET {column} = v.value FROM (VALUES %s) v(id, value) WHERE a.id = v.id AND a.{column} <> v.value",
        [(asset, value[:limit]) for asset, value in sorted(values.items())],
    )


def set_times(rows: Sequence[tuple[int, datetime | None, datetime | None, datetime | None, datetime | None]]) -> None:
    """Set (id, first seen, last seen, fresh, dropped) of assets."""
    bulk.write(
        "UPDATE catalog_asset a SET first_seen_at = v.first::timestamptz, last_seen_at = v.last::timestamptz,"
        " fresh_at = v.fresh::timestamptz, dropped_at = v.dropped::timestamptz"
        " FROM (VALUES %s) v(id, first, last, fresh, dropped) WHERE a.id = v.id",
        sorted(rows, key=lambda row: row[0]),
    )


# A shape seen again: the run that brought it is the one of the earliest sight, of two at once the one with the lesser id.
SIGHTED_AGAIN = """
    first_run_id = CASE WHEN (excluded.first_seen_at, excluded.first_run_id COLLATE "C") < (catalog_schemaversion.first_seen_at, catalog_schemaversion.first_run_id)
        THEN excluded.first_run_id ELSE catalog_schemaversion.first_run_id END,
    first_seen_at = least(catalog_schemaversion.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(catalog_schemaversion.last_seen_at, excluded.last_seen_at)
"""


def sight_schemas(sightings: Sequence[SchemaSighting]) -> None:
    """Keep each shape once per asset, with the earliest and the latest time it was seen."""
    rows = [
        (
            s.asset,
            Binary(s.schema.fingerprint),
            json.dumps([[c.path, c.data_type] for c in s.schema.columns]),
            s.first,
            s.last,
            s.run_id,
        )
        for s in sorted(sightings, key=lambda s: (s.asset, s.schema.fingerprint))
    ]
    bulk.write(
        "INSERT INTO catalog_schemaversion (asset_id, fingerprint, columns, first_seen_at, last_seen_at, first_run_id) VALUES %s"
        " ON CONFLICT (asset_id, fingerprint) DO UPDATE SET" + SIGHTED_AGAIN,
        rows,
        template="(%s, %s, %s::jsonb, %s, %s, %s)",
    )


TOLD = "json_to_recordset(%s::json) AS v(asset bigint, path text, type text, ordinal int, description text)"
NO_LONGER = f"""
WITH told AS (SELECT asset, path FROM {TOLD})
UPDATE catalog_column c SET is_current = false, ordinal = NULL, data_type = '', reported_description = ''
WHERE c.asset_id = ANY(%s) AND c.is_current AND NOT EXISTS (SELECT FROM told t WHERE t.asset = c.asset_id AND t.path = c.path)
"""
# A column that reads as before is not written: a rebuild tells of all of them again.
CURRENT = f"""
INSERT INTO catalog_column (asset_id, path, data_type, ordinal, reported_description, is_current)
SELECT asset, path, type, ordinal, description, true FROM {TOLD}
WHERE NOT EXISTS (
    SELECT FROM catalog_column c WHERE c.asset_id = v.asset AND c.path = v.path AND c.is_current
    AND (c.data_type, c.ordinal, c.reported_description) = (v.type, v.ordinal, v.description)
)
ON CONFLICT (asset_id, path) DO UPDATE SET data_type = excluded.data_type, ordinal = excluded.ordinal,
    reported_description = excluded.reported_description, is_current = true
"""


def set_schemas(schemas: Mapping[int, ReportedSchema | None]) -> None:
    """Make these the current schemas; None: the schema was retracted. Columns no longer in it stay, without what it said of them."""
    if not schemas:
        return
    rows = [
        {"asset": asset, "path": column.path, "type": column.data_type, "ordinal": ordinal, "description": column.description}
        for asset, schema in sorted(schemas.items())
        for ordinal, column in enumerate(schema.columns if schema else ())
    ]
    bulk.run(NO_LONGER, orjson.dumps(rows).decode(), sorted(schemas))
    bulk.write_documents(CURRENT, rows)
    bulk.write(
        "UPDATE catalog_asset a SET schema_fingerprint = v.fingerprint::bytea FROM (VALUES %s) v(id, fingerprint) WHERE a.id = v.id",
        [(asset, Binary(schema.fingerprint) if schema else None) for asset, schema in sorted(schemas.items())],
    )


def set_reported_tags(tags: Mapping[int, Sequence[tuple[str | None, str, str]]]) -> None:
    """Replace the reported tags of assets; each tag is (column path or None, key, value)."""
    bulk.write(
        "DELETE FROM catalog_assettag t USING (VALUES %s) v(id) WHERE t.asset_id = v.id AND t.source = 'reported'",
        [(a,) for a in sorted(tags)],
    )
    rows = sorted({(asset, path or "", key[:200], value[:200]) for asset, told in tags.items() for path, key, value in told})
    bulk.write(
        "INSERT INTO catalog_column (asset_id, path) VALUES %s ON CONFLICT (asset_id, path) DO NOTHING",
        sorted({(asset, path) for asset, path, _, _ in rows if path}),
    )
    bulk.write(
        "INSERT INTO catalog_assettag (asset_id, column_id, key, value, source)"
        " SELECT v.asset_id, c.id, v.key, v.value, 'reported' FROM (VALUES %s) v(asset_id, path, key, value)"
        " LEFT JOIN catalog_column c ON c.asset_id = v.asset_id AND c.path = v.path AND v.path <> ''"
        " ON CONFLICT DO NOTHING",
        rows,
    )


def suggest_owners(owners: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    """Replace the open suggestions of assets by (owner, kind); what a person decided stays."""
    bulk.write(
        "DELETE FROM catalog_ownersuggestion s USING (VALUES %s) v(id) WHERE s.asset_id = v.id AND s.decision = 'open'",
        [(a,) for a in sorted(owners)],
    )
    told = {(asset, owner[:300]): kind[:100] for asset, pairs in owners.items() for owner, kind in pairs if owner}
    bulk.write(
        "INSERT INTO catalog_ownersuggestion (asset_id, owner, kind) VALUES %s ON CONFLICT (asset_id, owner) DO NOTHING",
        [(asset, owner, kind) for (asset, owner), kind in sorted(told.items())],
    )
