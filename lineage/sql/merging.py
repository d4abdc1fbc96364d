"""MERGE: each branch to the values it writes."""

from typing import Any

from sqlglot import exp

from .collecting import collect, decide
from .relations import Relation, Source
from .rows import alias_of
from .scope import Names, Scope
from .sources import from_item
from .targets import assign, target_of
from .walk import Walk
from .words import Subtype


def merge(walk: Walk, node: exp.Merge, names: Names) -> Source | None:
    """Resolve a MERGE; gives its target."""
    target, _ = target_of(walk, node.this)
    if target is None:
        return None
    walk.writes[target] = None
    scope = Scope()
    scope.add(alias_of(walk, node.this), Relation.of_table(target))
    from_item(walk, node.args["using"], names, scope)
    if walk.options.target_is_read:
        walk.read(target)
    decide(walk, node.args.get("on") or None, names, scope, Subtype.FILTER)
    for column in node.args.get("using_cond") or ():
        for _, relation in scope.items:
            walk.decide(
                relation.source.lineage(walk.key(column)) if relation.source else relation.find(walk.key(column)) or {}, Subtype.FILTER
            )
    given = Scope()
    for alias, relation in scope.items[1:]:
        given.add(alias, relation)
    whens = node.args.get("whens")
    for when in whens.expressions if whens is not None else ():
        # A row that isn't in the target yet has only the source's columns.
        seen = given if isinstance(when.args.get("then"), exp.Insert) else scope
        decide(walk, when.args.get("condition"), names, seen, Subtype.FILTER)
        _when(walk, when.args.get("then"), target, names, seen)
    return target


def _when(walk: Walk, then: Any, target: Source, names: Names, scope: Scope) -> None:
    if _is_star(then):
        for name, value in scope.items[-1][1].columns:
            walk.flow(target, name, value)
    elif isinstance(then, exp.Update):
        assign(walk, then.expressions, target, names, scope)
        decide(walk, then.args.get("where"), names, scope, Subtype.FILTER)
    elif isinstance(then, exp.Insert):
        _when_insert(walk, then, target, names, scope)


def _is_star(then: Any) -> bool:
    if not isinstance(then, exp.Insert | exp.Update):
        return False
    listed = then.args.get("expressions")
    if not listed and isinstance(then, exp.Update):
        # DuckDB's plain UPDATE sets every column.
        return True
    parts = [then.this, then.args.get("expression"), *(listed if isinstance(listed, list) else [listed])]
    # BigQuery's INSERT ROW is a star, too.
    return any(isinstance(part, exp.Star) or (isinstance(part, exp.Var | exp.Column) and part.name.upper() == "ROW") for part in parts)


def _when_insert(walk: Walk, then: exp.Insert, target: Source, names: Names, scope: Scope) -> None:
    named = then.this.expressions if isinstance(then.this, exp.Schema | exp.Tuple) else []
    parts = [part if isinstance(part, exp.Identifier) else part.this for part in named]
    listed = [walk.key(part) for part in parts]
    for part, column in zip(parts, listed, strict=True):
        walk.mention(part, {}, (target, column))
    columns = listed or (list(target.known.columns) if target.known is not None else [])
    given = then.args.get("expression")
    cells = list(given.expressions) if isinstance(given, exp.Expression) else []
    if len(cells) == 1 and isinstance(cells[0], exp.Tuple):
        cells = cells[0].expressions
    for column, cell in zip(columns, cells, strict=False):
        walk.flow(target, column, collect(walk, cell, names, scope))
