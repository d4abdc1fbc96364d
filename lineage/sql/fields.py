"""Values inside values: fields of rows and structs, JSON paths, named arguments, lambdas."""

from typing import Any

from sqlglot import exp

from .collecting import Visit, collect, computed, value
from .columns import unqualified
from .kinds import LIFT, TRANSFORMATION
from .relations import Relation, add, inside
from .scope import Scope


def dot(visit: Visit, node: Any, kind: int) -> None:
    """Resolve `(row).column` and fields deeper than a column's own parts."""
    left, right = node.args["this"], node.args.get("expression")
    if not isinstance(right, exp.Identifier):
        computed(visit, node, kind)
        return
    name = visit.walk.key(right)
    row = left.unnest() if isinstance(left, exp.Paren) else None
    if isinstance(row, exp.Column) and not row.table and visit.walk.key(row.this) in visit.scope.by_alias:
        found = visit.scope.by_alias[visit.walk.key(row.this)].find(name)
        if found is not None:
            add(visit.out, found, kind)
            return
    found = value(visit, left)
    # A field called as one of the columns that made up the row is that column.
    of_row = {origin: bits for origin, bits in found.items() if origin.column == name and not origin.path} if len(found) > 1 else {}
    add(visit.out, of_row or inside(found, (name,)), kind)


def extracted(visit: Visit, node: Any, kind: int) -> None:
    """Keep the path of `payload -> 'items' -> 0` and `payload:items[0]` on the edge, where it is constant."""
    path = _path(node.args.get("expression"))
    if path is None:
        computed(visit, node, kind)
    else:
        add(visit.out, inside(value(visit, node.args["this"]), path), kind)


def _path(node: Any) -> tuple[str, ...] | None:
    if isinstance(node, exp.JSONPath):
        keys = [part.args.get("this") for part in node.expressions if not isinstance(part, exp.JSONPathRoot)]
        return tuple(str(key) for key in keys) if keys and all(isinstance(key, str | int) for key in keys) else None
    if isinstance(node, exp.Literal):
        return (str(node.args["this"]),)
    return None


def bracket(visit: Visit, node: Any, kind: int) -> None:
    """Keep the path of `value['key']` on the edge."""
    keys = node.expressions
    if len(keys) == 1 and isinstance(keys[0], exp.Literal) and keys[0].is_string:
        add(visit.out, inside(value(visit, node.args["this"]), (keys[0].name,)), kind)
    else:
        computed(visit, node, kind)


def property_value(visit: Visit, node: Any, kind: int) -> None:
    """Read the value of `name := expression` in a struct, an argument or an object; the name is no column."""
    if node.args.get("expression") is not None:
        visit.stack.append((node.args["expression"], LIFT[kind][TRANSFORMATION]))


def lambda_value(visit: Visit, node: Any, kind: int) -> None:
    """Read a lambda's body; its parameters are no columns."""
    inner = Scope(visit.scope)
    for parameter in node.expressions:
        inner.add("", Relation([(visit.walk.key(parameter), {})]))
    add(visit.out, collect(visit.walk, node.args["this"], visit.names, inner), LIFT[kind][TRANSFORMATION])


def parameter(visit: Visit, node: Any, kind: int) -> None:
    """Read Snowflake's `$1`, the first column of a staged file; other parameters have no lineage."""
    if isinstance(node.this, exp.Literal):
        add(visit.out, unqualified(visit.walk, f"${node.name}", visit.scope) or {}, kind)
