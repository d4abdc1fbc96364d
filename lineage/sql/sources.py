"""FROM items and joins to relations in scope."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlglot import exp
from sqlglot.errors import ParseError

from .collecting import decide
from .functions import FILE_ENDINGS, FILE_FORMATS
from .kinds import IDENTITY, TRANSFORMATION
from .pivots import pivoted
from .relations import Lineage, Relation, add
from .rows import alias_columns, alias_of, table_function, values
from .scope import Named, Names, Scope
from .walk import Walk
from .words import Subtype

_HALF = {"SEMI", "ANTI"}


def from_item(walk: Walk, node: Any, names: Names, scope: Scope) -> None:
    """Put one FROM item, and what is joined to it, in scope."""
    node = node.this if isinstance(node, exp.Final) or _streams_rows(node) else node
    walk.spend(1)
    for kind, put in _ITEMS:
        if isinstance(node, kind):
            put(walk, node, names, scope)
            break
    else:
        if isinstance(node, exp.Expression):
            scope.add(alias_of(walk, node), _rows(walk, node, node, names, scope))
    if isinstance(node, exp.Table | exp.Subquery | exp.TableFromRows):
        joins(walk, node, names, scope)


def _streams_rows(node: Any) -> bool:
    """Tell Databricks' `STREAM read_files(…)`, which only wraps what gives the rows."""
    return isinstance(node, exp.Stream) and isinstance(node.this, exp.Table) and isinstance(node.this.this, exp.Func)


def _table(walk: Walk, node: exp.Table, names: Names, scope: Scope) -> None:
    this = node.this
    if this is None or walk.names(node):
        relation = _named(walk, node, names)
        relation = relation.renamed(alias_columns(walk, node))
    elif isinstance(this, exp.Expression) and not isinstance(this, exp.Func):
        relation = _elsewhere(walk, this)
    else:
        relation = _rows(walk, node, this, names, scope)
    _put(walk, node, relation, names, scope)


def _put(walk: Walk, node: Any, relation: Relation, names: Names, scope: Scope) -> None:
    alias = alias_of(walk, node)
    pivots = node.args.get("pivots")
    if pivots:
        relation = pivoted(walk, pivots, relation, names)
        alias = alias_of(walk, pivots[-1]) or alias
    scope.add(alias, relation)


def _named(walk: Walk, node: exp.Table, names: Names) -> Relation:
    keys = walk.parts(node)
    if len(keys) == 1:
        found = names.find(keys[0])
        if found is not None:
            return found if isinstance(found, Relation) else named(walk, keys[0], found)
    if not keys:
        return Relation()
    # Spark reads files in place: json.`path`, delta.`path`.
    in_place = len(keys) == 2 and keys[0] in FILE_FORMATS and ("/" in keys[1] or "." in keys[1])  # noqa: PLR2004
    place = in_place or (len(keys) == 1 and ("/" in keys[0] or keys[0].endswith(FILE_ENDINGS)))
    source = walk.place("path", node.name) if place else walk.source(node)
    walk.read(source)
    return Relation.of_table(source)


def _elsewhere(walk: Walk, this: Any) -> Relation:
    """Read a stage (`@stage/x`), a path in quotes, or nothing that can be known (a variable)."""
    text = this.name or this.sql()
    if isinstance(this, exp.Parameter | exp.Placeholder):
        text = f"@{text}" if isinstance(this, exp.Parameter) else text
        walk.warnings[f"“{text}” is a variable or placeholder: what it stands for isn't known."] = None
        return Relation()
    source = walk.place_named(text)
    walk.read(source)
    return Relation.of_table(source)


def named(walk: Walk, name: str, entry: Named) -> Relation:
    """Resolve a WITH query once, when first used."""
    if entry.relation is None:
        # Seen empty while it is being resolved, so that one that reads itself without RECURSIVE ends, too.
        entry.relation = Relation()
        entry.relation = _resolved(walk, name, entry)
    return entry.relation


def _resolved(walk: Walk, name: str, entry: Named) -> Relation:
    cte = entry.node
    query = cte.this
    columns = alias_columns(walk, cte)
    if isinstance(query, exp.DML):
        return walk.query(walk, query, entry.names, None).renamed(columns)
    if not (entry.recursive and isinstance(query, exp.SetOperation)):
        return walk.query(walk, query, entry.names, None).renamed(columns)
    return _fixpoint(walk, name, query, entry.names, columns)


def _fixpoint(walk: Walk, name: str, query: exp.SetOperation, names: Names, columns: list[str]) -> Relation:
    """Resolve a recursive query until another round adds nothing; four rounds settle all but chains of renamings as long."""
    relation = walk.query(walk, query.this, names, None).renamed(columns)
    for _ in range(max(4, len(relation.columns))):
        inner = Names(names)
        inner.own[name] = relation
        following = walk.query(walk, query, inner, None).renamed(columns)
        if following.columns == relation.columns:
            break
        relation = following
    return relation


def _subquery(walk: Walk, node: exp.Subquery, names: Names, scope: Scope) -> None:
    if isinstance(node.this, exp.Query) and not is_join_in_brackets(node):
        # What is inside: the item itself may have joins of its own, which `from_item` sees to.
        relation = walk.query(walk, node.this, names, scope.parent).renamed(alias_columns(walk, node))
        _put(walk, node, relation, names, scope)
        return
    if not node.alias:
        from_item(walk, node.this, names, scope)
        return
    inner = Scope(scope.parent)
    from_item(walk, node.this, names, inner)
    scope.add(alias_of(walk, node), joined(inner))


def is_join_in_brackets(node: exp.Subquery) -> bool:
    """Say whether `( … )` holds a table or join rather than a query: what is named or joined inside is in sight outside."""
    this: Any = node.this
    while isinstance(this, exp.Subquery) and not this.args.get("joins") and not this.alias:
        this = this.this
    return isinstance(this, exp.Table | exp.TableFromRows | exp.Subquery | exp.Lateral)


def joined(scope: Scope) -> Relation:
    """Offer all columns of a scope, in order."""
    columns = [pair for _, relation in scope.items for pair in relation.columns]
    return Relation(columns, [source for _, relation in scope.items for source in relation.open])


def _lateral(walk: Walk, node: exp.Lateral, names: Names, scope: Scope) -> None:
    inner = node.this
    if isinstance(inner, exp.Subquery):
        # The items to its left are its outer query.
        relation = walk.query(walk, inner, names, scope).renamed(alias_columns(walk, node))
        scope.add(alias_of(walk, node), relation)
    else:
        scope.add(alias_of(walk, node), _rows(walk, node, inner, names, scope))


def _values(walk: Walk, node: exp.Values, names: Names, scope: Scope) -> None:
    scope.add(alias_of(walk, node), values(walk, node, names, scope))


def _query_item(walk: Walk, node: Any, names: Names, scope: Scope) -> None:
    scope.add(alias_of(walk, node), walk.query(walk, node, names, scope.parent))


def table_in(walk: Walk, function: Any) -> exp.Table | None:
    """Give the table that a function only wraps: STREAM(t), IDENTIFIER('t'), TABLE('t')."""
    inner = function.this if isinstance(function, exp.Stream | exp.DynamicIdentifier | exp.TableFromRows) else None
    inner = inner.this if isinstance(inner, exp.Subquery) else inner
    if isinstance(inner, exp.Literal) and inner.is_string:
        try:
            return exp.to_table(inner.name, dialect=walk.rules.name or None)
        except ParseError:
            return None
    return inner if isinstance(inner, exp.Table) and isinstance(inner.this, exp.Identifier) else None


def _rows(walk: Walk, node: Any, function: Any, names: Names, scope: Scope) -> Relation:
    table = table_in(walk, function)
    return _named(walk, table, names) if table is not None else table_function(walk, node, function, names, scope)


def joins(walk: Walk, node: Any, names: Names, scope: Scope) -> None:
    """Put what is joined to a FROM item in scope, in order, and record what joins them."""
    for join in node.args.get("joins") or ():
        left = list(scope.items)
        from_item(walk, join.this, names, scope)
        using = join.args.get("using")
        natural = join.args.get("method") == "NATURAL"
        if using or natural:
            right = scope.items[-1][1]
            shared = _shared(left, right) if natural else [walk.key(name) for name in using]
            for name in shared:
                _merge(walk, join, name, (left, right), scope)
        decide(walk, join.args.get("on"), names, scope, Subtype.JOIN)
        if join.args.get("kind") in _HALF:
            _leave_out(scope, left if join.args.get("side") != "RIGHT" else scope.items[len(left) :])
    for lateral in node.args.get("laterals") or ():
        from_item(walk, lateral, names, scope)


def _leave_out(scope: Scope, kept: list[tuple[str, Relation]]) -> None:
    """Of a semi or anti join only one side's rows are seen; the other only decides which."""
    scope.items = list(kept)
    scope.by_alias = {}
    for alias, relation in kept:
        if alias:
            scope.by_alias.setdefault(alias, relation)


def _shared(left: Sequence[tuple[str, Relation]], right: Relation) -> list[str]:
    known = {name for _, relation in left for name in relation.names()}
    return [name for name in right.names() if name in known]


def _merge(walk: Walk, join: exp.Join, name: str, sides: tuple[list[tuple[str, Relation]], Relation], scope: Scope) -> None:
    """Merge a column of USING: the left's value, the right's in a right join, either's in a full one."""
    left = _side(name, sides[0], scope)
    right = _side(name, [("", sides[1])], scope)
    for found in (left, right):
        walk.decide(found or {}, Subtype.JOIN)
    if left is None or right is None:
        return
    side = join.args.get("side")
    if side == "FULL" or walk.options.using_both_sides:
        both: Lineage = {}
        step = TRANSFORMATION if side == "FULL" else IDENTITY
        add(both, left, step)
        add(both, right, step)
        scope.merged[name] = both
    else:
        scope.merged[name] = right if side == "RIGHT" else left


def _side(name: str, items: list[tuple[str, Relation]], scope: Scope) -> Lineage | None:
    merged = scope.merged.get(name) if len(items) > 1 else None
    if merged is not None:
        return merged
    for _, relation in items:
        found = relation.find(name)
        if found is not None:
            return found
    opened = [source for _, relation in items for source in relation.open]
    return opened[0].lineage(name) if opened else None


_Put = Callable[[Walk, Any, Names, Scope], None]
_ITEMS: list[tuple[Any, _Put]] = [
    (exp.Table, _table),
    (exp.Subquery, _subquery),
    (exp.Lateral, _lateral),
    (exp.Values, _values),
    (exp.Query, _query_item),
]
