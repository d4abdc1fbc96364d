"""What the names of datasets tell: platform, parts, a short name, the likely kind (OpenLineage naming rules)."""

import re

from .words import DatasetRef

_PLATFORMS = {
    "postgresql": "postgres",
    "sqlserver": "mssql",
    "s3a": "s3",
    "s3n": "s3",
    "gs": "gcs",
    "abfss": "azure_storage",
    "abfs": "azure_storage",
    "wasbs": "azure_storage",
    "wasb": "azure_storage",
    "awsathena": "athena",
    "unitycatalog": "unity_catalog",
    "azurecosmos": "cosmosdb",
    "azurekusto": "kusto",
}
_OBJECT_STORES = frozenset({"s3", "gcs", "azure_storage", "hdfs", "dbfs", "file"})
_TABLE_STORES = frozenset(
    {
        "athena",
        "bigquery",
        "cassandra",
        "clickhouse",
        "cosmosdb",
        "crate",
        "db2",
        "duckdb",
        "fabric-warehouse",
        "glue",
        "hive",
        "iceberg",
        "kusto",
        "mssql",
        "mysql",
        "oceanbase",
        "oracle",
        "postgres",
        "redshift",
        "snowflake",
        "spanner",
        "sqlite",
        "starrocks",
        "teradata",
        "trino",
        "unity_catalog",
    }
)
_BARE = frozenset({"pubsub", "kafka", "inmemory", *_PLATFORMS, *_OBJECT_STORES, *_TABLE_STORES})
_QUOTE = re.compile('["`\\[]')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-_]*")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}(?:\.(?:gz|bz2|zst|zip|snappy))?$")


def platform_of(namespace: str) -> str:
    """Return the system a namespace belongs to, lower case (`postgres`, `s3`, `kafka`); empty when it doesn't tell.

    The scheme before `://` (or the whole, for `bigquery`, `file`) names it; AWS resource names have it third.
    """
    if namespace.startswith("arn:aws"):
        service = namespace.split(":")[2:3]
        return service[0].lower() if service else ""
    match = _SCHEME.match(namespace)
    if match is None or namespace[match.end() : match.end() + 1] not in {"", ":"}:
        return ""
    scheme = match.group().lower()
    # A bare word is only a platform when it's a known one: `production` is a namespace somebody made up.
    if match.end() == len(namespace) and scheme not in _BARE:
        return ""
    return _PLATFORMS.get(scheme, scheme)


def parts(ref: DatasetRef) -> tuple[str, ...]:
    """Return a name's levels from the outside in: `db.schema.table` by dots, paths and Glue names by slashes.

    Quoted levels (`"a.b"`, backticks) stay whole, without their quotes. Topics are one part.
    """
    platform = platform_of(ref.namespace)
    if platform in {"kafka", "pubsub"}:
        return (ref.name,)
    if platform in _OBJECT_STORES or "/" in ref.name:
        levels = tuple(level for level in ref.name.split("/") if level)
        if platform == "glue" and levels[:1] == ("table",):
            levels = levels[1:]
    else:
        levels = _dotted(ref.name)
    return levels or (ref.name,)


def short_name(ref: DatasetRef) -> str:
    """Return the innermost level of a name: the table, the file, the topic."""
    return parts(ref)[-1]


def likely_kind(ref: DatasetRef) -> str:
    """Return the kind that the name alone suggests: topic, file, directory, table, or dataset when it doesn't tell."""
    platform = platform_of(ref.namespace)
    if platform in {"kafka", "pubsub"}:
        return "topic"
    if platform == "kinesis":
        return "stream"
    if platform in _OBJECT_STORES:
        return "file" if _EXTENSION.search(short_name(ref)) else "directory"
    return "table" if platform in _TABLE_STORES else "dataset"


def _dotted(name: str) -> tuple[str, ...]:
    if not _QUOTE.search(name):
        return tuple(level for level in name.split(".") if level)
    found = re.findall(r'"([^"]*)"|`([^`]*)`|\[([^\]]*)\]|([^."`\[]+)', name)
    return tuple(level for groups in found if (level := "".join(groups)))
