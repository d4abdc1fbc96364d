"""What is written to: tables, paths and columns that values go into."""

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from .collecting import collect
from .functions import READERS, is_file_name
from .kinds import IDENTITY
from .queries import query
from .relations import STAR, Lineage, Relation, Source
from .scope import Names, Scope
from .sources import table_in
from .walk import Walk


def target_of(walk: Walk, node: Any) -> tuple[Source | None, list[str]]:
    """Give the table (or path) written to, and the columns listed after it."""
    named: list[Any] = []
    if isinstance(node, exp.Schema):
        listed_parts = [part for part in node.expressions if isinstance(part, exp.Identifier | exp.ColumnDef | exp.Column)]
        named = [part if isinstance(part, exp.Identifier) else part.this for part in listed_parts]
        node = node.this
    listed = [walk.key(part) for part in named]
    if isinstance(node, exp.Directory):
        return walk.place("path", node.this.name), listed
    if isinstance(node, exp.Table) and isinstance(node.this, exp.DynamicIdentifier):
        node = table_in(walk, node.this)
    if isinstance(node, exp.Table) and walk.names(node):
        source = walk.source(node)
        for part, column in zip(named, listed, strict=True):
            walk.mention(part, {}, (source, column))
        return (walk.place("path", node.name) if "/" in source.keys[-1] else source), listed
    if isinstance(node, exp.Anonymous) and node.name.lower() in READERS:
        # ClickHouse: INSERT INTO FUNCTION s3('…').
        named_file = next((part.name for part in node.expressions if isinstance(part, exp.Literal) and is_file_name(part.name)), None)
        return (walk.place_named(named_file) if named_file else None), listed
    return None, listed


def write(walk: Walk, target: Source, relation: Relation, columns: Sequence[str] | None) -> None:
    """Record a relation's columns as going, by position, into the target's (by their own names where none are given)."""
    for place, (name, value) in enumerate(relation.columns):
        into = STAR if name == STAR else columns[place] if columns and place < len(columns) else name
        walk.flow(target, into, value)


def known_columns(target: Source, relation: Relation) -> list[str] | None:
    """Give the target's columns when values can be put beside them by position: not when a star hides how many come."""
    known = target.known
    if known is None or relation.open or len(known.columns) < len(relation.columns):
        return None
    return list(known.columns)


def nowhere(walk: Walk, into: Any, expression: Any, names: Names) -> None:
    """Resolve a query whose rows go where it can't be known (`IDENTIFIER($name)`): what it reads is told, and its columns as its result."""
    walk.warnings[f"“{into.sql(walk.rules.name or None)}” is a variable or placeholder: what it stands for isn't known."] = None
    if isinstance(expression, exp.Query):
        for name, value in query(walk, expression, names, None).columns:
            walk.flow(None, name, value)


def assign(walk: Walk, assignments: Sequence[Any], target: Source, names: Names, scope: Scope) -> None:
    """Resolve `SET a = …, (b, c) = (…)`; MySQL may set columns of several joined tables."""
    for assignment in assignments:
        if not isinstance(assignment, exp.EQ | exp.PropertyEQ):
            continue
        left, right = assignment.this, assignment.expression
        if isinstance(left, exp.Tuple | exp.Paren):
            _assign_many(walk, left.expressions or [left.this], right, target, (names, scope))
            continue
        _assign_one(walk, left, collect(walk, right, names, scope), target, scope)


def _assign_one(walk: Walk, left: Any, value: Lineage, target: Source, scope: Scope) -> None:
    aim = target
    if isinstance(left, exp.Column) and left.args.get("table") is not None:
        relation = scope.by_alias.get(walk.key(left.args["table"]))
        if relation is not None and relation.source is not None:
            aim = relation.source
    walk.writes[aim] = None
    column = left.this if isinstance(left, exp.Column) else left
    name = column if isinstance(column, exp.Identifier) else column.this
    walk.flow(aim, walk.key(name), value)
    walk.mention(name, {}, (aim, walk.key(name)))


def _assign_many(walk: Walk, lefts: list[Any], right: Any, target: Source, seen: tuple[Names, Scope]) -> None:
    names, scope = seen
    given: list[Lineage]
    if isinstance(right, exp.Query):
        given = list(query(walk, right, names, scope).everything())
    else:
        cells = right.expressions if isinstance(right, exp.Tuple) else [right.this if isinstance(right, exp.Paren) else right]
        given = [collect(walk, cell, names, scope, IDENTITY) for cell in cells]
    for left, value in zip(lefts, given, strict=False):
        _assign_one(walk, left, value, target, scope)
