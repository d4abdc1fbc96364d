"""Expressions to values: which columns go into an expression, and how."""

from typing import Any

from sqlglot import exp

from .collecting import Visit, Visitor, Visitors, children, computed
from .columns import column, relation_named, whole_row
from .fields import bracket, dot, extracted, lambda_value, parameter, property_value
from .functions import AGGREGATING_NAMES, DICTIONARY_READERS, MASKING_NAMES, MASKING_TYPES, ROW_BY_ROW
from .kinds import AGGREGATION, CONDITIONAL, LIFT, MASKED_AGGREGATION, MASKED_TRANSFORMATION, TRANSFORMATION, WINDOW
from .relations import Relation, add


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
    lifted, condition = LIFT[kind][TRANSFORMATION], LIFT[kind][CONDITIONAL]
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
    visit.stack.append((args["this"], LIFT[kind][CONDITIONAL]))
    for name in ("true", "false"):
        if args.get(name) is not None:
            visit.stack.append((args[name], LIFT[kind][TRANSFORMATION]))


def _window(visit: Visit, node: Any, kind: int) -> None:
    args = node.args
    visit.stack.append((args["this"], kind))
    specs = [node]
    named = args.get("alias")
    if named is not None:
        spec = visit.scope.windows.get(visit.walk.key(named))
        specs += [] if spec is None else [spec]
    ordering = LIFT[kind][WINDOW]
    for spec in specs:
        visit.stack.extend((part, ordering) for part in spec.args.get("partition_by") or ())
        if spec.args.get("order") is not None:
            visit.stack.append((spec.args["order"], ordering))


def _filtered(visit: Visit, node: Any, kind: int) -> None:
    visit.stack.append((node.args["this"], kind))
    visit.stack.append((node.args["expression"], LIFT[kind][CONDITIONAL]))


def _aggregated(visit: Visit, node: Any, kind: int) -> None:
    masking = type(node) is exp.Count
    counted = node.args.get("this")
    if masking and isinstance(counted, exp.Star):
        return
    children(visit, node, LIFT[kind][MASKED_AGGREGATION if masking else AGGREGATION])


def _masked(visit: Visit, node: Any, kind: int) -> None:
    children(visit, node, LIFT[kind][MASKED_TRANSFORMATION])


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
    children(visit, node, LIFT[kind][step])


def _looked_up(visit: Visit, node: Any, kind: int) -> None:
    """ClickHouse's dictGet('dictionary', 'column', key): the column's value, decided by the key."""
    named = [part.name for part in node.expressions[:2] if isinstance(part, exp.Literal) and part.is_string]
    if len(named) == 2:  # noqa: PLR2004 - dictionary and column
        source = visit.walk.source(exp.to_table(named[0], dialect=visit.walk.rules.name))
        visit.walk.read(source)
        add(visit.out, source.lineage(named[1].lower()), LIFT[kind][TRANSFORMATION])


def _exists(visit: Visit, node: Any, kind: int) -> None:
    inner = node.args.get("this")
    if isinstance(inner, exp.Query):
        # It yields no value; what it reads and filters by counts.
        visit.walk.query(visit.walk, inner, visit.names, visit.scope)
    else:
        computed(visit, node, kind)


def _query(visit: Visit, node: Any, kind: int) -> None:
    relation = visit.walk.query(visit.walk, node, visit.names, visit.scope)
    step = kind if type(node) is exp.Subquery else LIFT[kind][TRANSFORMATION]
    _row(visit, relation, step)


def _row(visit: Visit, relation: Relation, kind: int) -> None:
    for part in relation.everything():
        add(visit.out, part, kind)


_EXACT: dict[type, Visitor] = {
    exp.Column: _column,
    exp.Identifier: _nothing,
    exp.Literal: _nothing,
    exp.DataType: _nothing,
    exp.Null: _nothing,
    exp.Boolean: _nothing,
    exp.Star: _nothing,
    exp.Interval: computed,
    exp.Paren: _through,
    exp.Alias: _through,
    exp.Ordered: _through,
    exp.Where: _through,
    exp.Having: _through,
    exp.Order: children,
    exp.Distinct: children,
    exp.Case: _case,
    exp.If: _if,
    exp.Window: _window,
    exp.Filter: _filtered,
    exp.WithinGroup: _aggregated,
    exp.Exists: _exists,
    exp.Dot: dot,
    exp.JSONExtract: extracted,
    exp.JSONExtractScalar: extracted,
    exp.JSONBExtract: extracted,
    exp.JSONBExtractScalar: extracted,
    exp.Bracket: bracket,
    exp.PropertyEQ: property_value,
    exp.Kwarg: property_value,
    exp.Lambda: lambda_value,
    exp.Anonymous: _anonymous,
    exp.Parameter: parameter,
}
_FAMILIES: list[tuple[Any, Visitor]] = [
    (exp.Query, _query),
    (exp.AnonymousAggFunc, _anonymous),
    (exp.CombinedAggFunc, _anonymous),
    (ROW_BY_ROW, computed),
    (exp.AggFunc, _aggregated),
    (MASKING_TYPES, _masked),
    (exp.Connector, _binary),
    (exp.Predicate, computed),
    (exp.Binary, computed),
]
VISITORS = Visitors(_EXACT, _FAMILIES)
