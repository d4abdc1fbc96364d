"""INSERT, UPDATE, DELETE: values into the columns of a target."""

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from .collecting import decide
from .merging import merge
from .projecting import project
from .queries import query, with_names
from .relations import Relation, Source
from .rows import alias_of, values
from .scope import Names, Scope
from .sources import from_item
from .targets import assign, known_columns, nowhere, target_of, write
from .walk import Walk
from .words import Subtype


def modify(walk: Walk, node: Any, names: Names) -> Source | None:
    """Resolve a statement that writes rows; gives its target."""
    own = with_names(walk, node, names)
    modifier = _MODIFIERS.get(type(node))
    target = modifier(walk, node, own) if modifier is not None else None
    if target is not None:
        _output(walk, node, target, own)
    if own is not names:
        # What WITH reads counts even where the statement only deletes.
        query(walk, exp.Select(), own, None)
    return target


def _output(walk: Walk, node: Any, target: Source, names: Names) -> None:
    """T-SQL's OUTPUT inserted.a, deleted.b INTO o: what was written, and the rows as they were, into one more table."""
    returning = node.args.get("returning")
    into = returning.args.get("into") if returning is not None else None
    if into is None:
        return
    if isinstance(into, exp.Parameter):
        into = exp.Table(this=into)
    if isinstance(into, exp.Func):
        # The parser takes `o (x)` for a call.
        columns = [exp.to_identifier(part.name) for part in (*into.expressions, into.this) if isinstance(part, exp.Column)]
        name = into.name if isinstance(into, exp.Anonymous) else "log" if isinstance(into, exp.Ln) else into.sql_name()
        into = exp.Schema(this=exp.to_table(name, dialect=walk.rules.name), expressions=columns)
    other, listed = target_of(walk, into.this if isinstance(into, exp.Column) else into)
    if other is None:
        return
    scope = Scope()
    written = Relation([(column, value) for (aim, column), value in walk.edges.items() if aim is target])
    scope.add("inserted", written if isinstance(node, exp.Insert) else Relation.of_table(target))
    scope.add("deleted", Relation.of_table(target))
    walk.writes[other] = None
    if not isinstance(node, exp.Insert):
        walk.read(target)
    write(walk, other, project(walk, returning.expressions, names, scope), listed)


def _insert(walk: Walk, node: exp.Insert, names: Names) -> Source | None:
    target, listed = target_of(walk, node.this)
    expression = node.args.get("expression")
    if target is None:
        nowhere(walk, node.this, expression, names)
        return None
    walk.writes[target] = None
    relation = Relation()
    if isinstance(expression, exp.Values):
        relation = values(walk, expression, names, Scope())
    elif isinstance(expression, exp.Query):
        relation = query(walk, expression, names, None)
    columns: list[str] | None = listed if listed and not relation.open else known_columns(target, relation)
    write(walk, target, relation, None if node.args.get("by_name") else columns or listed)
    _on_conflict(walk, node, names, (target, relation, columns or list(relation.names())))
    return target


def _on_conflict(walk: Walk, node: exp.Insert, names: Names, written: tuple[Source, Relation, list[str]]) -> None:
    conflict = node.args.get("conflict")
    if conflict is None or not conflict.expressions:
        return
    target, relation, columns = written
    scope = Scope()
    table = node.this.this if isinstance(node.this, exp.Schema) else node.this
    scope.add(alias_of(walk, table), Relation.of_table(target))
    excluded = Relation(list(zip(columns, relation.everything(), strict=False)))
    scope.add(walk.key(conflict.args["alias"]) if isinstance(conflict.args.get("alias"), exp.Identifier) else "excluded", excluded)
    assign(walk, conflict.expressions, target, names, scope)
    decide(walk, conflict.args.get("where"), names, scope, Subtype.FILTER)


def _update(walk: Walk, node: exp.Update, names: Names) -> Source | None:
    scope = Scope()
    items = _items(node)
    target = _aimed(walk, node.this, items, names, scope)
    if target is None:
        return None
    before = len(walk.writes)
    assign(walk, node.expressions, target, names, scope)
    if len(walk.writes) == before:
        walk.writes[target] = None
    decide(walk, node.args.get("where"), names, scope, Subtype.FILTER)
    return target


def _items(node: Any) -> list[Any]:
    source = node.args.get("from_")
    using = node.args.get("using")
    items = [] if not isinstance(source, exp.From) else [source.this]
    return items + (using if isinstance(using, list) else [using] if isinstance(using, exp.Expression) else [])


def _aimed(walk: Walk, node: Any, items: list[Any], names: Names, scope: Scope) -> Source | None:
    """Put target and FROM items in scope; the target may be an alias of one of them (`UPDATE t … FROM table t`)."""
    if not isinstance(node, exp.Table):
        return None
    name = walk.key(node.this)
    aliased = None if node.db else next((table for table in _tables(items) if _goes_by(walk, table, name)), None)
    read_before = dict(walk.reads)
    if aliased is None:
        from_item(walk, node, names, scope)
    for item in items:
        from_item(walk, item, names, scope)
    target, _ = target_of(walk, aliased if aliased is not None else node)
    if target is None:
        return None
    # Its own mention makes no table its source: only another one does, or a value that flows.
    if walk.reads.get(target, 0) - read_before.get(target, 0) == 1 and target not in read_before and not walk.options.target_is_read:
        walk.reads.pop(target)
    return target


def _tables(items: list[Any]) -> list[exp.Table]:
    tables: list[exp.Table] = []
    for item in items:
        nodes = [item, *(join.this for join in item.args.get("joins") or ())]
        tables += [node for node in nodes if isinstance(node, exp.Table)]
    return tables


def _goes_by(walk: Walk, table: exp.Table, name: str) -> bool:
    return alias_of(walk, table) == name


def _delete(walk: Walk, node: exp.Delete, names: Names) -> Source | None:
    scope = Scope()
    aims = node.args.get("tables") or [node.this]
    items = _items(node)
    if node.args.get("tables") and isinstance(node.this, exp.Expression):
        items = [node.this, *items]
    target = _aimed(walk, aims[0], items, names, scope)
    if target is None:
        return None
    walk.writes[target] = None
    for aim in aims[1:]:
        aliased = next((table for table in _tables(items) if _goes_by(walk, table, walk.key(aim.this))), aim)
        other, _ = target_of(walk, aliased)
        if other is not None:
            walk.writes[other] = None
    decide(walk, node.args.get("where"), names, scope, Subtype.FILTER)
    return target


_MODIFIERS: dict[type, Callable[[Walk, Any, Names], Source | None]] = {
    exp.Insert: _insert,
    exp.Merge: merge,
    exp.Update: _update,
    exp.Delete: _delete,
}
