"""A script to its lineage: every statement accounted for, whatever it is."""

import gc
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from .bodies import conditions, is_only_a_mark, quoted, search_path, unwrapped
from .composing import Changes, compose
from .dialects import Rules, rules
from .guessing import guessed, moved, unloaded_to
from .parsing import parse
from .results import edges, mentions, tables
from .schema import Schema, Session
from .splitting import Piece, Unreadable, by_keywords, check_nesting, pieces, tokens
from .statements import knows, walk_statement
from .walk import TooLarge, Walk
from .words import Options, Outcome, Script, Statement, Table

# Each statement says itself when it is understood only in part; the parser's own warnings would repeat it in the log.
logging.getLogger("sqlglot").setLevel(logging.ERROR)
_MOST_NESTED_TEXTS = 4
_DEFAULTS = Options()
# Of broken text the parser may make trees of shapes that no grammar has; meeting one says nothing but that.
_ODD_SHAPES = (AttributeError, TypeError, KeyError, IndexError, ValueError)


@dataclass(slots=True)
class _Reading:
    """One script being read."""

    text: str
    rules: Rules
    session: Session
    options: Options
    left: int
    depth: int = 0
    statements: list[Statement] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)


def resolve(sql: str, *, dialect: str, schema: Schema | None = None, options: Options = _DEFAULTS) -> Script:
    """Resolve a script's lineage. `Script.statements` has every statement: ok, degraded (tables only) or failed, with its place.

    Raises UnknownDialect; nothing in the text itself raises.
    """
    found = rules(dialect)
    reading = _Reading(
        sql, found, Session(schema if schema is not None else Schema(), found, options.namespace), options, options.max_tokens
    )
    _read(reading)
    return compose(reading.statements, reading.changes, everything=options.compose_all)


def _read(reading: _Reading) -> None:
    text = reading.text
    if len(text) > reading.options.max_characters:
        message = f"The script has {len(text):,} characters; at most {reading.options.max_characters:,} are read. Split it."
        _add(reading, _whole(reading, message))
        return
    try:
        found = list(pieces(tokens(text, reading.rules)))
    except Unreadable as error:
        parts = list(_at_semicolons(text)) if reading.depth < _MOST_NESTED_TEXTS else []
        if len(parts) > 1:
            _read_apart(reading, parts)
        else:
            _add(reading, _whole(reading, str(error)))
        return
    for piece in found:
        reading.left -= len(piece.tokens)
        if reading.left < 0 and len(found) > 1:
            reason = f"The script has more than {reading.options.max_tokens:,} words; from here on only tables are read. Split it."
            _add(reading, guessed(piece, replace(_plain(piece, _verb(piece)), reason=reason), reading.rules))
        else:
            with _undisturbed():
                _read_piece(reading, piece)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold the garbage collector back: while a syntax tree grows none of it is garbage, and then all of it is, being full of cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _at_semicolons(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text that has no tokens as a whole after semicolons, where a statement may end; gives where each part starts, too."""
    place = 0
    for match in re.finditer(r";(?=\s|$)|$", text):
        part = text[place : match.start()]
        if part.strip():
            yield match.start() - len(part.lstrip()), part.strip()
        place = match.end()


def _read_apart(reading: _Reading, parts: list[tuple[int, str]]) -> None:
    """Read parts one by one: the one whose quote is open fails alone."""
    line, counted = 0, 0
    for start, part in parts:
        line, counted = line + reading.text.count("\n", counted, start), start
        inner = _Reading(part, reading.rules, reading.session, reading.options, reading.left, _MOST_NESTED_TEXTS)
        _read(inner)
        for one in inner.statements:
            _add(reading, replace(one, line=one.line + line, start=one.start + start, end=one.end + start, mentions=()))
        reading.left = inner.left


def _whole(reading: _Reading, reason: str) -> Statement:
    return Statement(0, "unknown", Outcome.FAILED, 1, 1, 0, len(reading.text), reason=reason)


def _read_piece(reading: _Reading, whole: Piece) -> None:
    """Parse a piece as it is; else without what wraps it; else split at keywords; else say why not, with the tables seen in its text."""
    if is_only_a_mark(whole):
        _add(reading, _plain(whole, whole.tokens[0].text.lower()))
        return
    inner = unwrapped(whole)
    for condition in conditions(whole, inner):
        _read_piece(reading, condition)
    parts = by_keywords(inner) if inner is not whole or reading.rules.name in {"tsql", "fabric"} else [inner]
    if len(parts) > 1:
        for part in parts:
            _read_piece(reading, part)
        return
    try:
        check_nesting(inner, reading.options.max_nesting)
        nodes = parse(inner, reading.text, reading.rules)
    except (SqlglotError, RecursionError, *_ODD_SHAPES) as error:
        _not_parsed(reading, inner, error)
        return
    for node in nodes:
        _read_node(reading, inner, node)


def _not_parsed(reading: _Reading, whole: Piece, error: Exception) -> None:
    parts = by_keywords(whole) if isinstance(error, SqlglotError) else []
    if len(parts) > 1:
        for part in parts:
            _read_piece(reading, part)
        return
    if _read_quoted(reading, whole, None):
        return
    files = moved(whole, _plain(whole, _verb(whole)), reading.rules)
    if files is not None:
        _add(reading, files)
        return
    line, column, reason = _where(error, whole)
    statement = replace(_plain(whole, _verb(whole)), line=line, column=column, reason=reason)
    _add(reading, guessed(whole, statement, reading.rules))


def _where(error: Exception, whole: Piece) -> tuple[int, int, str]:
    if isinstance(error, ParseError) and error.errors:
        first = error.errors[0]
        line, column = first.get("line") or whole.line, first.get("col") or whole.column
        near = str(first.get("highlight") or "")[:40]
        return line, column, f"{first.get('description') or 'It is no SQL of this dialect'} (near “{near}”)"
    if isinstance(error, RecursionError):
        return whole.line, whole.column, "It is nested deeper than can be read; split it."
    reason = str(error) if isinstance(error, SqlglotError | TooLarge) else _why(error)
    return whole.line, whole.column, reason.split("\n", maxsplit=1)[0]


def _read_quoted(reading: _Reading, whole: Piece, node: object) -> bool:
    """Read the SQL inside a statement's strings; its places are those of the statement around it."""
    if reading.depth >= _MOST_NESTED_TEXTS:
        return False
    texts = list(quoted(whole, node))
    for text in texts:
        inner = _Reading(text, reading.rules, reading.session, reading.options, reading.left, reading.depth + 1)
        _read(inner)
        for statement in inner.statements:
            placed = replace(statement, line=whole.line, column=whole.column, start=whole.start, end=whole.end, mentions=())
            paths = unloaded_to(whole)
            if paths:
                edges_out = tuple(edge._replace(target=paths[0]) if edge.target is None else edge for edge in placed.edges)
                placed = replace(placed, writes=placed.writes + paths, edges=edges_out)
            _add(reading, placed)
    return bool(texts)


def _read_node(reading: _Reading, piece: Piece, node: Any) -> None:
    try:
        _understand(reading, piece, node)
    except (RecursionError, SqlglotError, *_ODD_SHAPES) as error:
        _add(reading, guessed(piece, replace(_plain(piece, _verb(piece)), reason=_why(error)), reading.rules))


def _understand(reading: _Reading, piece: Piece, node: Any) -> None:
    if _read_quoted(reading, piece, node) or _session_changed(reading, piece, node):
        return
    plain = _plain(piece, _verb(piece))
    if not knows(node):
        # SET, GRANT, SHOW … carry no lineage; what the parser left as text may.
        statement = (
            (moved(piece, plain, reading.rules) or guessed(piece, plain, reading.rules))
            if isinstance(node, exp.Command | exp.LoadData)
            else plain
        )
        _add(reading, statement)
        return
    walk = walk_statement(node, reading.session, reading.options)
    _add(reading, _resolved(plain, walk))
    for source, columns in walk.made:
        reading.session.make(source.keys, source.table.parts, columns, temporary=source in walk.temporary)


def _why(error: Exception) -> str:
    if isinstance(error, TooLarge):
        return str(error)
    if isinstance(error, RecursionError):
        return "Its columns are nested deeper than can be resolved; split it."
    return f"It parses to a shape that no statement has ({type(error).__name__}: {error}); its tables are read off its words."


def _resolved(plain: Statement, walk: Walk) -> Statement:
    return replace(
        plain,
        reads=tables(walk.reads),
        writes=tables(walk.writes),
        edges=edges(walk),
        warnings=tuple(walk.warnings),
        temporary=tables(walk.temporary),
        mentions=mentions(walk) if walk.mentions is not None else (),
    )


def _session_changed(reading: _Reading, piece: Piece, node: Any) -> bool:
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
    _add(reading, _plain(piece, _verb(piece)))
    return True


def _use(reading: _Reading, node: exp.Use) -> None:
    """USE SCHEMA keeps the database; USE of anything else starts anew."""
    keys = _keys(reading, node.this)
    kind = str(node.args["kind"].name).upper() if node.args.get("kind") is not None else ""
    if kind not in {"ROLE", "WAREHOUSE", "SECONDARY ROLES"}:
        kept = reading.session.namespace[:1] if kind == "SCHEMA" and len(keys) == 1 else ()
        reading.session.namespace = (*kept, *keys)


def _rename(reading: _Reading, piece: Piece, old: exp.Table, new: exp.Table) -> None:
    old_table, new_table = _named(reading, old), Table(_spelled(reading, new))
    reading.changes.renames[len(reading.statements)] = (old_table, new_table)
    reading.session.rename(_keys(reading, old), _keys(reading, new), new_table.parts)
    _add(reading, _plain(piece, _verb(piece)))


def _keys(reading: _Reading, node: exp.Table) -> tuple[str, ...]:
    return tuple(reading.rules.key(part) for part in node.parts)


def _spelled(reading: _Reading, node: exp.Table) -> tuple[str, ...]:
    return tuple(reading.rules.spelling(key) for key in _keys(reading, node))


def _named(reading: _Reading, node: exp.Table) -> Table:
    known = reading.session.find(_keys(reading, node))
    return Table(known.parts if known is not None else _spelled(reading, node))


def _new_names(reading: _Reading, piece: Piece, node: Any) -> Iterator[tuple[exp.Table, exp.Table]]:
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


def _plain(piece: Piece, verb: str) -> Statement:
    return Statement(0, verb, Outcome.OK, piece.line, piece.column, piece.start, piece.end)


def _verb(piece: Piece) -> str:
    """Name a statement by its first word; after WITH, by the word that does something."""
    first = next((token.text for token in piece.tokens if token.text), "").lower()
    if first != "with":
        return first
    verbs = {"select", "insert", "update", "delete", "merge"}
    depth = 0
    for token in piece.tokens:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text.lower() in verbs:
            return token.text.lower()
    return first


def _add(reading: _Reading, statement: Statement) -> None:
    reading.statements.append(replace(statement, number=len(reading.statements)))
