"""What a script does to names: USE, search paths, DROP and new names."""

from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from .bodies import search_path
from .reading import Reading, add, plain
from .splitting import Piece
from .words import Table


def session_changed(reading: Reading, piece: Piece, node: Any) -> bool:
    """Follow USE, DROP TABLE and new names; say whether that is all the statement does."""
    if isinstance(node, exp.Use) and isinstance(node.this, exp.Table):
        _use(reading, node)
    elif (path := search_path(piece)) is not None:
        reading.session.namespace = (reading.rules.text_key(path),)
    elif isinstance(node, exp.Drop):
        dropped = [table for table in (node.this, *(node.args.get("tables") or ())) if isinstance(table, exp.Table)]
        reading.changes.drops[len(reading.statements)] = tuple(_named(reading, table) for table in dropped)
        for table in dropped:
            reading.session.drop(_keys(reading, table))
    else:
        pairs = list(_new_names(reading, piece, node))
        for old, new in pairs:
            _rename(reading, piece, old, new)
        return bool(pairs)
    add(reading, plain(piece))
    return True


def _use(reading: Reading, node: exp.Use) -> None:
    """USE SCHEMA keeps the database; USE of anything else starts anew."""
    keys = _keys(reading, node.this)
    kind = str(node.args["kind"].name).upper() if node.args.get("kind") is not None else ""
    if kind not in {"ROLE", "WAREHOUSE", "SECONDARY ROLES"}:
        kept = reading.session.namespace[:1] if kind == "SCHEMA" and len(keys) == 1 else ()
        reading.session.namespace = (*kept, *keys)


def _rename(reading: Reading, piece: Piece, old: exp.Table, new: exp.Table) -> None:
    old_table, new_table = _named(reading, old), Table(_spelled(reading, new))
    reading.changes.renames[len(reading.statements)] = (old_table, new_table)
    reading.session.rename(_keys(reading, old), _keys(reading, new), new_table.parts)
    add(reading, plain(piece))


def _keys(reading: Reading, node: exp.Table) -> tuple[str, ...]:
    return tuple(reading.rules.key(part) for part in node.parts)


def _spelled(reading: Reading, node: exp.Table) -> tuple[str, ...]:
    return tuple(reading.rules.spelling(key) for key in _keys(reading, node))


def _named(reading: Reading, node: exp.Table) -> Table:
    known = reading.session.find(_keys(reading, node))
    return Table(known.parts if known is not None else _spelled(reading, node))


def _new_names(reading: Reading, piece: Piece, node: Any) -> Iterator[tuple[exp.Table, exp.Table]]:
    """Yield (old, new) of ALTER TABLE … RENAME TO, and of RENAME TABLE a TO b, c TO d."""
    if isinstance(node, exp.Alter) and isinstance(node.this, exp.Table):
        for action in node.args.get("actions") or ():
            if isinstance(action, exp.AlterRename) and isinstance(action.this, exp.Table):
                new = action.this
                yield node.this, new if new.db or not node.this.db else exp.table_(new.this, db=node.this.args["db"].copy())
    elif isinstance(node, exp.Command) and piece.tokens[0].text.upper() == "RENAME":
        text = reading.text[piece.start : piece.end].split(None, 2)[-1]
        for pair in text.split(","):
            names = pair.split()
            if len(names) == 3 and names[1].upper() == "TO":  # noqa: PLR2004 - old TO new
                yield exp.to_table(names[0], dialect=reading.rules.name), exp.to_table(names[2], dialect=reading.rules.name)
