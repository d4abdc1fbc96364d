"""Kinds of servers a contract can name, and how each is reached: `!` marks what must be said."""

SHARED = """
id id since 3.1
server! text
description text
environment text
roles [Role]
customProperties [Custom]
"""
WIDE = (
    "account catalog database dataset delimiter endpointUrl format encoding host location path port project region regionName "
    "schema serviceName stagingDir warehouse stream"
)

# Type of server: what it takes besides the shared fields.
PLACES = {
    "api": "location!",
    "athena": "schema! stagingDir catalog regionName workgroup",
    "azure": "location! format! encoding delimiter",
    "bigquery": "project! dataset!",
    "btrieve": "host! port database",
    "clickhouse": "host! port! database!",
    "cloudsql": "host! port! database! schema!",
    "custom": WIDE,
    "databricks": "catalog! schema! host",
    "db2": "host! port! database! schema",
    "denodo": "host! port! database",
    "dremio": "host! port! schema",
    "duckdb": "database! schema",
    "exasol": "host! port schema",
    "fastobjects": "host! port database",
    "glue": "account! database! location format encoding",
    "hana": "host! port database schema",
    "hive": "host! database! port",
    "iceberg": "catalog! catalogUrl! namespace warehouse",
    "impala": "host! database! port",
    "informix": "host! database! port",
    "ingres": "host! port database",
    "kafka": "host! format encoding",
    "kinesis": "region stream format encoding",
    "local": "path! format! encoding",
    "mysql": "host! port! database!",
    "oracle": "host! port! serviceName!",
    "poet": "host! port database",
    "postgres": "host! port! database! schema!",
    "postgresql": "host! port! database! schema!",
    "presto": "host! catalog schema",
    "pubsub": "project!",
    "redshift": "database! schema! host region account",
    "s3": "location! endpointUrl format encoding delimiter",
    "sftp": "location! format encoding delimiter",
    "snowflake": "account! database! schema! host port warehouse",
    "sqlserver": "host! database! schema! port",
    "synapse": "host! port! database!",
    "teradata": "host! port database",
    "trino": "host! port! catalog! schema!",
    "vectorwise": "host! port database",
    "versant": "host! port database",
    "vertica": "host! port! database! schema!",
    "zen": "host! database! port",
}
TYPES = tuple(PLACES)


def table_of(kind: object) -> str:
    """Give the table of fields of a kind of server; of an unknown one what all have."""
    if not isinstance(kind, str) or kind not in PLACES:
        return f"{SHARED}\ntype text"
    own = (f"{word} {'port' if word.startswith('port') else 'text'}" for word in PLACES[kind].split())
    return "\n".join((SHARED, f'type! "{kind}"', *own))
