"""Rows that no table holds: VALUES, table functions, files read in place; and what FROM items are called."""

from typing import Any

from sqlglot import exp

from .collecting import collect
from .functions import READERS, is_file_name
from .kinds import IDENTITY, TRANSFORMATION
from .relations import Lineage, Relation, Source, add
from .scope import Names, Scope
from .walk import Walk


def alias_of(walk: Walk, node: Any) -> str:
    """Give the key of a FROM item's alias, or of its own name."""
    alias = node.args.get("alias")
    if isinstance(alias, exp.TableAlias):
        return walk.key(alias.this) if alias.this is not None else ""
    return walk.key(node.this) if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier) else ""


def alias_columns(walk: Walk, node: Any) -> list[str]:
    """Give the keys of `AS t(a, b)`'s columns."""
    alias = node.args.get("alias")
    if not isinstance(alias, exp.TableAlias):
        return []
    return [walk.key(part.this if isinstance(part, exp.ColumnDef) else part) for part in alias.args.get("columns") or ()]


def values(walk: Walk, node: exp.Values, names: Names, scope: Scope) -> Relation:
    """Offer the rows of VALUES: each column's value is that of its cells."""
    labels = alias_columns(walk, node)
    columns: list[tuple[str, Lineage]] = []
    for row in node.expressions:
        for place, cell in enumerate(row.expressions if isinstance(row, exp.Tuple) else [row]):
            if place == len(columns):
                columns.append((labels[place] if place < len(labels) else f"column{place + 1}", {}))
            add(columns[place][1], collect(walk, cell, names, scope), IDENTITY)
    return Relation(columns)


def table_function(walk: Walk, node: Any, function: Any, names: Names, scope: Scope) -> Relation:
    """Offer a table function's columns: each comes from every column among its arguments."""
    files = _files(walk, function)
    if files:
        return Relation.of_table(files[0])
    value: Lineage = {}
    arguments = function.expressions if isinstance(function, exp.Unnest) else [function]
    for argument in arguments:
        add(value, collect(walk, argument, names, scope), TRANSFORMATION)
    labels = alias_columns(walk, node)
    offset = function.args.get("offset") if isinstance(function, exp.Expression) else None
    if isinstance(offset, exp.Identifier):
        labels.append(walk.key(offset))
    if isinstance(function, exp.Unnest) and 1 < len(arguments) <= len(labels):
        return _side_by_side(walk, arguments, labels, names, scope)
    alias = alias_of(walk, node)
    relation = Relation([(label, value) for label in labels] or [(alias or _function_name(function), value)])
    relation.anything = value
    if alias and labels and alias not in labels:
        # BigQuery and PostgreSQL let the alias itself stand for a scalar element.
        scope.aliases.setdefault(alias, value)
    return relation


def _side_by_side(walk: Walk, arguments: list[Any], labels: list[str], names: Names, scope: Scope) -> Relation:
    """UNNEST of several arrays: each becomes the column at its place; what is named beyond them (WITH ORDINALITY) counts the rows of all."""
    cells = [collect(walk, argument, names, scope, TRANSFORMATION) for argument in arguments]
    together: Lineage = {}
    for cell in cells:
        add(together, cell, IDENTITY)
    return Relation([(label, cells[place] if place < len(cells) else together) for place, label in enumerate(labels)])


def _files(walk: Walk, function: Any) -> list[Source]:
    """Name the files that a reading function (`read_csv('x.csv')`) is given."""
    if not isinstance(function, exp.ReadCSV | exp.ReadParquet) and _function_name(function).lower() not in READERS:
        return []
    names = [part.name for part in function.find_all(exp.Literal) if part.is_string and is_file_name(part.name)]
    files = [walk.place_named(name) for name in names]
    for source in files:
        walk.read(source)
    # Of several files the first stands for the columns of all.
    return files[:1]


def _function_name(function: Any) -> str:
    return str(function.args.get("this")) if isinstance(function, exp.Anonymous) else type(function).__name__.lower()
