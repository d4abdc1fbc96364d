"""Where a database is in the catalog, by its address (OpenLineage's naming rules)."""

from dataclasses import dataclass

PORTS = {
    "postgresql": 5432,
    "mysql": 3306,
    "mariadb": 3306,
    "mssql": 1433,
    "oracle": 1521,
    "redshift": 5439,
    "trino": 8080,
    "clickhouse": 8123,
}
SCHEMES = {"postgresql": "postgres", "mariadb": "mysql"}
# sqlglot's names of what SQLAlchemy's dialects speak, where they differ.
DIALECTS = {"postgresql": "postgres", "mariadb": "mysql", "mssql": "tsql", "awsathena": "athena"}
# Without a level of databases above their schemas.
TWO_LEVELS = {"mysql", "mariadb", "sqlite", "clickhouse", "hive"}


@dataclass(frozen=True, slots=True)
class Place:
    """`namespace` and, in front of schema.table, the `database`; empty where the system has no such level."""

    namespace: str
    database: str
    dialect: str


def place_of(backend: str, *, host: str | None, port: int | None, database: str | None) -> Place:
    """Place a database by SQLAlchemy's name of its kind and the parts of its address."""
    scheme, dialect = SCHEMES.get(backend, backend), DIALECTS.get(backend, backend)
    if backend == "bigquery":
        return Place("bigquery", host or database or "", dialect)
    if backend in {"duckdb", "sqlite"}:
        path = database or ":memory:"
        stem = path.replace("\\", "/").rpartition("/")[2].partition(".")[0] or "memory"
        return Place(f"{scheme}://{path}", "" if backend in TWO_LEVELS else stem, dialect)
    port = port or PORTS.get(backend)
    authority = f"{host or 'localhost'}{f':{port}' if port else ''}"
    return Place(f"{scheme}://{authority}", "" if backend in TWO_LEVELS else (database or "").split("/")[0], dialect)
