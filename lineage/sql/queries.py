"""SELECT, set operations, WITH, stars: a query to the relation it yields."""

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from .collecting import collect, decide
from .kinds import AGGREGATED
from .pivots import spread
from .projecting import project
from .relations import Lineage, Relation, add
from .rows import values
from .scope import Named, Names, Scope
from .sources import from_item, is_join_in_brackets, joined, joins, named
from .walk import Walk
from .words import Subtype

_CLAUSES = (
    ("where", Subtype.FILTER),
    ("having", Subtype.FILTER),
    ("qualify", Subtype.FILTER),
    ("group", Subtype.GROUP_BY),
    ("order", Subtype.SORT),
    ("sort", Subtype.SORT),
    ("cluster", Subtype.SORT),
    ("connect", Subtype.FILTER),
)

_LONG_CHAIN = 40


def query(walk: Walk, node: Any, names: Names, parent: Scope | None) -> Relation:
    """Resolve any query to its columns."""
    if isinstance(node, exp.DML):
        return returned(walk, node, names)
    own = with_names(walk, node, names)
    relation = _body(walk, node, own, parent)
    if own is not names and walk.options.unused_ctes:
        _unused(walk, own)
    return relation


def with_names(walk: Walk, node: Any, names: Names) -> Names:
    """Put a statement's WITH queries in sight; those that write run whether or not they are used."""
    clause = node.args.get("with_")
    if clause is None:
        return names
    recursive = bool(clause.args.get("recursive"))
    own = Names(names)
    seen = Names(names)
    for cte in clause.expressions:
        if cte.args.get("scalar"):
            continue
        name = walk.key(cte.args["alias"].this) if cte.args.get("alias") is not None else ""
        entry = own.own[name] = Named(cte, recursive or _reads_itself(walk, cte, name), seen)
        following = Names(names)
        following.own = {**seen.own, name: entry}
        seen = following
        if isinstance(cte.this, exp.DML):
            named(walk, name, entry)
    if len(own.own) > _LONG_CHAIN:
        _resolve_in_order(walk, node, own)
    return own


def _resolve_in_order(walk: Walk, node: Any, own: Names) -> None:
    """Resolve the WITH queries that are used one after the other: each when first met, a long chain would be as deep as it is long."""
    ways = [part for key, part in node.args.items() if key != "with_"]
    used = {name for part in ways for name in _tables_named(walk, part)}
    wanted: list[str] = []
    for name, entry in reversed(own.own.items()):
        if name in used and isinstance(entry, Named):
            wanted.append(name)
            used |= _tables_named(walk, entry.node.this)
    for name in reversed(wanted):
        entry = own.own[name]
        if isinstance(entry, Named):
            named(walk, name, entry)


def _tables_named(walk: Walk, part: Any) -> set[str]:
    parts = part if isinstance(part, list) else [part]
    nodes = (node for each in parts if isinstance(each, exp.Expression) for node in each.find_all(exp.Table))
    return {walk.key(table.this) for table in nodes if not table.db}


def _reads_itself(walk: Walk, cte: Any, name: str) -> bool:
    """T-SQL, Oracle and BigQuery scripts recurse without the word: a UNION whose later branch names its own query."""
    body = cte.this
    if walk.rules.name not in {"tsql", "oracle", "fabric"} or not isinstance(body, exp.SetOperation):
        return False
    return any(walk.key(table.this) == name and not table.db for table in body.expression.find_all(exp.Table))


def _unused(walk: Walk, names: Names) -> None:
    walk.quiet, before = True, walk.quiet
    for name, entry in names.own.items():
        if isinstance(entry, Named) and entry.relation is None:
            named(walk, name, entry)
    walk.quiet = before


def _body(walk: Walk, node: Any, names: Names, parent: Scope | None) -> Relation:
    walk.spend(1)
    if isinstance(node, exp.Subquery) and (is_join_in_brackets(node) or node.args.get("joins")):
        return _joined(walk, node, names, parent)
    for kind, resolve in _BODIES:
        if isinstance(node, kind):
            return resolve(walk, node, names, parent)
    return Relation()


def _inner(walk: Walk, node: exp.Subquery, names: Names, parent: Scope | None) -> Relation:
    return query(walk, node.this, names, parent)


def _rows(walk: Walk, node: exp.Values, names: Names, parent: Scope | None) -> Relation:
    return values(walk, node, names, Scope(parent))


def _joined(walk: Walk, node: Any, names: Names, parent: Scope | None) -> Relation:
    scope = Scope(parent)
    from_item(walk, node, names, scope)
    return joined(scope)


def _spread(walk: Walk, node: exp.Pivot, names: Names, parent: Scope | None) -> Relation:
    return spread(walk, node, _joined(walk, node.this, names, parent), names)


def _set_operation(walk: Walk, node: exp.SetOperation, names: Names, parent: Scope | None) -> Relation:
    """Merge branches by position (or name); long chains are flattened rather than recursed into."""
    branches: list[Any] = []
    left: Any = node
    while isinstance(left, exp.SetOperation) and (left is node or not left.args.get("with_")):
        branches.append(left.expression)
        left = left.this
    relations = [query(walk, branch, names, parent) for branch in [left, *reversed(branches)]]
    _sorted_by(walk, node, relations[0], names)
    return _by_name(relations) if node.args.get("by_name") else _by_position(relations)


def _sorted_by(walk: Walk, node: Any, first: Relation, names: Names) -> None:
    order = node.args.get("order")
    if order is not None and any(isinstance(part, exp.Query) for part in order.find_all(exp.Subquery)):
        scope = Scope()
        scope.add("", first)
        collect(walk, order, names, scope)


def _by_name(relations: list[Relation]) -> Relation:
    columns: dict[str, Lineage] = {}
    for relation in relations:
        for name, value in relation.columns:
            add(columns.setdefault(name, {}), value, 1)
    return Relation(list(columns.items()), _opened(relations))


def _by_position(relations: list[Relation]) -> Relation:
    columns: list[tuple[str, Lineage]] = [(name, dict(value)) for name, value in relations[0].columns]
    for relation in relations[1:]:
        for place, (_, value) in enumerate(relation.columns[: len(columns)]):
            add(columns[place][1], value, 1)
    return Relation(columns, _opened(relations))


def _opened(relations: list[Relation]) -> list[Any]:
    return list(dict.fromkeys(source for relation in relations for source in relation.open))


def _select(walk: Walk, node: exp.Select, names: Names, parent: Scope | None) -> Relation:
    args = node.args
    scope = Scope(parent)
    source = args.get("from_")
    if source is not None:
        from_item(walk, source.this, names, scope)
    joins(walk, node, names, scope)
    for window in args.get("windows") or ():
        scope.windows[walk.key(window.this)] = window
    _scalars(walk, args.get("with_"), names, scope)
    if args.get("match") is not None:
        scope = _matched(walk, args["match"], names, scope)
    relation = project(walk, node.expressions, names, scope)
    for name, subtype in _CLAUSES:
        clause = args.get(name)
        if clause is None:
            continue
        if subtype in (Subtype.GROUP_BY, Subtype.SORT):
            _decide_by_place(walk, clause, names, (scope, relation), subtype)
        else:
            decide(walk, clause, names, scope, subtype)
    return relation


def _matched(walk: Walk, match: Any, names: Names, scope: Scope) -> Scope:
    """MATCH_RECOGNIZE: rows of partitions and measures; where all rows are given, of everything."""
    inner = Scope(scope)
    inner.aliases = {walk.key(part.args["alias"]): {} for part in match.args.get("define") or ()}
    parts = [*(match.args.get("partition_by") or ()), *(part.this for part in match.args.get("measures") or ())]
    made = project(walk, parts, names, inner)
    for clause in (match.args.get("order"), *(match.args.get("define") or ())):
        decide(walk, clause, names, inner, Subtype.FILTER)
    rows = match.args.get("rows")
    given = joined(scope) if rows is not None and rows.name.upper().startswith("ALL") else Relation()
    relation = Relation([*given.columns, *made.columns], given.open)
    outer = Scope(scope.parent)
    outer.add(walk.key(match.args["alias"].this) if match.args.get("alias") is not None else "", relation)
    return outer


def _scalars(walk: Walk, clause: Any, names: Names, scope: Scope) -> None:
    """ClickHouse: WITH expression AS name."""
    for cte in clause.expressions if clause is not None else ():
        if cte.args.get("scalar"):
            scope.aliases[walk.key(cte.args["alias"].this)] = collect(walk, cte.this, names, scope)


def _decide_by_place(walk: Walk, clause: Any, names: Names, place: tuple[Scope, Relation], subtype: Subtype) -> None:
    """GROUP BY and ORDER BY may name a result column by its place, or (ORDER BY first of all) by its alias."""
    scope, relation = place
    if clause.args.get("all") or any(part.name.upper() == "ALL" and isinstance(part.this, exp.Var) for part in clause.expressions):
        _decide_by_all(walk, relation, subtype)
        return
    for part in clause.expressions:
        inner = part.this if isinstance(part, exp.Ordered) else part
        value = _result_column(walk, inner, relation, scope, aliases_first=subtype is Subtype.SORT)
        if value is None:
            decide(walk, inner, names, scope, subtype)
        else:
            walk.decide(value, subtype)
    for name in ("grouping_sets", "cube", "rollup"):
        for part in clause.args.get(name) or ():
            decide(walk, part, names, scope, subtype)


def _decide_by_all(walk: Walk, relation: Relation, subtype: Subtype) -> None:
    """GROUP BY ALL: whatever isn't aggregated; ORDER BY ALL: every column."""
    grouping = subtype is Subtype.GROUP_BY
    for _, value in relation.columns:
        if not (grouping and any(bits & AGGREGATED for bits in value.values())):
            walk.decide(value, subtype)


def _result_column(walk: Walk, node: Any, relation: Relation, scope: Scope, *, aliases_first: bool) -> Lineage | None:
    if isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit():
        place = int(node.name) - 1
        return relation.columns[place][1] if 0 <= place < len(relation.columns) else {}
    if aliases_first and isinstance(node, exp.Column) and node.args.get("table") is None:
        key = walk.key(node.this)
        found = scope.aliases.get(key)
        return found if found is not None else relation.find(key)
    return None


def returned(walk: Walk, node: Any, names: Names) -> Relation:
    """Run a WITH query that writes, and give what it returns."""
    target = walk.modify(walk, node, names)
    returning = node.args.get("returning")
    if returning is None or target is None:
        return Relation()
    if not isinstance(node, exp.Insert):
        walk.read(target)
    scope = Scope()
    scope.add(target.keys[-1], Relation.of_table(target))
    return project(walk, returning.expressions, names, scope)


_BODIES: list[tuple[Any, Callable[[Walk, Any, Names, Scope | None], Relation]]] = [
    (exp.Select, _select),
    (exp.SetOperation, _set_operation),
    (exp.Subquery, _inner),
    (exp.Values, _rows),
    (exp.Table, _joined),
    (exp.Pivot, _spread),
]
