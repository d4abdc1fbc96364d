"""SQL that measures, made from lineage and from profiles: one text for every environment, the schema being a variable."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PLAIN = re.compile(r"^[a-z_][a-z0-9_]*$")
TICKS = {"mysql", "mariadb", "bigquery", "databricks", "spark", "hive"}
# A column of so many rows without one empty value promises to have none; one with as many values as rows promises to be unique.
LEAST_ROWS = 20
# So few different values in so many rows are a list of allowed ones.
FEW, MANY_ROWS = 8, 100


@dataclass(frozen=True, slots=True)
class Measure:
    """A question in SQL, with the variables that fill its Jinja."""

    sql: str
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A test that might be worth having. `kind` is one of the six; `why` says what suggests it."""

    name: str
    kind: str
    measure: Measure
    terms: Mapping[str, Any]
    why: str
    column: str = ""
    source_measure: Measure | None = None


def table_in_sql(name: str, platform: str = "") -> tuple[str, dict[str, str]]:
    """Give a table's name for SQL, its schema as a variable: `shop.public.orders` is `{{ schema }}.orders` with schema `public`."""
    *places, table = name.split(".")
    if not places:
        return quoted(table, platform), {}
    return f"{{{{ schema }}}}.{quoted(table, platform)}", {"schema": quoted(places[-1], platform)}


def quoted(name: str, platform: str = "") -> str:
    """Quote a name where it needs to be, so that it can't be anything but a name."""
    if PLAIN.match(name):
        return name
    mark = "`" if platform.lower() in TICKS else '"'
    return mark + name.replace(mark, mark * 2) + mark


def count_rows(name: str, platform: str = "") -> Measure:
    """Count a table's rows."""
    table, variables = table_in_sql(name, platform)
    return Measure(f"SELECT count(*) FROM {table}", variables)


def propose_location(target: tuple[str, str], source: tuple[str, str], columns: Sequence[tuple[str, str]]) -> Iterator[Proposal]:
    """Propose balances across an edge: rows, and the sums of numbers handed on unchanged (pairs: source column, target column).

    `target` and `source` are (name, platform).
    """
    why = f"{target[0]} is made from {source[0]}"
    yield Proposal(
        name=f"As many rows as {source[0]}"[:120],
        kind="location",
        measure=count_rows(*target),
        source_measure=count_rows(*source),
        terms={"metric": "row_count", "tolerance": 0, "unit": "percent"},
        why=f"{why}.",
    )
    for told, kept in columns:
        yield Proposal(
            name=f"Sum of {kept} as in {source[0]}"[:120],
            kind="location",
            column=kept,
            measure=_aggregate(target, f"coalesce(sum({quoted(kept, target[1])}), 0)"),
            source_measure=_aggregate(source, f"coalesce(sum({quoted(told, source[1])}), 0)"),
            terms={"metric": "sum", "tolerance": 0, "unit": "percent"},
            why=f"{why}, and {kept} is handed on unchanged.",
        )


def _aggregate(table: tuple[str, str], what: str) -> Measure:
    name, variables = table_in_sql(*table)
    return Measure(f"SELECT {what} FROM {name}", variables)


def propose_from_profile(table: tuple[str, str], rows: int, columns: Sequence[Mapping[str, Any]]) -> Iterator[Proposal]:
    """Propose what a profile shows to hold today: never empty, unique, from a short list, never below zero; and as many rows as usual."""
    yield Proposal(
        name="Rows like before",
        kind="historic",
        measure=count_rows(*table),
        terms={"metric": "row_count", "against": "previous", "tolerance": 50, "unit": "percent", "direction": "not below"},
        why=f"It has {rows:,} rows now.",
    )
    if rows < LEAST_ROWS:
        return
    for column in columns:
        yield from _of_column(table, rows, column)


def _of_column(table: tuple[str, str], rows: int, column: Mapping[str, Any]) -> Iterator[Proposal]:
    path = str(column["path"])
    name = quoted(path, table[1])
    none = {"operator": "mustBe", "value": 0}
    if column.get("nulls") == 0:
        measure = _where(table, f"{name} IS NULL")
        yield Proposal(
            f"{path} is never empty"[:120], "completeness", measure, {"metric": "null_count", **none}, f"None of {rows:,} rows is.", path
        )
    if column.get("distinct") == rows:
        measure = _aggregate(table, f"count({name}) - count(DISTINCT {name})")
        terms = {"metric": "duplicate_count", **none}
        yield Proposal(f"{path} is unique"[:120], "correctness", measure, terms, f"All {rows:,} values differ.", path)
    values = column.get("listed") or []
    if rows >= MANY_ROWS and 1 < len(values) <= FEW and all(isinstance(value, str) for value in values):
        listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
        measure = Measure("{% raw %}" + listed + "{% endraw %}") if "{" in listed else Measure(listed)
        asked = _where(table, f"{name} NOT IN ({measure.sql})")
        terms = {"metric": "invalid_count", **none}
        yield Proposal(f"{path} is one of {len(values)} values"[:120], "correctness", asked, terms, f"Seen: {', '.join(values)}.", path)
    least = column.get("least")
    if isinstance(least, int | float) and least >= 0 and not path.endswith(("id", "_no")):
        measure = _where(table, f"{name} < 0")
        terms = {"metric": "invalid_count", **none}
        yield Proposal(f"{path} is not below zero"[:120], "correctness", measure, terms, f"The smallest is {least:g}.", path)


def _where(table: tuple[str, str], condition: str) -> Measure:
    name, variables = table_in_sql(*table)
    return Measure(f"SELECT count(*) FROM {name} WHERE {condition}", variables)
