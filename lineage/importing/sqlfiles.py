"""SQL files: a job per file, with the tables it reads and writes; templates rendered with declared variables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from lineage.importing import events
from lineage.importing.locating import Locator, located
from lineage.importing.words import Piece, Reading
from lineage.sql import CannotRender, Options, Outcome, Script, UndefinedVariable, render, resolve, salvage

ENDINGS = (".sql", ".ddl", ".hql", ".bteq", ".psql", ".j2", ".jinja")
MOST_BYTES = 5_000_000
LONGEST_QUERY = 100_000  # longer texts are cut by whoever reads the event


@dataclass(frozen=True, slots=True)
class Settings:
    """How files are read. `start`: database and schema of names without them. `jobs`: the namespace of the jobs."""

    dialect: str
    start: tuple[str, ...] = ()
    jobs: str = "sql"
    repository: str = ""
    variables: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def is_sql(path: str) -> bool:
    """Say whether a file is read."""
    return path.lower().endswith(ENDINGS)


def read_sql_files(files: Mapping[str, bytes], settings: Settings, locator: Locator) -> Reading:
    """Read files by their path. Raises UnknownDialect; a file that can't be read is noted and left out."""
    reading = Reading()
    for path, body in sorted(files.items()):
        if len(body) > MOST_BYTES:
            reading.skip(path, f"larger than {MOST_BYTES:,} bytes")
        elif b"\0" in body:
            reading.skip(path, "not text in UTF-8")
        elif piece := _file(path, body.decode("utf-8-sig", "replace"), settings, locator, reading):
            reading.count("files")
            reading.pieces.append(piece)
    return reading


def _file(path: str, text: str, settings: Settings, locator: Locator, reading: Reading) -> Piece | None:
    rendered = _rendered(path, text, settings, reading)
    script = resolve(rendered, dialect=settings.dialect, schema=locator.schema, options=Options(namespace=settings.start))
    _note_outcomes(path, script, reading)
    inputs, outputs = located(locator, script.reads), located(locator, script.lasting)
    reading.count("statements", len(script.statements))
    if not inputs and not outputs:
        reading.skip(path, "no statement in it reads or writes a table")
        return None
    if len(rendered) > LONGEST_QUERY:
        reading.skip(f"{path}: columns", f"longer than {LONGEST_QUERY:,} characters; its tables are known, its columns aren't")
    repository = settings.repository.rstrip("/")
    said = events.facets(
        jobType={"processingType": "BATCH", "integration": "SQL", "jobType": "SCRIPT"},
        sql={"query": rendered, "dialect": settings.dialect} if len(rendered) <= LONGEST_QUERY else None,
        documentation=events.documentation(_opening_comment(text)),
        sourceCodeLocation={"type": "git", "url": f"{repository}/{path}"} if repository else None,
    )
    return events.job_event((settings.jobs, _job_name(path)), said, (inputs, outputs), None)


def _rendered(path: str, text: str, settings: Settings, reading: Reading) -> str:
    try:
        return render(text, settings.variables)
    except (UndefinedVariable, CannotRender) as error:
        reading.skip(f"{path}: columns may be incomplete", str(error))
        return salvage(text)[0]


def _note_outcomes(path: str, script: Script, reading: Reading) -> None:
    for statement in script.statements:
        if statement.outcome is not Outcome.OK:
            reading.skip(
                f"{path}, line {statement.line}",
                f"{'only its tables are known: ' if statement.outcome is Outcome.DEGRADED else ''}{statement.reason}",
            )


def _job_name(path: str) -> str:
    """Name the job by the file's path, without its ending."""
    plain = PurePosixPath(path)
    return str(plain.with_name(plain.name.split(".")[0] or plain.name))


def _opening_comment(text: str) -> str:
    """Take the comment that opens a file for its description."""
    found: list[str] = []
    for line in text.lstrip().splitlines():
        if not line.startswith("--"):
            break
        found.append(line.lstrip("- ").rstrip())
    return "\n".join(found).strip()[:2_000]
