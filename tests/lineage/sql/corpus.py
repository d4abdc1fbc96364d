"""Cases from the field, and how a script's lineage is compared with what each of them expects."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lineage.sql import Edge, Options, Schema, Script, resolve

ROOT = Path(os.environ.get("PROVENDER_CORPUS", Path(__file__).resolve().parents[4] / "shared" / "data"))
CONVENTIONS = {
    "sqllineage": Options(compose_all=True, using_both_sides=True),
    "pg-oracle": Options(),
    "tpch": Options(),
    "tpcds": Options(),
}


@dataclass
class Score:
    """How many asserted answers were exact, and which were not."""

    asserted: int = 0
    exact: int = 0
    missed: dict[str, tuple[set, set]] = field(default_factory=dict)

    def count(self, case: str, expected: set, found: set) -> None:
        self.asserted += 1
        if expected == found:
            self.exact += 1
        else:
            self.missed[case] = (expected - found, found - expected)

    @property
    def share(self) -> float:
        return self.exact / self.asserted


@cache
def cases(name: str) -> tuple[dict, ...]:
    path = ROOT / "sql" / name / "cases.jsonl"
    if not path.exists():
        import pytest  # not by the benchmark, whose memory it would count

        pytest.skip(f"The {name} corpus isn't here; PROVENDER_CORPUS names the folder that has sql/{name}/cases.jsonl.")
    return tuple(json.loads(line) for line in path.read_text().splitlines())


_schemas: dict[str, Schema] = {}


def schema_of(case: dict) -> Schema:
    key = json.dumps(case["schema"])
    if key not in _schemas:
        _schemas[key] = Schema(case["schema"] or {})
    return _schemas[key]


_scripts: dict[tuple[int, Options], Script] = {}


def resolved(case: dict, options: Options) -> Script:
    """Resolve a case once, however many tests ask."""
    key = (id(case), options)
    if key not in _scripts:
        _scripts[key] = _resolved(case, options)
    return _scripts[key]


def _resolved(case: dict, options: Options) -> Script:
    """sqllineage sees a routine as one statement (no table inside it is composed away), and takes a flag for lateral aliases."""
    if options.compose_all and "CREATE PROCEDURE" in case["sql"].upper():
        options = Options(using_both_sides=True)
    if "SQLLINEAGE_LATERAL_COLUMN_ALIAS_REFERENCE" in case["flags"]:
        options = Options(compose_all=True, lateral_aliases=True)
    return resolve(case["sql"], dialect=case["dialect"], schema=schema_of(case), options=options)


def source_name(edge: Edge) -> str:
    """An ambiguous column is expected by its bare name."""
    return (edge.source_column if edge.source is None else f"{edge.source}.{edge.source_column}").lower()


def target_name(edge: Edge) -> str:
    return (str(edge.target_column) if edge.target is None else f"{edge.target}.{edge.target_column}").lower()


def column_pairs(script: Script) -> set[tuple[str, str]]:
    """Edges into columns, direct or not, as pairs."""
    return {(source_name(edge), target_name(edge)) for edge in script.edges if edge.target_column is not None}


def typed(script: Script) -> set[tuple[str, ...]]:
    return {
        (source_name(edge), target_name(edge), edge.kind.upper(), edge.subtype.upper())
        for edge in script.edges
        if edge.target_column is not None
    }


def deciding(script: Script) -> set[tuple[str, str]]:
    return {(source_name(edge), edge.subtype.upper()) for edge in script.edges if edge.target_column is None}


def tables_of(script: Script) -> tuple[set[str], set[str]]:
    reads, writes = {str(table).lower() for table in script.reads}, {str(table).lower() for table in script.writes}
    return reads, writes


def asserted(name: str, key: str) -> Iterator[dict]:
    return (case for case in cases(name) if case[key] is not None)
