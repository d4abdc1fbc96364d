"""A database's tables as datasets, and its views as jobs whose SQL tells their columns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from lineage.importing import events
from lineage.importing.database.places import Place
from lineage.importing.database.shapes import Table
from lineage.importing.locating import Locator, located
from lineage.importing.words import Piece, Reading
from lineage.openlineage.words import DatasetRef
from lineage.sql import Options, Outcome, resolve

MOST_TABLES = 50_000
_CREATES = re.compile(r"\s*create\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Settings:
    """What to take: schemas by pattern (`sales`, `raw_*`; none given: all), and not those that match `except_schemas`."""

    schemas: tuple[str, ...] = ()
    except_schemas: tuple[str, ...] = ()


def read_database(found: Iterable[Table], place: Place, settings: Settings) -> Reading:
    """Say every table and view."""
    reading = Reading(drops_what_is_gone=True)
    taken: list[Table] = []
    passed_by: dict[str, int] = {}
    for table in found:
        if not _is_wanted(table.schema, settings):
            passed_by[table.schema] = passed_by.get(table.schema, 0) + 1
        elif len(taken) < MOST_TABLES:
            taken.append(table)
        else:
            reading.skip(f"{table.schema}.{table.name}", f"the scan stops at {MOST_TABLES:,} tables; choose schemas")
    for schema, count in passed_by.items():
        reading.skip(f"schema {schema}", f"not among the schemas to take ({count:,} tables)")
    reading.not_covered = tuple(".".join(part for part in (place.database, schema, "") if part) + "." for schema in passed_by)
    locator = Locator(place.namespace, {ref_of(place, table).name: [column[0] for column in table.columns] for table in taken})
    for table in taken:
        reading.count("views" if table.kind == "VIEW" else "tables")
        reading.pieces.append(_dataset(place, table, reading))
        if table.kind == "VIEW" and (view := _view(place, table, locator, reading)) is not None:
            reading.pieces.append(view)
    return reading


def ref_of(place: Place, table: Table) -> DatasetRef:
    """Name a table: database.schema.table, without a level the system lacks."""
    return DatasetRef(place.namespace, ".".join(part for part in (place.database, table.schema, table.name) if part))


def _is_wanted(schema: str, settings: Settings) -> bool:
    wanted = not settings.schemas or any(fnmatchcase(schema, pattern) for pattern in settings.schemas)
    return wanted and not any(fnmatchcase(schema, pattern) for pattern in settings.except_schemas)


def _dataset(place: Place, table: Table, reading: Reading) -> Piece:
    if not table.columns:
        reading.skip(f"{table.schema}.{table.name}: columns", "the database lists none (no permission, or the table has none)")
    reading.count("columns", len(table.columns))
    fields = [{"name": name, "type": data_type, "description": comment} for name, data_type, comment in table.columns]
    said = events.facets(
        schema=events.schema(fields), documentation=events.documentation(table.comment), datasetType={"datasetType": table.kind}
    )
    return events.dataset_event(ref_of(place, table), said, None)


def _view(place: Place, table: Table, locator: Locator, reading: Reading) -> Piece | None:
    """Say how a view is made: a job of its own name, which never runs."""
    name = f"{table.schema}.{table.name}"
    if not table.definition.strip():
        reading.skip(f"{name}: what it reads", "the database doesn't show its definition to this user")
        return None
    ref = ref_of(place, table)
    quote = "`" if place.dialect == "mysql" else '"'
    query = (
        table.definition
        if _CREATES.match(table.definition)
        else f"CREATE VIEW {quote}{table.schema}{quote}.{quote}{table.name}{quote} AS\n{table.definition}"
    )
    start = tuple(part for part in (place.database, table.schema) if part)
    script = resolve(query, dialect=place.dialect, schema=locator.schema, options=Options(namespace=start))
    for statement in script.statements:
        if statement.outcome is not Outcome.OK:
            reading.skip(f"{name}: columns of what it reads", statement.reason)
    inputs = [source for source in located(locator, script.reads, start) if source != ref]
    said = events.facets(
        jobType={"processingType": "BATCH", "integration": place.dialect.upper(), "jobType": "VIEW"},
        sql={"query": query, "dialect": place.dialect},
    )
    return events.job_event((ref.namespace, ref.name), said, (inputs, [ref]), None)
