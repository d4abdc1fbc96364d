"""Stars: which columns `*`, `t.*` and what chooses among columns stand for."""

import re
from typing import Any

from sqlglot import exp

from .collecting import collect
from .columns import column, relation_named
from .relations import STAR, Lineage, Relation, inside
from .scope import Names, Scope
from .sources import joined
from .walk import Walk


def star(walk: Walk, node: Any, names: Names, scope: Scope, into: tuple[list[tuple[str, Lineage]], list[Any]]) -> None:
    """Expand `*` or `t.*` into columns, and the tables of unknown shape that may have more."""
    starred = node if isinstance(node, exp.Star) else node.this
    merged: dict[str, Lineage] = {}
    if starred is node:
        relations = [relation for _, relation in scope.items]
        merged = scope.merged
    else:
        qualifier = [walk.key(part) for part in node.parts[:-1]]
        found = relation_named(qualifier, scope) or _outer(qualifier, scope) or _fields(walk, node, qualifier, scope)
        relations = [found] if found is not None else []
    changes = _changes(walk, starred, names, scope)
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


def _fields(walk: Walk, node: Any, qualifier: list[str], scope: Scope) -> Relation | None:
    """Offer `struct.*`: fields of unknown names, each out of the column (or what is inside it) before the star."""
    row = exp.Column(this=node.parts[-2], **dict(zip(("table", "db", "catalog"), reversed(node.parts[:-2]), strict=False)))
    value = column(walk, row, scope) if qualifier else None
    return Relation([(STAR, inside(value, (STAR,)))]) if value else None


class _Changes:
    """What `* ILIKE … EXCEPT (…) REPLACE (…) RENAME (…)` does to a column."""

    __slots__ = ("left_out", "like", "renamed", "replaced")

    def __init__(self, left_out: set[str], replaced: dict[str, Lineage], renamed: dict[str, str], like: re.Pattern[str] | None) -> None:
        self.left_out, self.replaced, self.renamed, self.like = left_out, replaced, renamed, like

    def keeps(self, name: str) -> bool:
        """Say whether a column stays."""
        return name not in self.left_out and (self.like is None or name == STAR or self.like.fullmatch(name) is not None)

    def of(self, name: str, value: Lineage) -> tuple[str, Lineage]:
        """Give a column's new name and value."""
        return self.renamed.get(name, name), self.replaced.get(name, value)


def _changes(walk: Walk, starred: Any, names: Names, scope: Scope) -> _Changes:
    args = starred.args
    left_out = {walk.key(part if isinstance(part, exp.Identifier) else part.this) for part in args.get("except_") or ()}
    replaced = {walk.key(part.args["alias"]): collect(walk, part.this, names, scope) for part in args.get("replace") or ()}
    renamed = {
        walk.key(part.this if isinstance(part.this, exp.Identifier) else part.this.this): walk.key(part.args["alias"])
        for part in args.get("rename") or ()
    }
    like = args.get("ilike")
    pattern = None if like is None else re.escape(like.name).replace("%", ".*").replace("_", ".")
    return _Changes(left_out, replaced, renamed, None if pattern is None else re.compile(pattern, re.IGNORECASE))


def chosen(node: exp.Columns, scope: Scope) -> list[tuple[str, Lineage]] | None:
    """Give the columns that DuckDB's COLUMNS('regex') chooses; None where it is given something else, or what there is isn't known."""
    given = joined(scope)
    if not isinstance(node.this, exp.Literal) or given.open:
        return None
    try:
        pattern = re.compile(node.this.name)
    except re.error:
        return None
    return [(name, value) for name, value in given.columns if pattern.search(name)]
