"""Cases as text: a name, perhaps a dialect and a schema, a script, and the lineage expected of it (lines that open with =>)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lineage.sql import Edge, Options, Schema, resolve

HERE = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One script and what is expected of it."""

    name: str
    dialect: str
    schema_text: str
    sql: str
    expected: tuple[str, ...]

    @property
    def schema(self) -> Schema:
        return Schema({table: columns.split(", ") for table, columns in re.findall(r"(\w+)\(([^)]*)\)", self.schema_text)})


def read(path: Path) -> Iterator[Case]:
    for block in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, *rest = block.strip().split("\n")
        fields = {key: value for line in rest for key, value in re.findall(r"^(dialect|schema): (.*)$", line)}
        sql = "\n".join(line for line in rest if not re.match(r"dialect: |schema: |=> ", line))
        expected = tuple(line for line in rest if line.startswith("=> "))
        yield Case(name, fields.get("dialect", "postgres"), fields.get("schema", ""), sql, expected)


def lines(case: Case) -> tuple[str, ...]:
    """Say a script's lineage as the case files do."""
    script = resolve(case.sql, dialect=case.dialect, schema=case.schema, options=Options())
    tables = f"=> {', '.join(map(str, script.reads)) or 'nothing'} -> {', '.join(map(str, script.writes)) or 'nothing'}"
    return (tables, *(_line(edge) for edge in script.edges))


def _line(edge: Edge) -> str:
    column = ".".join((edge.source_column, *edge.path))
    source = "|".join(f"{table}.{column}" for table in edge.candidates) if edge.source is None else f"{edge.source}.{column}"
    target = "result" if edge.target is None else str(edge.target)
    into = f"{target} rows" if edge.target_column is None else f"{target}.{edge.target_column}"
    return f"=> {source} -> {into} {edge.kind} {edge.subtype} {edge.confidence}{' masking' if edge.masking else ''}"
