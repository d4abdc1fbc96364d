"""Column names to values: the one place that knows scoping."""

from sqlglot import exp

from .relations import Lineage, Relation, add, inside
from .scope import Scope
from .walk import Walk

# Names that table functions give their columns when nobody names them.
UNNAMED_OUTPUTS = frozenset({"value", "key", "index", "seq", "path", "this", "col", "pos", "ordinality", "element", "column_value"})


def column(walk: Walk, node: exp.Column, scope: Scope) -> Lineage | None:
    """Resolve a column reference, qualified or not; a field inside a struct gives a path. None when no source can have it."""
    found = _value(walk, node, scope)
    if walk.mentions is not None and found:
        walk.mention(node.args["this"], found)
    return found


def _value(walk: Walk, node: exp.Column, scope: Scope) -> Lineage | None:
    args = node.args
    this = args["this"]
    # Of a staged file, columns go by their places: s.$1.
    name = f"${this.name}" if isinstance(this, exp.Parameter) else walk.key(this)
    if args.get("table") is None:
        return unqualified(walk, name, scope)
    qualifier = [walk.key(part) for part in node.parts[:-1]]
    found = _qualified(walk, qualifier, name, scope)
    return found if found is not None else _field(walk, [*qualifier, name], scope)


def _qualified(walk: Walk, qualifier: list[str], name: str, scope: Scope) -> Lineage | None:
    around: Scope | None = scope
    while around is not None:
        relation = relation_named(qualifier, around)
        if relation is not None:
            return _member(walk, relation, name)
        around = around.parent
    return None


def _member(walk: Walk, relation: Relation, name: str) -> Lineage:
    found = relation.find(name)
    if found is not None:
        return found
    if relation.open:
        return walk.doubt(relation.open, name)
    if relation.source is not None:
        # The catalog may be stale: the edge stays, as inferred.
        return relation.source.lineage(name)
    return relation.anything if relation.anything is not None else {}


def relation_named(qualifier: list[str], scope: Scope) -> Relation | None:
    """Find the FROM item that a qualifier (alias, or table name with any of its prefixes) means in one scope."""
    if len(qualifier) == 1:
        found = scope.by_alias.get(qualifier[0])
        if found is not None:
            return found
    for alias, relation in scope.items:
        source = relation.source
        if source is None:
            continue
        size = min(len(source.keys), len(qualifier))
        if list(source.keys[-size:]) == qualifier[-size:] and (len(qualifier) == 1 or alias == source.keys[-1]):
            return relation
    return None


def _field(walk: Walk, parts: list[str], scope: Scope) -> Lineage | None:
    """Resolve `column.field…` and `alias.column.field…`."""
    around: Scope | None = scope
    while around is not None:
        relation = around.by_alias.get(parts[0])
        if relation is not None and len(parts) > 2:  # noqa: PLR2004 - alias, column and a field at least
            found = _member(walk, relation, parts[1])
            return inside(found, tuple(parts[2:]))
        around = around.parent
    found_column = unqualified(walk, parts[0], scope)
    return None if found_column is None else inside(found_column, tuple(parts[1:]))


def unqualified(walk: Walk, name: str, scope: Scope) -> Lineage | None:
    """Resolve a bare name: merged columns, tables that surely have it, aliases, rows, then the tables that may have it; then outwards."""
    around: Scope | None = scope
    doubtful: list[Scope] = []
    while around is not None:
        found = _surely(walk, name, around)
        if found is not None:
            return found
        if any(relation.open for _, relation in around.items):
            doubtful.append(around)
            if sum(len(relation.open) for _, relation in around.items) == 1:
                break
        around = around.parent
    if doubtful:
        opened = list(dict.fromkeys(source for _, relation in doubtful[0].items for source in relation.open))
        return walk.doubt(opened, name)
    return _last_resort(name, scope)


def _surely(walk: Walk, name: str, scope: Scope) -> Lineage | None:
    if name in scope.merged:
        return scope.merged[name]
    opened = False
    for _, relation in scope.items:
        found = relation.find(name)
        if found is not None:
            return found
        opened = opened or bool(relation.open)
    if name in scope.aliases and (walk.lateral_aliases or not opened):
        return scope.aliases[name]
    if name in scope.by_alias:
        return whole_row(scope.by_alias[name])
    return None


def whole_row(relation: Relation) -> Lineage:
    """Give a row as one value: every column goes into it."""
    result: Lineage = {}
    for value in relation.everything():
        add(result, value, 1)
    if not result and relation.anything:
        add(result, relation.anything, 1)
    return result


def _last_resort(name: str, scope: Scope) -> Lineage | None:
    around: Scope | None = scope
    while around is not None:
        if name in around.aliases:
            return around.aliases[name]
        loose = [relation.anything for _, relation in around.items if relation.anything is not None]
        if len(loose) == 1 or (loose and name in UNNAMED_OUTPUTS):
            return loose[0]
        around = around.parent
    return None
