"""Expressions to values: which columns go into an expression, and how."""

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from .columns import column, relation_named, unqualified, whole_row
from .functions import AGGREGATING_NAMES, DICTIONARY_READERS, MASKING_NAMES, MASKING_TYPES, ROW_BY_ROW
from .kinds import (
    AGGREGATION,
    CONDITIONAL,
    IDENTITY,
    LIFT,
    MASKED_AGGREGATION,
    MASKED_TRANSFORMATION,
    TRANSFORMATION,
    WINDOW,
)
from .relations import Lineage, Relation, add, inside
from .scope import Names, Scope
from .walk import Walk
from .words import Subtype

_DIRECT_OR_INDIRECT = WINDOW | CONDITIONAL


class Visit:
    """One expression being collected: where names are looked up, where origins go, and the nodes still to see."""

    __slots__ = ("names", "out", "scope", "stack", "walk")

    def __init__(self, walk: Walk, names: Names, scope: Scope, out: Lineage) -> None:
        self.walk, self.names, self.scope, self.out = walk, names, scope, out
        self.stack: list[tuple[Any, int]] = []


Visitor = Callable[[Visit, Any, int], None]
# Grows to the number of node classes, no further.
_seen: dict[type, Visitor] = {}


def collect(walk: Walk, root: Any, names: Names, scope: Scope, kind: int = IDENTITY) -> Lineage:
    """Give the value of an expression: its origins and the ways they get there, seen through a step of `kind`."""
    if type(root) is exp.Column and kind == IDENTITY and type(root.args["this"]) is exp.Identifier:
        # The plain case, and the most frequent: the column's own lineage, shared.
        return column(walk, root, scope) or {}
    out: Lineage = {}
    visit = Visit(walk, names, scope, out)
    stack = visit.stack
    stack.append((root, kind))
    steps = 0
    while stack:
        node, kind = stack.pop()
        steps += 1
        visitor = _seen.get(type(node)) or _visitor(type(node))
        visitor(visit, node, kind)
    walk.spend(steps)
    return out


def decide(walk: Walk, root: Any, names: Names, scope: Scope, subtype: Subtype) -> None:
    """Record the columns of a clause (WHERE, ON, GROUP BY …) as deciding rows."""
    if root is not None:
        walk.decide(collect(walk, root, names, scope), subtype)


def value(visit: Visit, root: Any) -> Lineage:
    """Collect a part on its own."""
    return collect(visit.walk, root, visit.names, visit.scope)


def _visitor(kind: type) -> Visitor:
    found = _EXACT.get(kind) or next((visitor for family, visitor in _FAMILIES if issubclass(kind, family)), _computed)
    _seen[kind] = found
    return found


def _outward(kind: int, step: int) -> int:
    """Compose a step with what is around it: `kind` is the outer one."""
    return LIFT[kind][step]


def _children(visit: Visit, node: Any, kind: int) -> None:
    stack = visit.stack
    for child in node.args.values():
        if child is None or child is True or child is False or type(child) is str:
            continue
        if type(child) is list:
            stack += [(part, kind) for part in child if isinstance(part, exp.Expression)]
        elif isinstance(child, exp.Expression):
            stack.append((child, kind))


def _computed(visit: Visit, node: Any, kind: int) -> None:
    _children(visit, node, LIFT[kind][TRANSFORMATION])


def _binary(visit: Visit, node: Any, kind: int) -> None:
    lifted = LIFT[kind][TRANSFORMATION]
    args = node.args
    visit.stack.append((args["this"], lifted))
    right = args.get("expression")
    if right is not None:
        visit.stack.append((right, lifted))


def _nothing(visit: Visit, node: Any, kind: int) -> None:
    """Leave literals, types and names without lineage."""


def _through(visit: Visit, node: Any, kind: int) -> None:
    if node.args.get("this") is not None:
        visit.stack.append((node.args["this"], kind))


def _column(visit: Visit, node: Any, kind: int) -> None:
    if isinstance(node.args["this"], exp.Star):
        _star(visit, node, kind)
        return
    found = column(visit.walk, node, visit.scope)
    if found:
        add(visit.out, found, kind)


def _star(visit: Visit, node: Any, kind: int) -> None:
    qualifier = [visit.walk.key(part) for part in node.parts[:-1]]
    relation = relation_named(qualifier, visit.scope) if qualifier else None
    items = [relation] if relation is not None else [item for _, item in visit.scope.items]
    for item in items:
        add(visit.out, whole_row(item), kind)


def _case(visit: Visit, node: Any, kind: int) -> None:
    args, stack = node.args, visit.stack
    lifted, condition = _outward(kind, TRANSFORMATION), _outward(kind, CONDITIONAL)
    if args.get("this") is not None:
        stack.append((args["this"], condition))
    for branch in args.get("ifs") or ():
        stack.append((branch.args["this"], condition))
        if branch.args.get("true") is not None:
            stack.append((branch.args["true"], lifted))
    if args.get("default") is not None:
        stack.append((args["default"], lifted))


def _if(visit: Visit, node: Any, kind: int) -> None:
    args = node.args
    visit.stack.append((args["this"], _outward(kind, CONDITIONAL)))
    for name in ("true", "false"):
        if args.get(name) is not None:
            visit.stack.append((args[name], _outward(kind, TRANSFORMATION)))


def _window(visit: Visit, node: Any, kind: int) -> None:
    args = node.args
    visit.stack.append((args["this"], kind))
    specs = [node]
    named = args.get("alias")
    if named is not None:
        spec = visit.scope.windows.get(visit.walk.key(named))
        specs += [] if spec is None else [spec]
    ordering = _outward(kind, WINDOW)
    for spec in specs:
        visit.stack.extend((part, ordering) for part in spec.args.get("partition_by") or ())
        if spec.args.get("order") is not None:
            visit.stack.append((spec.args["order"], ordering))


def _filtered(visit: Visit, node: Any, kind: int) -> None:
    visit.stack.append((node.args["this"], kind))
    visit.stack.append((node.args["expression"], _outward(kind, CONDITIONAL)))


def _aggregated(visit: Visit, node: Any, kind: int) -> None:
    masking = type(node) is exp.Count
    counted = node.args.get("this")
    if masking and isinstance(counted, exp.Star):
        return
    _children(visit, node, _outward(kind, MASKED_AGGREGATION if masking else AGGREGATION))


def _masked(visit: Visit, node: Any, kind: int) -> None:
    _children(visit, node, _outward(kind, MASKED_TRANSFORMATION))


def _anonymous(visit: Visit, node: Any, kind: int) -> None:
    name = str(node.args.get("this", "")).lower()
    if name.startswith(DICTIONARY_READERS):
        _looked_up(visit, node, kind)
    if name in MASKING_NAMES:
        step = MASKED_TRANSFORMATION
    elif name in AGGREGATING_NAMES or isinstance(node, exp.AnonymousAggFunc | exp.CombinedAggFunc):
        step = AGGREGATION
    else:
        step = TRANSFORMATION
    _children(visit, node, _outward(kind, step))


def _looked_up(visit: Visit, node: Any, kind: int) -> None:
    """ClickHouse's dictGet('dictionary', 'column', key): the column's value, decided by the key."""
    named = [part.name for part in node.expressions[:2] if isinstance(part, exp.Literal) and part.is_string]
    if len(named) == 2:  # noqa: PLR2004 - dictionary and column
        source = visit.walk.source(exp.to_table(named[0], dialect=visit.walk.rules.name))
        visit.walk.read(source)
        add(visit.out, source.lineage(named[1].lower()), _outward(kind, TRANSFORMATION))


def _exists(visit: Visit, node: Any, kind: int) -> None:
    inner = node.args.get("this")
    if isinstance(inner, exp.Query):
        # It yields no value; what it reads and filters by counts.
        visit.walk.query(visit.walk, inner, visit.names, visit.scope)
    else:
        _computed(visit, node, kind)


def _query(visit: Visit, node: Any, kind: int) -> None:
    relation = visit.walk.query(visit.walk, node, visit.names, visit.scope)
    step = kind if type(node) is exp.Subquery else _outward(kind, TRANSFORMATION)
    _row(visit, relation, step)


def _row(visit: Visit, relation: Relation, kind: int) -> None:
    for part in relation.everything():
        add(visit.out, part, kind)


def _dot(visit: Visit, node: Any, kind: int) -> None:
    """Resolve `(row).column` and fields deeper than a column's own parts."""
    left, right = node.args["this"], node.args.get("expression")
    if not isinstance(right, exp.Identifier):
        _computed(visit, node, kind)
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


def _extracted(visit: Visit, node: Any, kind: int) -> None:
    """Keep the path of `payload -> 'items' -> 0` and `payload:items[0]` on the edge, where it is constant."""
    path = _path(node.args.get("expression"))
    if path is None:
        _computed(visit, node, kind)
    else:
        add(visit.out, inside(value(visit, node.args["this"]), path), kind)


def _path(node: Any) -> tuple[str, ...] | None:
    if isinstance(node, exp.JSONPath):
        keys = [part.args.get("this") for part in node.expressions if not isinstance(part, exp.JSONPathRoot)]
        return tuple(str(key) for key in keys) if keys and all(isinstance(key, str | int) for key in keys) else None
    if isinstance(node, exp.Literal):
        return (str(node.args["this"]),)
    return None


def _bracket(visit: Visit, node: Any, kind: int) -> None:
    keys = node.expressions
    if len(keys) == 1 and isinstance(keys[0], exp.Literal) and keys[0].is_string:
        add(visit.out, inside(value(visit, node.args["this"]), (keys[0].name,)), kind)
    else:
        _computed(visit, node, kind)


def _property(visit: Visit, node: Any, kind: int) -> None:
    """Read the value of `name := expression` in a struct, an argument or an object; the name is no column."""
    if node.args.get("expression") is not None:
        visit.stack.append((node.args["expression"], _outward(kind, TRANSFORMATION)))


def _lambda(visit: Visit, node: Any, kind: int) -> None:
    inner = Scope(visit.scope)
    for parameter in node.expressions:
        inner.add("", Relation([(visit.walk.key(parameter), {})]))
    add(visit.out, collect(visit.walk, node.args["this"], visit.names, inner), _outward(kind, TRANSFORMATION))


def _parameter(visit: Visit, node: Any, kind: int) -> None:
    """Read Snowflake's `$1`, the first column of a staged file; other parameters have no lineage."""
    if isinstance(node.this, exp.Literal):
        add(visit.out, unqualified(visit.walk, f"${node.name}", visit.scope) or {}, kind)


def _children_unchanged(visit: Visit, node: Any, kind: int) -> None:
    _children(visit, node, kind)


_EXACT: dict[type, Visitor] = {
    exp.Column: _column,
    exp.Identifier: _nothing,
    exp.Literal: _nothing,
    exp.DataType: _nothing,
    exp.Null: _nothing,
    exp.Boolean: _nothing,
    exp.Star: _nothing,
    exp.Interval: _computed,
    exp.Paren: _through,
    exp.Alias: _through,
    exp.Ordered: _through,
    exp.Where: _through,
    exp.Having: _through,
    exp.Order: _children_unchanged,
    exp.Distinct: _children_unchanged,
    exp.Case: _case,
    exp.If: _if,
    exp.Window: _window,
    exp.Filter: _filtered,
    exp.WithinGroup: _aggregated,
    exp.Exists: _exists,
    exp.Dot: _dot,
    exp.JSONExtract: _extracted,
    exp.JSONExtractScalar: _extracted,
    exp.JSONBExtract: _extracted,
    exp.JSONBExtractScalar: _extracted,
    exp.Bracket: _bracket,
    exp.PropertyEQ: _property,
    exp.Kwarg: _property,
    exp.Lambda: _lambda,
    exp.Anonymous: _anonymous,
    exp.Parameter: _parameter,
}
_FAMILIES: list[tuple[Any, Visitor]] = [
    (exp.Query, _query),
    (exp.AnonymousAggFunc, _anonymous),
    (exp.CombinedAggFunc, _anonymous),
    (ROW_BY_ROW, _computed),
    (exp.AggFunc, _aggregated),
    (MASKING_TYPES, _masked),
    (exp.Connector, _binary),
    (exp.Predicate, _computed),
    (exp.Binary, _computed),
]
