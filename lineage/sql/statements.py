"""One parsed statement to what it reads, writes and moves."""

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from .carrying import copied, exported, laid_over, loaded, staged
from .expressions import VISITORS
from .queries import query, with_names
from .relations import Relation, Source
from .schema import Session
from .scope import Names, Scope
from .sources import from_item, joined
from .targets import known_columns, nowhere, target_of, write
from .walk import Walk
from .words import Options
from .writes import modify

_MYSQL = frozenset({"mysql", "singlestore", "doris", "starrocks"})
# Where SELECT … INTO sets variables; elsewhere it makes a table.
_INTO_VARIABLES = _MYSQL | {"oracle"}


def walk_statement(node: Any, session: Session, options: Options) -> Walk:
    """Resolve a statement in one pass; raises TooLarge, RecursionError."""
    walk = Walk(session, options, query, modify, VISITORS)
    node = node.expression if isinstance(node, exp.LockingStatement) else node
    for kind, resolve in _STATEMENTS:
        if isinstance(node, kind):
            resolve(walk, node)
            break
    return walk


def knows(node: Any) -> bool:
    """Say whether a statement of this kind can carry lineage."""
    node = node.expression if isinstance(node, exp.LockingStatement) else node
    return any(isinstance(node, kind) for kind, _ in _STATEMENTS)


def _query(walk: Walk, node: Any) -> None:
    relation = query(walk, node, Names(), None)
    first = node
    while isinstance(first, exp.SetOperation):
        first = first.this
    into = first.args.get("into") if isinstance(first, exp.Select) and walk.rules.name not in _INTO_VARIABLES else None
    target, _ = target_of(walk, into.this) if into is not None else (None, [])
    if target is None:
        for name, value in relation.columns:
            walk.flow(None, name, value)
        return
    temporary = bool(into.args.get("temporary")) or target.keys[-1].startswith("#") if into is not None else False
    _make(walk, target, [], relation, temporary=temporary)


def _modify(walk: Walk, node: Any) -> None:
    modify(walk, node, Names())


def _create(walk: Walk, node: exp.Create) -> None:
    kind = (node.kind or "").upper()
    if kind == "STAGE":
        staged(walk, node)
    if kind not in {"TABLE", "VIEW"}:
        return
    target, listed = target_of(walk, node.this)
    properties = node.args.get("properties")
    aimed = properties.find(exp.ToTableProperty) if properties is not None else None
    if aimed is not None and isinstance(aimed.this, exp.Table | exp.Schema):
        # ClickHouse: a materialized view only feeds the table after TO.
        target, listed = target_of(walk, aimed.this)
    if target is None:
        nowhere(walk, node.this, node.expression, with_names(walk, node, Names()))
        return
    temporary = target.keys[-1].startswith("#") or (properties is not None and properties.find(exp.TemporaryProperty) is not None)
    walk.writes[target] = None
    _like(walk, node, properties)
    names = with_names(walk, node, Names())
    if isinstance(node.expression, exp.Query | exp.Pivot):
        # MySQL puts the listed columns beside the query's.
        listed = [] if walk.rules.name in _MYSQL else listed
        _make(walk, target, listed, query(walk, node.expression, names, None), temporary=temporary)
    else:
        laid_over(walk, properties)
        if listed:
            walk.made.append((target, listed))
    if temporary:
        walk.temporary[target] = None


def _declare(walk: Walk, node: exp.Declare) -> None:
    """Remember the columns of T-SQL's DECLARE @name TABLE (…)."""
    for item in node.expressions:
        columns, (name, *_) = item.args.get("kind"), item.this if isinstance(item.this, list) else [item.this]
        if isinstance(columns, exp.Schema) and isinstance(name, exp.Parameter):
            listed = [walk.key(part.this) for part in columns.expressions if isinstance(part, exp.ColumnDef)]
            walk.made.append((walk.source(exp.Table(this=name)), listed))


def _like(walk: Walk, node: exp.Create, properties: Any) -> None:
    like = properties.find(exp.LikeProperty) if properties is not None else None
    inside = node.this.find(exp.LikeProperty) if isinstance(node.this, exp.Schema) else None
    patterns = [pattern.this for pattern in (like, node.args.get("clone"), inside) if pattern is not None]
    # ClickHouse: CREATE TABLE a AS b.
    for table in (*patterns, node.expression):
        if isinstance(table, exp.Table):
            walk.read(walk.source(table))


def _make(walk: Walk, target: Source, listed: list[str], relation: Relation, *, temporary: bool) -> None:
    """Record a table made from a query; it is known from here on, unless a star leaves its columns open."""
    walk.writes[target] = None
    write(walk, target, relation, listed)
    if not relation.open:
        made = [listed[place] if place < len(listed) else name for place, (name, _) in enumerate(relation.columns)]
        walk.made.append((target, made))
    if temporary:
        walk.temporary[target] = None


def _alter(walk: Walk, node: exp.Alter) -> None:
    """Swapping or exchanging moves rows between tables; a new name is followed by the session."""
    if not isinstance(node.this, exp.Table):
        return
    table = walk.source(node.this)
    for action in node.args.get("actions") or ():
        if isinstance(action, exp.Query):
            # ALTER VIEW v AS …
            _make(walk, table, [], query(walk, action, Names(), None), temporary=False)
        other = action.this if isinstance(action, exp.Expression) else None
        if isinstance(action, exp.SwapTable | exp.AlterRename) and isinstance(other, exp.Table):
            _exchange(walk, (table, walk.source(other)), both=isinstance(action, exp.SwapTable))


def _exchange(walk: Walk, pair: tuple[Source, Source], *, both: bool) -> None:
    first, second = pair
    walk.read(second if both else first)
    walk.writes[first if both else second] = None
    if both:
        walk.read(first)
        walk.writes[second] = None


def _many_inserts(walk: Walk, node: Any) -> None:
    """FROM source INSERT … INSERT … (Hive) and INSERT ALL … SELECT (Oracle, Snowflake): every branch reads the one source."""
    source = node.args.get("source")
    names = with_names(walk, node, Names())
    scope = Scope()
    from_item(walk, source, names, scope)
    shared = walk.deciding
    for branch in node.expressions:
        insert = branch.this if isinstance(branch, exp.ConditionalInsert) else branch
        given = insert.args.get("expression")
        target, listed = target_of(walk, insert.this)
        if target is None:
            continue
        walk.writes[target] = None
        # A branch's own clauses decide the rows of its own target alone.
        walk.deciding = dict(shared)
        relation = _branch(walk, given, source, names, scope)
        walk.deciding_of[target] = walk.deciding
        write(walk, target, relation, listed or known_columns(target, relation))


def _branch(walk: Walk, given: Any, source: Any, names: Names, scope: Scope) -> Relation:
    if given is None:
        return joined(scope)
    # A branch has no FROM of its own: it looks its names up in the shared source.
    if isinstance(source, exp.Table | exp.Subquery) and isinstance(given, exp.Select):
        bound = given.copy()
        bound.set("from_", exp.From(this=source.copy()))
        return query(walk, bound, names, None)
    return query(walk, given, names, scope)


_STATEMENTS: list[tuple[Any, Callable[[Walk, Any], None]]] = [
    (exp.Insert | exp.Update | exp.Delete | exp.Merge, _modify),
    (exp.Query | exp.Pivot, _query),
    (exp.Create, _create),
    (exp.Declare, _declare),
    (exp.Copy, copied),
    (exp.LoadData, loaded),
    (exp.Export, exported),
    (exp.Alter, _alter),
    (exp.MultitableInserts, _many_inserts),
]
