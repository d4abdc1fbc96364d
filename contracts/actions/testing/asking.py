"""Ask a database one question in SQL: rendered, a single reading statement, in a read-only session with a time limit and few rows."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lineage.actions.importing.connections import CannotConnect, address_of, open_engine, plain_error
from lineage.models import Connection

if TYPE_CHECKING:
    import sqlalchemy

STATEMENT_SECONDS = 60
MOST_ROWS = 10_000
READING = ("select", "with", "values", "table", "(")
DIALECTS = {"postgresql": "postgres", "mssql": "tsql", "mariadb": "mysql"}
# Backends whose read-only promise is a statement, not a way of connecting.
QUIETED = {"sqlite": "PRAGMA query_only = ON"}


class CannotAsk(Exception):
    """The question could not be put: it says nothing about the data. The message names no password."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the number, or how many rows did; and how long it took."""

    value: float
    seconds: float


def rendered(sql: str, variables: Mapping[str, Any]) -> str:
    """Fill the Jinja of a text with an environment's variables; raises CannotAsk naming what is missing."""
    from lineage.sql import CannotRender, UndefinedVariable, render  # Jinja and sqlglot are loaded only where a test is written or run

    try:
        return render(sql, variables).strip()
    except (CannotRender, UndefinedVariable) as error:
        raise CannotAsk(str(error)) from error


def checked(sql: str, backend: str) -> str:
    """Give the one statement of a text that only reads; raises CannotAsk. The session is read-only besides."""
    from lineage.sql import UnknownDialect, Unreadable, split

    try:
        statements = [text for text in split(sql, DIALECTS.get(backend, backend)) if text.strip()]
    except UnknownDialect:
        statements = [sql.strip().rstrip(";")]
    except Unreadable as error:
        raise CannotAsk(f"The SQL can't be read: {error}") from error
    if len(statements) != 1 or ";" in _without_strings(statements[0]):
        raise CannotAsk("A test asks one question: give exactly one statement.")
    if not _bare(statements[0]).startswith(READING):
        raise CannotAsk("A test only reads: begin with SELECT or WITH.")
    return statements[0]


def _bare(sql: str) -> str:
    """Give a text in lower case without the comments before its first word."""
    text = sql.strip()
    while text.startswith(("--", "/*")):
        _, _, text = text.partition("\n" if text.startswith("--") else "*/")
        text = text.strip()
    return text.lower()


def _without_strings(sql: str) -> str:
    return "".join(part for at, part in enumerate(sql.split("'")) if at % 2 == 0)


@contextmanager
def opened(connection: Connection | None) -> Iterator["Session"]:
    """Open a database for reading; raises CannotAsk."""
    if connection is None:
        raise CannotAsk("It names no connection; choose one, or ask an administrator to add one under Imports.")
    try:
        address = address_of(connection)
        engine = open_engine(address, seconds=STATEMENT_SECONDS)
    except CannotConnect as error:
        raise CannotAsk(str(error)) from error
    try:
        yield Session(engine, address)
    finally:
        engine.dispose()


@dataclass(frozen=True, slots=True)
class Session:
    """An open database that is only read."""

    engine: "sqlalchemy.Engine"
    address: str

    @property
    def backend(self) -> str:
        """Name the database's kind: postgresql, mysql or duckdb."""
        return self.engine.dialect.name

    def rows(self, sql: str, most: int = MOST_ROWS) -> list[tuple[Any, ...]]:
        """Run one checked statement and give its first rows; raises CannotAsk."""
        import sqlalchemy

        try:
            with self.engine.connect() as link:
                if self.backend in QUIETED:
                    link.exec_driver_sql(QUIETED[self.backend])
                found = link.execution_options(stream_results=self.backend != "duckdb").exec_driver_sql(_escaped(sql, self.engine))
                return [tuple(row) for row in found.fetchmany(most)]
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise CannotAsk(plain_error(error, self.address)) from error


def _escaped(sql: str, engine: "sqlalchemy.Engine") -> str:
    """Spell a per cent sign as a driver wants it that takes it for a parameter."""
    return sql.replace("%", "%%") if engine.dialect.paramstyle in {"format", "pyformat"} else sql


def ask(connection: Connection | None, sql: str, variables: Mapping[str, Any], *, counts_rows: bool = False) -> Answer:
    """Ask for one number: the first value of the only row, or with `counts_rows` how many rows come back (10,000 at most)."""
    text = rendered(sql, variables)
    with opened(connection) as session:
        began = time.monotonic()
        rows = session.rows(checked(text, session.backend))
        seconds = time.monotonic() - began
    return Answer(float(len(rows)) if counts_rows else _number(rows), seconds)


def _number(rows: list[tuple[Any, ...]]) -> float:
    if len(rows) != 1 or not rows[0]:
        raise CannotAsk(f"The question must answer with one row of one number; {len(rows):,} rows came back.")
    value = rows[0][0]
    if value is None:
        raise CannotAsk("The answer is empty (NULL): wrap it in coalesce(…, 0) if that means none.")
    if not isinstance(value, bool | int | float | Decimal):
        raise CannotAsk(f"The answer is no number but {str(value)[:60]!r}.")
    return float(value)
