"""INSERT, UPDATE, DELETE, MERGE: values into the columns of a target."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlglot import exp

from .expressions import collect, decide
from .functions import READERS, is_file_name
from .kinds import IDENTITY
from .queries import project, query, with_names
from .relations import STAR, Lineage, Relation, Source
from .rows import alias_of, values
from .scope import Names, Scope
from .sources import from_item, table_in
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


def target_of(walk: Walk, node: Any) -> tuple[Source | None, list[str]]:
    """Give the table (or path) written to, and the columns listed after it."""
    named: list[Any] = []
    if isinstance(node, exp.Schema):
        listed_parts = [part for part in node.expressions if isinstance(part, exp.Identifier | exp.ColumnDef | exp.Column)]
        named = [part if isinstance(part, exp.Identifier) else part.this for part in listed_parts]
        node = node.this
    listed = [walk.key(part) for part in named]
    if isinstance(node, exp.Directory):
        return walk.place("path", node.this.name), listed
    if isinstance(node, exp.Table) and isinstance(node.this, exp.DynamicIdentifier):
        node = table_in(walk, node.this)
    if isinstance(node, exp.Table) and walk.names(node):
        source = walk.source(node)
        for part, column in zip(named, listed, strict=True):
            walk.mention(part, {}, (source, column))
        return (walk.place("path", node.name) if "/" in source.keys[-1] else source), listed
    if isinstance(node, exp.Anonymous) and node.name.lower() in READERS:
        # ClickHouse: INSERT INTO FUNCTION s3('…').
        named_file = next((part.name for part in node.expressions if isinstance(part, exp.Literal) and is_file_name(part.name)), None)
        return (walk.place_named(named_file) if named_file else None), listed
    return None, listed


def write(walk: Walk, target: Source, relation: Relation, columns: Sequence[str] | None) -> None:
    """Record a relation's columns as going, by position, into the target's (by their own names where none are given)."""
    for place, (name, value) in enumerate(relation.columns):
        into = STAR if name == STAR else columns[place] if columns and place < len(columns) else name
        walk.flow(target, into, value)


def known_columns(target: Source, relation: Relation) -> list[str] | None:
    """Give the target's columns when values can be put beside them by position: not when a star hides how many come."""
    known = target.known
    if known is None or relation.open or len(known.columns) < len(relation.columns):
        return None
    return list(known.columns)


def nowhere(walk: Walk, into: Any, expression: Any, names: Names) -> None:
    """Resolve a query whose rows go where it can't be known (`IDENTIFIER($name)`): what it reads is told, and its columns as its result."""
    walk.warnings[f"“{into.sql(walk.rules.name or None)}” is a variable or placeholder: what it stands for isn't known."] = None
    if isinstance(expression, exp.Query):
        for name, value in query(walk, expression, names, None).columns:
            walk.flow(None, name, value)


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
    _assign(walk, conflict.expressions, target, names, scope)
    decide(walk, conflict.args.get("where"), names, scope, Subtype.FILTER)


def _merge(walk: Walk, node: exp.Merge, names: Names) -> Source | None:
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
        _assign(walk, then.expressions, target, names, scope)
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


def _update(walk: Walk, node: exp.Update, names: Names) -> Source | None:
    scope = Scope()
    items = _items(node)
    target = _aimed(walk, node.this, items, names, scope)
    if target is None:
        return None
    before = len(walk.writes)
    _assign(walk, node.expressions, target, names, scope)
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


def _assign(walk: Walk, assignments: Sequence[Any], target: Source, names: Names, scope: Scope) -> None:
    """Resolve `SET a = …, (b, c) = (…)`; MySQL may set columns of several joined tables."""
    for assignment in assignments:
        if not isinstance(assignment, exp.EQ | exp.PropertyEQ):
            continue
        left, right = assignment.this, assignment.expression
        if isinstance(left, exp.Tuple | exp.Paren):
            _assign_many(walk, left.expressions or [left.this], right, target, (names, scope))
            continue
        _assign_one(walk, left, collect(walk, right, names, scope), target, scope)


def _assign_many(walk: Walk, lefts: list[Any], right: Any, target: Source, seen: tuple[Names, Scope]) -> None:
    names, scope = seen
    given: list[Lineage]
    if isinstance(right, exp.Query):
        given = list(query(walk, right, names, scope).everything())
    else:
        cells = right.expressions if isinstance(right, exp.Tuple) else [right.this if isinstance(right, exp.Paren) else right]
        given = [collect(walk, cell, names, scope, IDENTITY) for cell in cells]
    for left, value in zip(lefts, given, strict=False):
        _assign_one(walk, left, value, target, scope)


def _assign_one(walk: Walk, left: Any, value: Lineage, target: Source, scope: Scope) -> None:
    aim = target
    if isinstance(left, exp.Column) and left.args.get("table") is not None:
        relation = scope.by_alias.get(walk.key(left.args["table"]))
        if relation is not None and relation.source is not None:
            aim = relation.source
    walk.writes[aim] = None
    column = left.this if isinstance(left, exp.Column) else left
    name = column if isinstance(column, exp.Identifier) else column.this
    walk.flow(aim, walk.key(name), value)
    walk.mention(name, {}, (aim, walk.key(name)))


_MODIFIERS: dict[type, Callable[[Walk, Any, Names], Source | None]] = {
    exp.Insert: _insert,
    exp.Merge: _merge,
    exp.Update: _update,
    exp.Delete: _delete,
}
