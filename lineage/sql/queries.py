"""SELECT, set operations, WITH, stars: a query to the relation it yields."""

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from .columns import relation_named
from .expressions import collect, decide
from .pivots import spread
from .relations import Lineage, Relation, add
from .scope import Named, Names, Scope
from .sources import from_item, is_join_in_brackets, joined, joins, named, values
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
        name = walk.key(cte.args["alias"].this) if cte.args.get("alias") is not None else ""
        entry = own.own[name] = Named(cte, recursive or _reads_itself(walk, cte, name), seen)
        following = Names(names)
        following.own = {**seen.own, name: entry}
        seen = following
        if isinstance(cte.this, exp.DML):
            named(walk, name, entry)
    return own


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
    return next((resolve(walk, node, names, parent) for kind, resolve in _BODIES if isinstance(node, kind)), Relation())


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


def _decide_by_place(walk: Walk, clause: Any, names: Names, place: tuple[Scope, Relation], subtype: Subtype) -> None:
    """GROUP BY and ORDER BY may name a result column by its place, or (ORDER BY first of all) by its alias."""
    scope, relation = place
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


def _result_column(walk: Walk, node: Any, relation: Relation, scope: Scope, *, aliases_first: bool) -> Lineage | None:
    if isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit():
        place = int(node.name) - 1
        return relation.columns[place][1] if 0 <= place < len(relation.columns) else {}
    if aliases_first and isinstance(node, exp.Column) and node.args.get("table") is None:
        return scope.aliases.get(walk.key(node.this))
    return None


def project(walk: Walk, expressions: list[Any], names: Names, scope: Scope) -> Relation:
    """Resolve a SELECT (or RETURNING) list to columns in order."""
    columns: list[tuple[str, Lineage]] = []
    opened: list[Any] = []
    for node in expressions:
        if isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star)):
            _star(walk, node, names, scope, (columns, opened))
            continue
        if isinstance(node, exp.Aliases):
            value = collect(walk, node.this, names, scope)
            columns += [(walk.key(alias), value) for alias in node.args.get("expressions") or ()]
            continue
        alias = node.args.get("alias") if isinstance(node, exp.Alias) else None
        value = collect(walk, node.this if alias is not None else node, names, scope)
        name = walk.key(alias) if alias is not None else _own_name(walk, node)
        columns.append((name, value))
        if alias is not None:
            scope.aliases[name] = value
            walk.mention(alias, value)
    return Relation(columns, opened)


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


def _star(walk: Walk, node: Any, names: Names, scope: Scope, into: tuple[list[tuple[str, Lineage]], list[Any]]) -> None:
    star = node if isinstance(node, exp.Star) else node.this
    merged: dict[str, Lineage] = {}
    if star is node:
        relations = [relation for _, relation in scope.items]
        merged = scope.merged
    else:
        qualifier = [walk.key(part) for part in node.parts[:-1]]
        found = relation_named(qualifier, scope) or _outer(qualifier, scope)
        relations = [found] if found is not None else []
    changes = _changes(walk, star, names, scope)
    done: set[str] = set()
    if merged:
        into[0].extend((name, value) for name, value in merged.items() if changes.keeps(name))
        done = set(merged)
    for relation in relations:
        into[0].extend(changes.of(name, value) for name, value in relation.columns if name not in done and changes.keeps(name))
        into[1].extend(source for source in relation.open if source not in into[1])


def _outer(qualifier: list[str], scope: Scope) -> Relation | None:
    around = scope.parent
    while around is not None:
        found = relation_named(qualifier, around)
        if found is not None:
            return found
        around = around.parent
    return None


class _Changes:
    """What `* EXCEPT (…) REPLACE (…) RENAME (…)` does to a column."""

    __slots__ = ("left_out", "renamed", "replaced")

    def __init__(self, left_out: set[str], replaced: dict[str, Lineage], renamed: dict[str, str]) -> None:
        self.left_out, self.replaced, self.renamed = left_out, replaced, renamed

    def keeps(self, name: str) -> bool:
        """Say whether a column stays."""
        return name not in self.left_out

    def of(self, name: str, value: Lineage) -> tuple[str, Lineage]:
        """Give a column's new name and value."""
        return self.renamed.get(name, name), self.replaced.get(name, value)


def _changes(walk: Walk, star: Any, names: Names, scope: Scope) -> _Changes:
    args = star.args
    left_out = {walk.key(part if isinstance(part, exp.Identifier) else part.this) for part in args.get("except_") or ()}
    replaced = {walk.key(part.args["alias"]): collect(walk, part.this, names, scope) for part in args.get("replace") or ()}
    renamed = {
        walk.key(part.this if isinstance(part.this, exp.Identifier) else part.this.this): walk.key(part.args["alias"])
        for part in args.get("rename") or ()
    }
    return _Changes(left_out, replaced, renamed)


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
