"""SELECT and RETURNING lists to columns in order."""

from typing import Any

from sqlglot import exp

from .collecting import collect
from .kinds import TRANSFORMATION
from .relations import STAR, Lineage, Relation, add, inside
from .scope import Names, Scope
from .stars import chosen, star
from .walk import Walk


def project(walk: Walk, expressions: list[Any], names: Names, scope: Scope) -> Relation:
    """Resolve a SELECT (or RETURNING) list to columns in order."""
    columns: list[tuple[str, Lineage]] = []
    opened: list[Any] = []
    for node in expressions:
        if isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star)):
            star(walk, node, names, scope, (columns, opened))
            continue
        several = _several(walk, node, names, scope)
        if several is not None:
            columns += several
            continue
        alias = node.args.get("alias") if isinstance(node, exp.Alias) else None
        value = collect(walk, node.this if alias is not None else node, names, scope)
        name = walk.key(alias) if alias is not None else _own_name(walk, node)
        columns.append((name, value))
        if alias is not None:
            scope.aliases[name] = value
            walk.mention(alias, value)
    return Relation(columns, opened)


def _several(walk: Walk, node: Any, names: Names, scope: Scope) -> list[tuple[str, Lineage]] | None:
    """Give the columns of an item that makes several; None where it makes one."""
    if isinstance(node, exp.Columns):
        return chosen(node, scope)
    if isinstance(node, exp.Inline):
        # Spark: the fields of the array's structs, whatever they are called.
        return [(STAR, inside(collect(walk, node.this, names, scope), (STAR,)))]
    if isinstance(node, exp.Aliases):
        value = collect(walk, node.this, names, scope)
        return [(walk.key(alias), value) for alias in node.args.get("expressions") or ()]
    if isinstance(node, exp.QueryTransform) and isinstance(node.args.get("schema"), exp.Schema):
        # Hive: every column that the script gives comes from all it was given.
        given: Lineage = {}
        for part in node.expressions:
            add(given, collect(walk, part, names, scope), TRANSFORMATION)
        return [(walk.key(part if isinstance(part, exp.Identifier) else part.this), given) for part in node.args["schema"].expressions]
    return None


def _own_name(walk: Walk, node: Any) -> str:
    """Name an unnamed output as PostgreSQL mostly does: by its column; else by its text."""
    if isinstance(node, exp.Column):
        return walk.key(node.this)
    if (isinstance(node, exp.Paren) and isinstance(node.this, exp.Column)) or (isinstance(node, exp.Cast) and walk.rules.names_casts):
        return _own_name(walk, node.this)
    if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Identifier):
        return walk.key(node.expression)
    if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Select) and len(node.this.expressions) == 1:
        inner = node.this.expressions[0].alias_or_name
        if inner:
            return str(inner).lower()
    return str(node.sql(walk.rules.name or None)).lower()
