"""Read an import's source: what was uploaded, a folder that the operator allows, or a live database."""

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import zstandard
from django.conf import settings

from lineage.actions.importing.connections import CannotConnect, address_of, open_engine, plain_error
from lineage.actions.importing.known import known_columns, reported_words, tables_of
from lineage.importing.uploads import open_upload
from lineage.importing.words import Reading, UnreadableSource
from lineage.models import Connection, Import, ImportKind

Progress = Callable[[int, int], None]
MOST_FOLDER_FILES = 20_000
# JSON that is sound as JSON and yet nothing that dbt or a warehouse ever wrote.
ODD_SHAPES = (AttributeError, TypeError, KeyError, IndexError)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Material:
    """What a reader gets. `said` are the import's settings; `content` what was uploaded, or else `folder`, or else `connection`."""

    said: Mapping[str, Any]
    name: str
    content: bytes | None
    folder: str
    connection: Connection | None
    today: date
    progress: Progress


def material_of(found: Import, connection: Connection | None, *, today: date, progress: Progress) -> Material:
    """Gather what an import reads."""
    content = zstandard.ZstdDecompressor().decompress(bytes(found.content)) if found.content is not None else None
    folder = found.source.folder if found.source else ""
    return Material(found.settings, found.content_name, content, folder, connection or found.connection, today, progress)


def read_source(kind: str, material: Material) -> Reading:
    """Read it. Raises UnreadableSource, CannotConnect, UnknownDialect (a ValueError) with messages fit to show."""
    try:
        return _with_known_words(READERS[kind](material))
    except ODD_SHAPES as error:
        logger.exception("An import's source has an odd shape")
        raise UnreadableSource(f"The source isn't shaped as its kind should be ({type(error).__name__}: {str(error)[:200]}).") from error


def _with_known_words(reading: Reading) -> Reading:
    """Keep the descriptions that columns have where this source has none: a schema is told whole, and would take them away."""
    words = reported_words(ref for piece in reading.pieces if (ref := piece.dataset) is not None)
    for piece in reading.pieces:
        known = words.get(piece.dataset, {}) if piece.dataset else {}
        for field in piece.fields or () if known else ():
            if not field.get("description") and (text := known.get(field["name"].lower())):
                field["description"] = text
    return reading


def allowed_folder(folder: str) -> Path:
    """Give a folder of this machine, if the operator's settings allow it. Raises UnreadableSource."""
    path = Path(folder).resolve()
    if not any(path.is_relative_to(Path(allowed).resolve()) for allowed in settings.IMPORT_FOLDERS):
        raise UnreadableSource(
            f"“{folder}” isn't among the folders this server may read; its operator names them in PROVENDER_IMPORT_FOLDERS."
        )
    if not path.is_dir():
        raise UnreadableSource(f"“{folder}” is no folder on the server.")
    return path


def _files(material: Material, wanted: Callable[[str], bool], reading_of: Callable[[dict[str, bytes]], Reading]) -> Reading:
    if material.content is not None:
        files, skipped = open_upload(material.name, material.content, wanted)
    else:
        files, skipped = folder_files(allowed_folder(material.folder), wanted), []
    if not files:
        raise UnreadableSource("There is nothing to read in it: no file of the kind this importer takes.")
    reading = reading_of(files)
    reading.skipped += skipped
    return reading


def folder_files(folder: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Read the wanted files under a folder; links that lead out of it are passed by. Raises UnreadableSource beyond the limits."""
    found: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or not wanted(name) or not path.resolve().is_relative_to(folder):
            continue
        size += path.stat().st_size
        if len(found) >= MOST_FOLDER_FILES or size > settings.IMPORT_MAX_BYTES * 5:
            raise UnreadableSource(f"{folder} holds more than is read at once; name a folder further inside.")
        found[name] = path.read_bytes()
    return found


def _dbt(material: Material) -> Reading:
    from lineage.importing import dbt  # each reader is loaded with the first import of its kind

    said = material.said
    wanted = dbt.Settings(
        namespace=said.get("namespace", ""),
        jobs=said.get("jobs") or "dbt",
        repository=said.get("repository", ""),
        with_runs=said.get("with_runs", True),
        variables=said.get("variables", {}),
    )

    def read(files: dict[str, bytes]) -> Reading:
        return dbt.read_dbt(dbt.of_one_target(files), wanted, known_columns)

    return _files(material, dbt.is_artifact, read)


def _sql(material: Material) -> Reading:
    from lineage.importing.locating import Locator
    from lineage.importing.sqlfiles import Settings, is_sql, read_sql_files

    said = material.said
    start = _start(said)
    wanted = Settings(
        dialect=said.get("dialect", ""),
        start=start,
        jobs=said.get("jobs") or "sql",
        repository=said.get("repository", ""),
        variables=said.get("variables", {}),
    )
    locator = Locator(said["namespace"], tables_of(said["namespace"]), start)
    return _files(material, is_sql, lambda files: read_sql_files(files, wanted, locator))


def _queries(material: Material) -> Reading:
    from lineage.importing.locating import Locator
    from lineage.importing.querylog import Settings, is_log, read_query_log, rows

    said = material.said
    wanted = Settings(
        dialect=said.get("dialect", ""),
        today=material.today,
        start=_start(said),
        jobs=said.get("jobs") or "queries",
        pseudonym=PEOPLE[said.get("people") or "pseudonyms"],
    )
    locator = Locator(said["namespace"], tables_of(said["namespace"]), wanted.start)

    def read(files: dict[str, bytes]) -> Reading:
        entries = (row for content in files.values() for row in rows(content))
        return read_query_log(entries, wanted, locator, material.progress)

    return _files(material, is_log, read)


def _database(material: Material) -> Reading:
    import sqlalchemy  # heavy, and needed by scans alone

    from lineage.importing import database

    if material.connection is None:
        raise CannotConnect("The connection of this import was removed.")
    address = address_of(material.connection)
    engine = open_engine(address)
    place = database.place_of(engine.url.get_backend_name(), host=engine.url.host, port=engine.url.port, database=engine.url.database)
    if material.connection.namespace:
        place = replace(place, namespace=material.connection.namespace)
    if material.said.get("database"):
        place = replace(place, database=material.said["database"])
    wanted = database.Settings(_words(material.said.get("schemas")), _words(material.said.get("except_schemas")))
    try:
        with engine.connect() as connection:
            found = database.tables(engine.url.get_backend_name(), connection.exec_driver_sql, lambda: sqlalchemy.inspect(connection))
            return database.read_database(found, place, wanted)
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise CannotConnect(f"{material.connection}: {plain_error(error, address)}") from None  # its context may hold the address
    finally:
        engine.dispose()


def _start(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(part for part in (said.get("database", ""), said.get("schema", "")) if part)


def _words(told: Any) -> tuple[str, ...]:
    listed = told.replace(",", " ").split() if isinstance(told, str) else told or ()
    return tuple(str(word) for word in listed)


def _pseudonym(name: str) -> str:
    """Give a name that stays the same and that nobody can turn back without the server's secret."""
    return "reader " + hmac.new(str(settings.SECRET_KEY).encode(), b"reader:" + name.lower().encode(), hashlib.sha256).hexdigest()[:10]


def _nobody(name: str) -> str:
    del name
    return ""


READERS: dict[str, Callable[[Material], Reading]] = {
    ImportKind.DBT: _dbt,
    ImportKind.SQL: _sql,
    ImportKind.QUERIES: _queries,
    ImportKind.DATABASE: _database,
}
# What is kept of who ran a query.
PEOPLE: dict[str, Callable[[str], str]] = {"names": str, "pseudonyms": _pseudonym, "nobody": _nobody}
