"""PIVOT and UNPIVOT: columns turned into rows and back."""

from typing import Any

from sqlglot import exp

from .collecting import collect
from .relations import STAR, Lineage, Relation, add
from .scope import Names, Scope
from .walk import Walk


def pivoted(walk: Walk, pivots: list[Any], relation: Relation, names: Names) -> Relation:
    """Apply a FROM item's pivots in order."""
    for pivot in pivots:
        scope = Scope()
        scope.add("", relation)
        turned = _unpivot if pivot.args.get("unpivot") else _pivot
        made, used = turned(walk, pivot, names, scope)
        kept = [(name, value) for name, value in relation.columns if name not in used]
        relation = Relation([*kept, *made], relation.open)
        alias = pivot.args.get("alias")
        if isinstance(alias, exp.TableAlias):
            relation = relation.renamed([walk.key(column) for column in alias.args.get("columns") or ()])
    return relation


def _columns_in(walk: Walk, node: Any) -> set[str]:
    return {walk.key(column.this) for column in node.find_all(exp.Column)}


def _pivot(walk: Walk, pivot: exp.Pivot, names: Names, scope: Scope) -> tuple[list[tuple[str, Lineage]], set[str]]:
    """Make one column for each listed value and aggregate; it comes from what is aggregated."""
    used: set[str] = set()
    aggregates: list[Lineage] = []
    for aggregate in pivot.args.get("using") or pivot.expressions:
        aggregates.append(collect(walk, aggregate, names, scope))
        used |= _columns_in(walk, aggregate)
    for field in pivot.args.get("fields") or ():
        used |= _columns_in(walk, field.this) if isinstance(field, exp.In) else set()
    labels = [walk.key(column) for column in pivot.args.get("columns") or ()]
    # sqlglot lists value by value, each with every aggregate.
    return [(label, aggregates[place % len(aggregates)]) for place, label in enumerate(labels) if aggregates], used


def spread(walk: Walk, pivot: exp.Pivot, relation: Relation, names: Names) -> Relation:
    """Resolve DuckDB's `PIVOT t ON q USING sum(v)`: the columns it makes are named by data, so they are a star of what is aggregated.

    `UNPIVOT t ON a, b INTO NAME n VALUE v` names its own.
    """
    scope = Scope()
    scope.add("", relation)
    if pivot.args.get("unpivot"):
        return _unpivoted(walk, pivot, relation, (names, scope))
    used = {name for part in (*pivot.expressions, *(pivot.args.get("using") or ())) for name in _columns_in(walk, part)}
    value: Lineage = {}
    for aggregate in pivot.args.get("using") or ():
        add(value, collect(walk, aggregate, names, scope), 1)
    return Relation([*((name, kept) for name, kept in relation.columns if name not in used), (STAR, value)], relation.open)


def _unpivoted(walk: Walk, pivot: exp.Pivot, relation: Relation, seen: tuple[Names, Scope]) -> Relation:
    value: Lineage = {}
    for part in pivot.expressions:
        add(value, collect(walk, part, *seen), 1)
    used = {name for part in pivot.expressions for name in _columns_in(walk, part)}
    into = pivot.args.get("into")
    made = [(walk.key(into.this.this), {}), *((walk.key(part.this), value) for part in into.expressions)] if into is not None else []
    made = made or [("name", {}), ("value", value)]
    return Relation([*((name, kept) for name, kept in relation.columns if name not in used), *made], relation.open)


def _unpivot(walk: Walk, pivot: exp.Pivot, names: Names, scope: Scope) -> tuple[list[tuple[str, Lineage]], set[str]]:
    """Make the column of values, from all listed columns, and the column of their names."""
    value: Lineage = {}
    used: set[str] = set()
    made: list[tuple[str, Lineage]] = []
    for field in pivot.args.get("fields") or ():
        if isinstance(field, exp.In):
            # Its values are the columns' names, not what is in them.
            made.append((walk.key(field.this if isinstance(field.this, exp.Identifier) else field.this.this), {}))
            for listed in field.expressions:
                add(value, collect(walk, listed, names, scope), 1)
                used |= _columns_in(walk, listed)
    for expression in pivot.expressions:
        made += [(walk.key(identifier), value) for identifier in expression.find_all(exp.Identifier)]
    return made, used
