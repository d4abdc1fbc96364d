"""Rows of a query log, from CSV, JSON lines or a JSON array, whatever the warehouse calls its columns."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from lineage.importing.words import UnreadableSource

LONGEST_STATEMENT = 1_000_000
# How the logs of PostgreSQL (pg_stat_statements, csvlog), Snowflake (QUERY_HISTORY), BigQuery (INFORMATION_SCHEMA.JOBS, audit log),
# Redshift, Databricks, ClickHouse, MySQL and Trino call what we need; the first that a row has counts.
SPELLINGS: dict[str, tuple[str, ...]] = {
    "text": (
        "query_text",
        "query",
        "statement_text",
        "statement",
        "sql_text",
        "sql",
        "querytxt",
        "text",
        "digest_text",
        "argument",
        "body",
    ),
    "user": (
        "user_name",
        "user_email",
        "usename",
        "username",
        "user",
        "executed_by",
        "rolname",
        "principal_email",
        "user_id",
        "userid",
        "reader",
    ),
    "time": (
        "start_time",
        "creation_time",
        "event_time",
        "query_start",
        "started_at",
        "executed_at",
        "starttime",
        "log_time",
        "query_start_time",
        "timestamp",
        "time",
        "created",
        "day",
        "date",
        "last_seen",
    ),
    "count": ("calls", "executions", "execution_count", "query_count", "count_star", "count", "n"),
    "database": ("database_name", "database", "datname", "dbname", "db", "project_id", "catalog", "current_database"),
    "schema": ("schema_name", "default_schema", "schema", "dataset_id", "current_schema"),
    "state": ("execution_status", "error_result", "error_code", "sql_state_code", "status", "state", "exception_code"),
}
FINE_STATES = {
    "",
    "0",
    "success",
    "succeeded",
    "done",
    "finished",
    "ok",
    "complete",
    "completed",
    "active",
    "idle",
    "none",
    "null",
    "00000",
    "queryfinish",
}
MILLISECONDS, MICROSECONDS = 10**11, 10**14


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a log: a statement, by whom, when (None: not told), how often. `failed` where the log says it did."""

    text: str
    user: str
    at: datetime | None
    count: int
    database: str
    schema: str
    failed: bool


def is_log(path: str) -> bool:
    """Say whether a file is read."""
    return path.lower().endswith((".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson"))


def rows(content: bytes) -> Iterator[Row]:
    """Yield the rows of a log. Raises UnreadableSource where it has no column of statements, or is neither CSV nor JSON."""
    found = _records(content)
    first = next(found, None)
    if first is None:
        raise UnreadableSource("The log is empty.")
    named = _columns(first)
    if "text" not in named:
        told = ", ".join(sorted(first)[:12])
        raise UnreadableSource(f"No column holds the statements: there is {told or 'nothing'}; name it query or query_text.")
    yield _row(first, named)
    for record in found:
        # Lines of JSON needn't have the same keys.
        names = named if named["text"] in record else _columns(record)
        if "text" in names:
            yield _row(record, names)


def _records(content: bytes) -> Iterator[Mapping[str, Any]]:
    start = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"["):
        yield from _objects(_json(content, "The log"))
    elif start.startswith(b"{"):
        yield from _json_lines(content)
    else:
        yield from _csv(content)


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise UnreadableSource(f"{what} is no JSON: {error}.") from error


def _objects(found: Any) -> Iterator[Mapping[str, Any]]:
    return (entry for entry in found if isinstance(entry, dict)) if isinstance(found, list) else iter(())


def _json_lines(content: bytes) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(io.BytesIO(content), 1):
        if line.strip():
            found = _json(line, f"Line {number}")
            if isinstance(found, dict):
                yield found


def _csv(content: bytes) -> Iterator[Mapping[str, Any]]:
    lines = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", errors="replace", newline="")
    head = lines.readline()
    lines.seek(0)
    delimiter = max(",;\t|", key=head.count)
    csv.field_size_limit(LONGEST_STATEMENT * 4)
    reader = csv.DictReader(_without_nul(lines), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as error:
        raise UnreadableSource(f"Line {reader.line_num} isn't CSV: {error}.") from error


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in lines)


def _columns(record: Mapping[str, Any]) -> dict[str, str]:
    """Find which key of a record holds what."""
    by_lower = {str(key).strip().lower(): key for key in record if key}
    return {word: by_lower[name] for word, names in SPELLINGS.items() for name in reversed(names) if name in by_lower}


def _row(record: Mapping[str, Any], named: Mapping[str, str]) -> Row:
    def told(word: str) -> str:
        value = record.get(named.get(word, ""))
        return value.strip() if isinstance(value, str) else "" if value is None or isinstance(value, (dict, list)) else str(value)

    count = told("count").partition(".")[0]
    state = record.get(named.get("state", ""))
    failed = bool(state) if isinstance(state, dict) else told("state").lower() not in FINE_STATES
    return Row(
        text=told("text")[:LONGEST_STATEMENT],
        user=told("user")[:120],
        at=read_time(told("time")),
        count=min(int(count), 10**9) if count.isdigit() else 1,
        database=told("database"),
        schema=told("schema"),
        failed=failed,
    )


def read_time(text: str) -> datetime | None:
    """Read ISO 8601 in its usual disguises, and epochs of seconds, milli- or microseconds; None where it is no time. No zone means UTC."""
    if text.replace(".", "", 1).isdigit():
        number = float(text)
        seconds = number / 1e6 if number > MICROSECONDS else number / 1e3 if number > MILLISECONDS else number
        return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < MILLISECONDS else None
    plain = text.replace(" UTC", "+00:00").replace("Z", "+00:00")
    date, _, rest = plain.replace("T", " ", 1).partition(" ")
    try:
        found = datetime.fromisoformat(f"{date} {rest.replace(' ', '')}".strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
