"""A query log read: statements grouped by fingerprint; those that write become jobs, those that only read become uses."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from lineage.importing import events
from lineage.importing.locating import Locator, located
from lineage.importing.querylog.fingerprints import fingerprint
from lineage.importing.querylog.rows import Row
from lineage.importing.words import Reading, Use
from lineage.openlineage.words import DatasetRef
from lineage.sql import Options, Outcome, Script, resolve

MOST_STATEMENTS = 200_000  # different ones; about 1 kB each
LONGEST_QUERY = 100_000
MOST_TABLES_NAMED = 200

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a log is read. `today` dates rows without a time. `pseudonym` turns a user's name into what is kept of it."""

    dialect: str
    today: date
    start: tuple[str, ...] = ()
    jobs: str = "queries"
    pseudonym: Callable[[str], str] = str


@dataclass(slots=True)
class Group:
    """Statements alike: one of them, where they start, who ran them on which days."""

    text: str
    start: tuple[str, ...]
    print: str
    last: datetime | None = None
    runs: Counter[tuple[date, str]] = field(default_factory=Counter)


def read_query_log(found: Iterable[Row], settings: Settings, locator: Locator, progress: Progress = lambda _done, _total: None) -> Reading:
    """Read a log's rows. Each distinct statement is resolved once, so cost follows their number. Raises UnknownDialect."""
    reading = Reading()
    groups = _grouped(found, settings, reading)
    unknown: Counter[str] = Counter()
    for number, group in enumerate(groups):
        _resolve(group, settings, locator, reading, unknown)
        progress(number + 1, len(groups))
    for name, count in unknown.most_common(MOST_TABLES_NAMED):
        reading.skip(name, f"not in the catalog: {count:,} queries read it, which are not counted as its use")
    if len(unknown) > MOST_TABLES_NAMED:
        reading.skip(f"{len(unknown) - MOST_TABLES_NAMED:,} more tables", "not in the catalog")
    return reading


def _grouped(found: Iterable[Row], settings: Settings, reading: Reading) -> list[Group]:
    groups: dict[tuple[str, str, str], Group] = {}
    reading.is_cumulative = True
    dropped = 0
    for row in found:
        reading.count("log entries")
        if row.failed or not row.text:
            reading.count("failed or empty")
            continue
        key = (fingerprint(row.text), row.database, row.schema)
        group = groups.get(key)
        if group is None:
            if len(groups) >= MOST_STATEMENTS:
                dropped += 1
                continue
            start = tuple(part for part in (row.database, row.schema) if part)
            group = groups[key] = Group(row.text, start if row.schema or not settings.start else (), key[0])
        group.runs[(row.at.date() if row.at else settings.today, row.user)] += row.count
        reading.is_cumulative = reading.is_cumulative and row.at is None
        if row.at and (group.last is None or row.at > group.last):
            group.last = row.at
    if dropped:
        reading.skip(f"{dropped:,} entries", f"the log has more than {MOST_STATEMENTS:,} different statements; split it")
    reading.count("statements", len(groups))
    return list(groups.values())


def _resolve(group: Group, settings: Settings, locator: Locator, reading: Reading, unknown: Counter[str]) -> None:
    start = group.start or settings.start
    script = resolve(group.text, dialect=settings.dialect, schema=locator.schema, options=Options(namespace=start))
    runs = sum(group.runs.values())
    failed = next((statement for statement in script.statements if statement.outcome is Outcome.FAILED), None)
    if failed is not None:
        reading.count("not understood")
        reading.skip(" ".join(group.text.split())[:120], f"run {runs:,} times: {failed.reason}")
    inputs, outputs = located(locator, script.reads, start), located(locator, script.lasting, start)
    if outputs:
        reading.count("statements that write")
        _job(group, settings, (inputs, outputs), reading)
    elif inputs:
        reading.count("statements that read")
        _use(group, settings, (locator, inputs, _columns(script, locator, start)), reading, unknown)
    elif failed is None:
        reading.count("statements without tables")


def _columns(script: Script, locator: Locator, start: tuple[str, ...]) -> list[tuple[DatasetRef, str]]:
    """List the columns that a query reads, whatever for; not what a star of an unknown table may hold."""
    named = dict.fromkeys((edge.source, edge.source_column) for edge in script.edges if edge.source and edge.source_column != "*")
    refs = {table: locator.ref(table, start) for table, _ in named}
    return list(dict.fromkeys((ref, column) for table, column in named if (ref := refs[table]) is not None))


def _use(
    group: Group,
    settings: Settings,
    told: tuple[Locator, list[DatasetRef], list[tuple[DatasetRef, str]]],
    reading: Reading,
    unknown: Counter[str],
) -> None:
    locator, inputs, columns = told
    known = [ref for ref in inputs if locator.knows(ref)]
    unknown.update({ref.name: sum(group.runs.values()) for ref in inputs if not locator.knows(ref)})
    if not known:
        return
    there = set(known)
    kept = tuple((ref, column) for ref, column in columns if ref in there)
    for (day, user), count in group.runs.items():
        reading.uses.append(Use(day, settings.pseudonym(user) if user else "", tuple(known), kept, count))


def _job(group: Group, settings: Settings, sides: tuple[list[DatasetRef], list[DatasetRef]], reading: Reading) -> None:
    name = f"{sides[1][0].name}.{group.print[:8]}"
    if len(group.text) > LONGEST_QUERY:
        reading.skip(f"{name}: columns", f"longer than {LONGEST_QUERY:,} characters; its tables are known, its columns aren't")
    said = events.facets(
        jobType={"processingType": "BATCH", "integration": "SQL", "jobType": "QUERY"},
        sql={"query": group.text, "dialect": settings.dialect} if len(group.text) <= LONGEST_QUERY else None,
        documentation=events.documentation("A statement of the query log."),
    )
    reading.pieces.append(events.job_event((settings.jobs, name), said, sides, group.last.isoformat() if group.last else None))
