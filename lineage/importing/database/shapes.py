"""What a database says of its tables, asked in as few statements as it allows: PostgreSQL, DuckDB, MySQL; any other by inspection."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Ask = Callable[[str], Iterable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view with its columns (name, type, comment); `definition` is a view's query, empty where nobody may read it."""

    schema: str
    name: str
    kind: str
    comment: str
    columns: tuple[tuple[str, str, str], ...]
    definition: str = ""


# Each gives, a row per column and in order: schema, table, kind, comment, column, type, comment of the column, definition of the view.
POSTGRES = """
SELECT n.nspname, c.relname, CASE WHEN c.relkind IN ('v', 'm') THEN 'VIEW' ELSE 'TABLE' END, obj_description(c.oid, 'pg_class'),
    a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum),
    CASE WHEN c.relkind IN ('v', 'm') AND a.attnum = (SELECT min(f.attnum) FROM pg_attribute f WHERE f.attrelid = c.oid AND f.attnum > 0 AND NOT f.attisdropped)
         THEN pg_get_viewdef(c.oid) END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2, a.attnum
"""
DUCKDB = """
SELECT c.schema_name, c.table_name, CASE WHEN v.view_name IS NULL THEN 'TABLE' ELSE 'VIEW' END, coalesce(t.comment, v.comment),
    c.column_name, c.data_type, c.comment, CASE WHEN c.column_index = 1 THEN v.sql END
FROM duckdb_columns() c
LEFT JOIN duckdb_tables() t ON (t.database_name, t.schema_name, t.table_name) = (c.database_name, c.schema_name, c.table_name)
LEFT JOIN duckdb_views() v ON (v.database_name, v.schema_name, v.view_name) = (c.database_name, c.schema_name, c.table_name)
WHERE NOT c.internal AND c.database_name = current_database()
ORDER BY 1, 2, c.column_index
"""
MYSQL = """
SELECT t.table_schema, t.table_name, CASE WHEN t.table_type IN ('VIEW', 'SYSTEM VIEW') THEN 'VIEW' ELSE 'TABLE' END,
    CASE WHEN t.table_type IN ('VIEW', 'SYSTEM VIEW') THEN '' ELSE t.table_comment END,
    c.column_name, c.column_type, c.column_comment, CASE WHEN c.ordinal_position = 1 THEN v.view_definition END
FROM information_schema.tables t
JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
LEFT JOIN information_schema.views v ON v.table_schema = t.table_schema AND v.table_name = t.table_name
WHERE t.table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') AND t.table_type <> 'SEQUENCE'
ORDER BY 1, 2, c.ordinal_position
"""
STATEMENTS = {"postgresql": POSTGRES, "duckdb": DUCKDB, "mysql": MYSQL, "mariadb": MYSQL}
INTERNAL = {"information_schema", "sys", "INFORMATION_SCHEMA", "pg_catalog", "performance_schema", "mysql"}


def tables(backend: str, ask: Ask, inspector: Callable[[], Any]) -> Iterator[Table]:
    """Yield what is there. `ask` runs one statement; `inspector` makes SQLAlchemy's, for databases we have no statement for."""
    if backend not in STATEMENTS:
        yield from _inspected(inspector())
        return
    if backend == "postgresql":
        ask("SET search_path = ''")  # so that views' definitions name the schema of every table
    for (schema, name), rows in groupby(ask(STATEMENTS[backend]), key=lambda row: (str(row[0]), str(row[1]))):
        listed = list(rows)
        columns = tuple((str(row[4]), str(row[5] or ""), str(row[6] or "")) for row in listed if row[4] is not None)
        definition = next((str(row[7]) for row in listed if row[7]), "")
        yield Table(schema, name, str(listed[0][2]), str(listed[0][3] or ""), columns, definition)


def _inspected(inspector: Any) -> Iterator[Table]:
    for schema in inspector.get_schema_names():
        if schema in INTERNAL:
            continue
        for name in inspector.get_table_names(schema=schema):
            yield _inspect(inspector, schema, name, "TABLE")
        for name in inspector.get_view_names(schema=schema):
            yield _inspect(inspector, schema, name, "VIEW")


def _inspect(inspector: Any, schema: str, name: str, kind: str) -> Table:
    columns = tuple(
        (column["name"], str(column["type"]), column.get("comment") or "") for column in inspector.get_columns(name, schema=schema)
    )
    definition = _if_it_can(lambda: inspector.get_view_definition(name, schema=schema)) if kind == "VIEW" else ""
    comment = _if_it_can(lambda: inspector.get_table_comment(name, schema=schema)["text"])
    return Table(schema, name, kind, comment, columns, definition)


def _if_it_can(ask: Callable[[], Any]) -> str:
    """Ask what not every dialect can tell."""
    try:
        return str(ask() or "")
    except RuntimeError:  # that it has no such thing
        return ""
