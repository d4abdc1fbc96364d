"""Set-based statements: many rows in one round trip, which is what ingest lives on."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connection
from psycopg2.extras import execute_values

ROWS_PER_STATEMENT = 5_000
_own = threading.local()
COLLISIONS = {"40001", "40P01"}  # serialization_failure, deadlock_detected: https://www.postgresql.org/docs/current/errcodes-appendix.html


def is_away(error: Exception) -> bool:
    """Say whether an error means that the database is away (restarting, unreachable, overloaded), not that the statement is wrong.

    A server that dies in the middle of an answer is a bare DatabaseError to psycopg2 (what a server says has a class of its own),
    and the connection may not count as closed yet.
    """
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def is_collision(error: Exception) -> bool:
    """Say whether the database ended a transaction because another was in its way: begun again it goes through."""
    return getattr(error.__cause__, "pgcode", None) in COLLISIONS


def is_unwritable(error: Exception) -> bool:
    """Say whether an error means that a text held what PostgreSQL keeps in none: the character NUL, as itself or escaped in JSON."""
    return (isinstance(error, ValueError) and "NUL (0x00)" in str(error)) or (isinstance(error, DataError) and "\\u0000" in str(error))


@contextmanager
def giving_way(gate: threading.Event) -> Iterator[None]:
    """Open the gate whenever this thread waits for the database: others then have the interpreter, and never while this one needs it.

    Left open in the end, so that nobody waits behind it for ever.
    """
    gate.clear()
    _own.gate = gate
    try:
        yield
    finally:
        del _own.gate
        gate.set()


@contextmanager
def waiting() -> Iterator[None]:
    """Say that this thread waits: for the database, or for another thread."""
    gate: threading.Event | None = getattr(_own, "gate", None)
    if gate is None:
        yield
        return
    gate.set()
    try:
        yield
    finally:
        gate.clear()


def write(sql: str, rows: Iterable[Sequence[Any]], *, template: str | None = None) -> list[tuple[Any, ...]]:
    """Run `sql`, whose one `%s` becomes the rows as VALUES; give what it returns, if anything.

    Sort the rows by the key they conflict on: two writers then can't deadlock.
    """
    listed = list(rows)
    if not listed:
        return []
    with waiting(), connection.wrap_database_errors, connection.cursor() as cursor:
        returned = execute_values(cursor.cursor, sql, listed, template=template, page_size=ROWS_PER_STATEMENT, fetch="RETURNING" in sql)
    return returned or []


def write_documents(sql: str, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Run `sql`, whose one `%s` is the rows as one JSON array for json_to_recordset; give what it returns, if anything.

    For the tables that grow with every event: spelling rows out as SQL literals costs Python three times as much.
    """
    if not rows:
        return []
    document = orjson.dumps(rows).decode()
    with waiting(), connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.cursor.execute(sql, (document,))
        returned: list[tuple[Any, ...]] = cursor.cursor.fetchall() if "RETURNING" in sql else []
    return returned


def read(sql: str, rows: Iterable[Sequence[Any]], *, template: str | None = None) -> list[tuple[Any, ...]]:
    """Run a query whose one `%s` becomes the rows as VALUES, and give its rows."""
    listed = list(rows)
    if not listed:
        return []
    with waiting(), connection.wrap_database_errors, connection.cursor() as cursor:
        found: list[tuple[Any, ...]] = execute_values(
            cursor.cursor, sql, listed, template=template, page_size=ROWS_PER_STATEMENT, fetch=True
        )
    return found


def read_documents(sql: str, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Run a query whose one `%s` is the rows as one JSON array for json_to_recordset, and give its rows."""
    return ask(sql, orjson.dumps(rows).decode()) if rows else []


def run(sql: str, *values: Any) -> None:
    """Run one statement."""
    with waiting(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one query and give its rows."""
    with waiting(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def check_constraints() -> None:
    """Have rows that point nowhere told now, not at the commit."""
    with waiting():
        connection.check_constraints()
