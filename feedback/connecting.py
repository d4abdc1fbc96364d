"""How to get at an asset once one may: ready lines for the usual tools, by platform."""

from dataclasses import dataclass
from urllib.parse import urlsplit

ROWS = 100


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines to copy, and what they are for."""

    tool: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an asset is: its platform, its namespace as events name it, its own name, its columns (the first few)."""

    platform: str
    namespace: str
    name: str
    columns: tuple[str, ...] = ()


def snippets(place: Place) -> tuple[Snippet, ...]:
    """Write how to query an asset; for a platform we have no words for, where it is and what it is called."""
    writer = WRITERS.get(place.platform.lower())
    found = writer(place) if writer else ()
    return (*found, Snippet("Name", f"{place.namespace}\n{place.name}"))


def _columns(place: Place) -> str:
    return ", ".join(place.columns) or "*"


def _relation(place: Place) -> tuple[str, str]:
    """Split `database.schema.table` into the database and what is named inside it."""
    database, _, rest = place.name.partition(".")
    return (database, rest) if "." in rest else ("", place.name)


def _sql(place: Place) -> str:
    return f"SELECT {_columns(place)}\nFROM {_relation(place)[1]}\nLIMIT {ROWS};"


def _postgres(place: Place) -> tuple[Snippet, ...]:
    database, _ = _relation(place)
    server = urlsplit(place.namespace)
    address = f"host={server.hostname} port={server.port or 5432} dbname={database or 'postgres'}"
    python = (
        f'import pandas as pd\nimport psycopg\n\nwith psycopg.connect("{address}") as db:\n    rows = pd.read_sql("""{_sql(place)}""", db)'
    )
    return Snippet("SQL", _sql(place)), Snippet("psql", f'psql "{address}"'), Snippet("Python", python)


def _any_sql(place: Place) -> tuple[Snippet, ...]:
    return (Snippet("SQL", _sql(place)),)


def _bigquery(place: Place) -> tuple[Snippet, ...]:
    return (Snippet("SQL", f"SELECT {_columns(place)}\nFROM `{place.name}`\nLIMIT {ROWS};"),)


def _object_store(place: Place) -> tuple[Snippet, ...]:
    path = f"{place.namespace.rstrip('/')}/{place.name.lstrip('/')}"
    duck = f"SELECT {_columns(place)}\nFROM '{path}'\nLIMIT {ROWS};"
    return Snippet("Path", path), Snippet("DuckDB", duck)


def _kafka(place: Place) -> tuple[Snippet, ...]:
    server = urlsplit(place.namespace).netloc or place.namespace
    return (
        Snippet("Console", f"kafka-console-consumer --bootstrap-server {server} --topic {place.name} --from-beginning --max-messages 10"),
    )


WRITERS = {
    **dict.fromkeys(("postgres", "postgresql", "redshift"), _postgres),
    **dict.fromkeys(("snowflake", "mysql", "duckdb", "trino", "hive", "databricks", "mssql", "oracle"), _any_sql),
    "bigquery": _bigquery,
    **dict.fromkeys(("s3", "gs", "gcs", "abfss", "adls", "file", "hdfs"), _object_store),
    "kafka": _kafka,
}
