"""Columns as a reader sees them: nested ones indented under their parents, filtered with their parents kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Column

DEEPEST = 4  # deeper ones are drawn at this indent


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column with its own short name and how deep it lies (0: top level)."""

    column: Column
    name: str
    depth: int


def column_tree(columns: Sequence[Column], wanted: str = "") -> list[ColumnRow]:
    """Turn columns in order into rows. A dotted path is nested only when its parent is a column too: some names hold dots."""
    paths = {column.path for column in columns}
    keep = _matching(columns, wanted.casefold()) if wanted else paths
    return [_row(column, paths) for column in columns if column.path in keep]


def _matching(columns: Sequence[Column], wanted: str) -> set[str]:
    found = {column.path for column in columns if wanted in f"{column.path} {column.description} {column.reported_description}".casefold()}
    return found | {parent for path in found for parent in _parents(path)}


def _parents(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def _row(column: Column, paths: set[str]) -> ColumnRow:
    parents = [parent for parent in _parents(column.path) if parent in paths]
    name = column.path[len(parents[-1]) + 1 :] if parents else column.path
    return ColumnRow(column=column, name=name, depth=min(len(parents), DEEPEST))
