"""Which dataset an object of a contract is: its server and physical name as OpenLineage names datasets (namespace, name).

Sources: OpenLineage's naming conventions for each system. A server may say `namespace` outright, and an object `asset`, as our custom
properties.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from contracts.odcs.document import mappings
from contracts.odcs.variables import VARIABLE

Server = Mapping[str, Any]
Name = tuple[str, str]

VENDOR = "provender"
PORTS = {
    "postgres": 5432, "postgresql": 5432, "cloudsql": 5432, "mysql": 3306, "sqlserver": 1433, "synapse": 1433, "oracle": 1521, "redshift": 5439,
    "trino": 8080, "presto": 8080, "clickhouse": 8123, "hive": 10000, "kafka": 9092, "db2": 50000, "teradata": 1025, "vertica": 5433,
}  # fmt: skip
SCHEMES = {
    "postgresql": "postgres",
    "cloudsql": "postgres",
    "sqlserver": "mssql",
    "synapse": "mssql",
    "presto": "trino",
}
# What a full name consists of, before the object's own: fields of the server.
PREFIXES = {
    "mysql": ("database",),
    "clickhouse": ("database",),
    "hive": ("database",),
    "impala": ("database",),
    "teradata": ("database",),
    "oracle": ("serviceName", "schema"),
    "trino": ("catalog", "schema"),
    "presto": ("catalog", "schema"),
    "databricks": ("catalog", "schema"),
    "bigquery": ("project", "dataset"),
    "athena": ("catalog", "schema"),
    "duckdb": ("schema",),
}
USUAL_PREFIX = ("database", "schema")


def names_of(value: Mapping[str, Any], element: Mapping[str, Any], environment: str = "") -> Iterator[Name]:
    """Give the names an object may have, likeliest first. Only servers of the environment are asked, when one is given."""
    custom = _ours(element)
    if isinstance(custom.get("asset"), str):
        namespace, _, name = custom["asset"].rpartition("/")
        yield namespace, name
    physical = str(element.get("physicalName") or element.get("name") or "")
    for server in mappings(value.get("servers")):
        if _is_meant(server, environment) and not VARIABLE.search(physical):
            for namespace in _namespaces(server):
                yield from ((namespace, name) for name in _full_names(server, physical))


def _is_meant(server: Server, environment: str) -> bool:
    told = str(server.get("environment") or "")
    return not environment or not told or told == environment


def _ours(element: Mapping[str, Any]) -> dict[str, Any]:
    items = mappings(element.get("customProperties"))
    return {str(item.get("property")): item.get("value") for item in items if item.get("vendor", VENDOR) == VENDOR}


def _namespaces(server: Server) -> Iterator[str]:
    kind = str(server.get("type") or "")
    told = _ours(server).get("namespace")
    if isinstance(told, str):
        yield told
    elif kind in ("bigquery", "databricks", "snowflake", "athena", "glue"):
        yield from _hosted(kind, server)
    elif kind in ("s3", "azure", "sftp", "api", "local"):
        yield from _located(kind, server)
    elif server.get("host"):
        yield from _at_host(kind, server)


def _hosted(kind: str, server: Server) -> Iterator[str]:
    if kind == "bigquery":
        yield "bigquery"
    elif kind == "snowflake":
        yield f"snowflake://{server.get('account')}"
    elif kind == "databricks" and server.get("host"):
        yield f"unitycatalog://{server['host']}"
        yield f"databricks://{server['host']}"
    elif kind == "athena" and server.get("regionName"):
        yield f"awsathena://athena.{server['regionName']}.amazonaws.com"
    elif kind == "glue" and server.get("account"):
        yield f"arn:aws:glue:{server.get('region', '')}:{server['account']}"


def _located(kind: str, server: Server) -> Iterator[str]:
    location = str(server.get("location") or "")
    if kind == "local":
        yield "file"
    elif "://" in location:
        parts = urlsplit(location.replace("s3a://", "s3://").replace("s3n://", "s3://"))
        yield f"{parts.scheme}://{parts.netloc}"


def _at_host(kind: str, server: Server) -> Iterator[str]:
    host = str(server["host"])
    scheme = SCHEMES.get(kind, kind)
    port = server.get("port") or PORTS.get(kind)
    for one in host.split(","):
        place = one.strip().partition("://")[2] or one.strip()
        yield f"{scheme}://{place}" if ":" in place or not port else f"{scheme}://{place}:{port}"


def _full_names(server: Server, physical: str) -> Iterator[str]:
    """Give the full name, and the physical name as it stands: it may be full already."""
    kind = str(server.get("type") or "")
    if kind in ("s3", "azure", "sftp"):
        path = urlsplit(str(server.get("location") or "")).path.strip("/")
        yield path.replace("{model}", physical).partition("*")[0].strip("/")
        yield "/".join(part for part in (path.partition("*")[0].strip("/"), physical) if part)
    elif kind == "glue":
        yield f"table/{server.get('database')}/{physical}"
    elif kind not in ("kafka", "kinesis", "api"):
        prefix = [str(server[name]) for name in PREFIXES.get(kind, USUAL_PREFIX) if server.get(name)]
        for count in range(len(prefix) + 1):
            yield ".".join((*prefix[: len(prefix) - count], physical))
    yield physical
