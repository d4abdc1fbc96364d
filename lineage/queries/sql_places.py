"""The catalog as SQL sees it: the assets that a text's words may name, with their current columns. Never the whole catalog."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog import bulk
from lineage.openlineage.naming import parts
from lineage.openlineage.words import DatasetRef

if TYPE_CHECKING:
    from lineage.sql import Address

# How platforms' names (of namespaces) are called as dialects; where they are the same, they aren't listed.
DIALECTS = {
    "mssql": "tsql",
    "fabric-warehouse": "tsql",
    "unity_catalog": "databricks",
    "glue": "spark",
    "iceberg": "spark",
    "oceanbase": "mysql",
    "crate": "postgres",
    "s3": "spark",
    "gcs": "spark",
    "hdfs": "spark",
    "dbfs": "spark",
    "file": "spark",
    "azure_storage": "spark",
}
SPOKEN = frozenset(
    {
        "athena",
        "bigquery",
        "clickhouse",
        "databricks",
        "doris",
        "dremio",
        "drill",
        "druid",
        "duckdb",
        "exasol",
        "hive",
        "mysql",
        "oracle",
        "postgres",
        "presto",
        "redshift",
        "singlestore",
        "snowflake",
        "spark",
        "sqlite",
        "starrocks",
        "teradata",
        "trino",
        "tsql",
    }
)
NAMED = """
SELECT n.asset_id, n.namespace_id, s.name, n.name FROM catalog_assetname n JOIN catalog_namespace s ON s.id = n.namespace_id
WHERE lower(substring(n.name, '[^./]+$')) = ANY(%s) AND (%s::bigint[] IS NULL OR n.namespace_id = ANY(%s))
"""
FILES = """
SELECT n.asset_id, n.namespace_id, s.name, n.name FROM catalog_assetname n JOIN catalog_namespace s ON s.id = n.namespace_id
WHERE s.name = ANY(%s) AND n.name = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A name of an asset: its namespace's key, and its parts from the outside in."""

    asset: int
    namespace: int
    parts: tuple[str, ...]


def dialect_of(platform: str) -> str:
    """Give the dialect that a platform speaks; empty (standard SQL) where that isn't known."""
    spoken = DIALECTS.get(platform, platform)
    return spoken if spoken in SPOKEN else ""


def names_of(words: Iterable[str], namespaces: Iterable[int] | None) -> list[Named]:
    """Give the names in these namespaces (None: in any) whose last part is one of these words (in lower case); one indexed statement."""
    spaces = None if namespaces is None else sorted(set(namespaces))
    rows = bulk.ask(NAMED, sorted(set(words)), spaces, spaces)
    return [Named(asset, space, parts(DatasetRef(namespace, name))) for asset, space, namespace, name in rows]


def files_of(found: Collection["Address"]) -> list[Named]:
    """Give the assets at these addresses and around them, each under its address as one part; one indexed statement."""
    if not found:
        return []
    # Loaded with the first SQL, not at start: it takes 25 MB.
    from lineage.sql import dataset_address, spellings

    holders, names = spellings(found)
    rows = bulk.ask(FILES, sorted(holders), sorted(names))
    placed = ((asset, space, dataset_address(namespace, name)) for asset, space, namespace, name in rows)
    return [Named(asset, space, (str(place),)) for asset, space, place in placed if place is not None]


def columns_of(assets: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
    """Give the current columns of assets in order, nested ones too."""
    found: dict[int, list[str]] = {}
    rows = bulk.ask(
        "SELECT asset_id, path FROM catalog_column WHERE asset_id = ANY(%s) AND is_current ORDER BY asset_id, ordinal, id",
        sorted(set(assets)),
    )
    for asset, path in rows:
        found.setdefault(asset, []).append(path)
    return {asset: tuple(paths) for asset, paths in found.items()}
