"""CREATE TABLE and ALTER TABLE as columns: what a table is to look like."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlglot import exp
from sqlglot.errors import SqlglotError

from .dialects import Rules, rules
from .parsing import parse
from .splitting import Unreadable, pieces, tokens

# sqlglot underlines the place of an error for terminals.
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Defined:
    """A column as a statement defines it; `required` is None where nothing is said, `was` the name it had before a rename."""

    name: str
    type: str = ""
    required: bool | None = None
    was: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """What is left of a table after a script: its name parts as written, its columns in order; gone when it was dropped or renamed.

    `missing`: columns that the script drops or alters and the table doesn't have; what asks for them `IF EXISTS` misses nothing.
    """

    parts: tuple[str, ...]
    columns: tuple[Defined, ...]
    is_gone: bool = False
    missing: tuple[str, ...] = ()


class NoDefinition(ValueError):
    """The script defines or alters no table; the message says so."""


def definition(text: str, dialect: str, columns: Iterable[Defined]) -> Definition:
    """Read the one table that a script makes or alters; alterations start from `columns`.

    Raises UnknownDialect, Unreadable (with the line), NoDefinition (no such statement, several tables, or a query's result).
    """
    spoken = rules(dialect)
    found = Definition((), tuple(columns))
    seen = False
    for piece in pieces(tokens(text, spoken)):
        try:
            trees = parse(piece, text, spoken)
        except (SqlglotError, RecursionError) as error:
            raise Unreadable(f"This statement can't be read: {_first_line(error)}", piece.line) from error
        for tree in trees:
            changed = _read(tree, found, spoken)
            if changed is None:
                continue
            if seen and changed.parts[-1:] != found.parts[-1:]:
                raise NoDefinition("The script is about several tables. Ask about one at a time.")
            found, seen = changed, True
    if not seen:
        raise NoDefinition("No CREATE TABLE or ALTER TABLE is in the script.")
    return found


def _read(tree: exp.Expression, before: Definition, spoken: Rules) -> Definition | None:
    if isinstance(tree, exp.Create) and (tree.kind or "").upper() == "TABLE":
        if not isinstance(tree.this, exp.Schema):
            raise NoDefinition("The table is made from a query; its columns aren't written down. Paste the columns instead.")
        return Definition(_parts(tree.this.this), _listed(tree.this, spoken))
    if isinstance(tree, exp.Drop) and (tree.kind or "").upper() == "TABLE":
        return Definition(_parts(tree.this or tree.args["tables"][0]), (), is_gone=True)
    if isinstance(tree, exp.Alter):
        columns, actions, missing = list(before.columns), tree.args.get("actions") or (), list(before.missing)
        for action in actions:
            missing += [name for name in _touched(action) if not any(_is(column, name) for column in columns)]
            columns = _altered(columns, action, spoken)
        is_gone = any(isinstance(action, exp.AlterRename) for action in actions)
        return Definition(_parts(tree.this), tuple(columns), is_gone, tuple(dict.fromkeys(missing)))
    if isinstance(tree, exp.Command) and tree.name.upper() in {"ALTER", "CREATE", "DROP"}:
        raise NoDefinition(f"This statement isn't understood: {tree.sql()[:80]}. Paste the columns as they are to be instead.")
    return None


def _first_line(error: Exception) -> str:
    return _ESCAPES.sub("", str(error)).strip().splitlines()[0] if str(error).strip() else "it is nested too deeply."


def _parts(table: exp.Expression) -> tuple[str, ...]:
    return tuple(part.name for part in table.parts) if isinstance(table, exp.Table) else (table.name,)


def _listed(schema: exp.Schema, spoken: Rules) -> tuple[Defined, ...]:
    keys = {column.name.casefold() for part in schema.expressions if isinstance(part, exp.PrimaryKey) for column in part.expressions}
    found = [_defined(part, spoken) for part in schema.expressions if isinstance(part, exp.ColumnDef)]
    return tuple(replace(column, required=True) if column.name.casefold() in keys else column for column in found)


def _defined(part: exp.ColumnDef, spoken: Rules) -> Defined:
    kinds = [constraint.kind for constraint in part.args.get("constraints") or ()]
    nullable = [kind for kind in kinds if isinstance(kind, exp.NotNullColumnConstraint)]
    required = any(isinstance(kind, exp.PrimaryKeyColumnConstraint) for kind in kinds) or any(
        not kind.args.get("allow_null") for kind in nullable
    )
    return Defined(part.name, _type(part.args.get("kind"), spoken), required)


def _type(kind: exp.Expression | None, spoken: Rules) -> str:
    return kind.sql(dialect=spoken.dialect) if kind is not None else ""


def _altered(columns: list[Defined], action: exp.Expression, spoken: Rules) -> list[Defined]:
    if isinstance(action, exp.ColumnDef):
        there = any(_is(column, action.name) for column in columns)
        return columns if there and action.args.get("exists") else [*columns, _defined(action, spoken)]
    if isinstance(action, exp.Schema):
        return [*columns, *(_defined(part, spoken) for part in action.expressions if isinstance(part, exp.ColumnDef))]
    if isinstance(action, exp.Drop):
        gone = {name.casefold() for name in _dropped(action)}
        return [column for column in columns if column.name.casefold() not in gone]
    retold = _RETOLD.get(type(action))
    if retold is not None:
        was = _retelling(action)
        return [retold(column, action, spoken) if _is(column, was) else column for column in columns]
    if isinstance(action, _ASIDE):
        return columns
    raise NoDefinition(
        f"This change isn't understood: {action.sql(dialect=spoken.dialect)[:80]}. Paste the columns as they are to be instead."
    )


def _dropped(action: exp.Expression) -> list[str]:
    return [named.name for named in action.args.get("tables") or (action.this,)]


def _retelling(action: exp.Expression) -> str:
    return str((action.args.get("rename_from") or action.this).name)


def _touched(action: exp.Expression) -> list[str]:
    """Name the columns that must be there for an action."""
    if isinstance(action, exp.Drop):
        is_column = (action.args.get("kind") or "").upper() == "COLUMN"
        return _dropped(action) if is_column and not action.args.get("exists") else []
    return [_retelling(action)] if type(action) in _RETOLD and not action.args.get("exists") else []


def _renamed(column: Defined, action: exp.Expression, spoken: Rules) -> Defined:
    del spoken
    return replace(column, name=action.args["to"].name, was=column.was or column.name)


def _modified(column: Defined, action: exp.Expression, spoken: Rules) -> Defined:
    """Take MySQL's MODIFY and CHANGE, which state the whole column anew."""
    new = _defined(action.this, spoken)
    return replace(new, was=column.was or column.name) if new.name.casefold() != column.name.casefold() else new


def _retold(column: Defined, action: exp.Expression, spoken: Rules) -> Defined:
    nullable = action.args.get("allow_null")
    column = column if nullable is None else replace(column, required=not nullable)
    return column if action.args.get("dtype") is None else replace(column, type=_type(action.args["dtype"], spoken))


_RETOLD: dict[type, Callable[[Defined, exp.Expression, Rules], Defined]] = {
    exp.RenameColumn: _renamed,
    exp.ModifyColumn: _modified,
    exp.AlterColumn: _retold,
}
# What changes no column's name, type or nullability.
_ASIDE = (exp.AddConstraint, exp.AlterRename, exp.AlterSet)


def _is(column: Defined, name: str) -> bool:
    return column.name.casefold() == name.casefold()
