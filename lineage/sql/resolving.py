"""A script to its lineage: every statement accounted for, whatever it is."""

import gc
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from .bodies import conditions, is_only_a_mark, quoted, unwrapped
from .composing import compose
from .dialects import rules
from .following import session_changed
from .guessing import guessed, moved, unloaded_to
from .parsing import parse
from .reading import Reading, add, plain
from .results import edges, mentions, tables
from .schema import Schema, Session
from .splitting import Piece, Unreadable, by_keywords, check_nesting, pieces, tokens
from .statements import knows, walk_statement
from .walk import TooLarge, Walk
from .words import Options, Outcome, Script, Statement

# Each statement says itself when it is understood only in part; the parser's own warnings would repeat it in the log.
logging.getLogger("sqlglot").setLevel(logging.ERROR)
_MOST_NESTED_TEXTS = 4
_DEFAULTS = Options()
# Of broken text the parser may make trees of shapes that no grammar has; meeting one says nothing but that.
_ODD_SHAPES = (AttributeError, TypeError, KeyError, IndexError, ValueError)


def resolve(sql: str, *, dialect: str, schema: Schema | None = None, options: Options = _DEFAULTS) -> Script:
    """Resolve a script's lineage. `Script.statements` has every statement: ok, degraded (tables only) or failed, with its place.

    Raises UnknownDialect; nothing in the text itself raises.
    """
    found = rules(dialect)
    reading = Reading(
        sql, found, Session(schema if schema is not None else Schema(), found, options.namespace), options, options.max_tokens
    )
    _read(reading)
    return compose(reading.statements, reading.changes, everything=options.compose_all)


def _read(reading: Reading) -> None:
    text = reading.text
    if len(text) > reading.options.max_characters:
        message = f"The script has {len(text):,} characters; at most {reading.options.max_characters:,} are read. Split it."
        add(reading, _whole(reading, message))
        return
    try:
        found = list(pieces(tokens(text, reading.rules)))
    except Unreadable as error:
        parts = list(_at_semicolons(text)) if reading.depth < _MOST_NESTED_TEXTS else []
        if len(parts) > 1:
            _read_apart(reading, parts)
        else:
            add(reading, _whole(reading, str(error)))
        return
    for piece in found:
        reading.left -= len(piece.tokens)
        if reading.left < 0 and len(found) > 1:
            reason = f"The script has more than {reading.options.max_tokens:,} words; from here on only tables are read. Split it."
            add(reading, guessed(piece, replace(plain(piece), reason=reason), reading.rules))
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


def _read_apart(reading: Reading, parts: list[tuple[int, str]]) -> None:
    """Read parts one by one: the one whose quote is open fails alone."""
    line, counted = 0, 0
    for start, part in parts:
        line, counted = line + reading.text.count("\n", counted, start), start
        inner = Reading(part, reading.rules, reading.session, reading.options, reading.left, _MOST_NESTED_TEXTS)
        _read(inner)
        for one in inner.statements:
            add(reading, replace(one, line=one.line + line, start=one.start + start, end=one.end + start, mentions=()))
        reading.left = inner.left


def _whole(reading: Reading, reason: str) -> Statement:
    return Statement(0, "unknown", Outcome.FAILED, 1, 1, 0, len(reading.text), reason=reason)


def _read_piece(reading: Reading, whole: Piece) -> None:
    """Parse a piece as it is; else without what wraps it; else split at keywords; else say why not, with the tables seen in its text."""
    if is_only_a_mark(whole):
        add(reading, plain(whole))
        return
    inner = unwrapped(whole)
    for condition in conditions(whole, inner):
        _read_piece(reading, condition)
    bare = reading.rules.table_variables
    parts = by_keywords(inner, bare=bare) if inner is not whole or bare else [inner]
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


def _not_parsed(reading: Reading, whole: Piece, error: Exception) -> None:
    parts = by_keywords(whole) if isinstance(error, SqlglotError) else []
    if len(parts) > 1:
        for part in parts:
            _read_piece(reading, part)
        return
    if _read_quoted(reading, whole, None):
        return
    files = moved(whole, plain(whole), reading.rules)
    if files is not None:
        add(reading, files)
        return
    line, column, reason = _where(error, whole)
    statement = replace(plain(whole), line=line, column=column, reason=reason)
    add(reading, guessed(whole, statement, reading.rules))


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


def _read_quoted(reading: Reading, whole: Piece, node: object) -> bool:
    """Read the SQL inside a statement's strings; its places are those of the statement around it."""
    if reading.depth >= _MOST_NESTED_TEXTS:
        return False
    texts = list(quoted(whole, node))
    for text in texts:
        inner = Reading(text, reading.rules, reading.session, reading.options, reading.left, reading.depth + 1)
        _read(inner)
        for statement in inner.statements:
            placed = replace(statement, line=whole.line, column=whole.column, start=whole.start, end=whole.end, mentions=())
            paths = unloaded_to(whole)
            if paths:
                edges_out = tuple(edge._replace(target=paths[0]) if edge.target is None else edge for edge in placed.edges)
                placed = replace(placed, writes=placed.writes + paths, edges=edges_out)
            add(reading, placed)
    return bool(texts)


def _read_node(reading: Reading, piece: Piece, node: Any) -> None:
    try:
        _understand(reading, piece, node)
    except (RecursionError, SqlglotError, *_ODD_SHAPES) as error:
        add(reading, guessed(piece, replace(plain(piece), reason=_why(error)), reading.rules))


def _understand(reading: Reading, piece: Piece, node: Any) -> None:
    if _read_quoted(reading, piece, node) or session_changed(reading, piece, node):
        return
    told = plain(piece)
    if not knows(node):
        # SET, GRANT, SHOW … carry no lineage; what the parser left as text may.
        statement = (
            (moved(piece, told, reading.rules) or guessed(piece, told, reading.rules))
            if isinstance(node, exp.Command | exp.LoadData)
            else told
        )
        add(reading, statement)
        return
    walk = walk_statement(node, reading.session, reading.options)
    add(reading, _resolved(told, walk))
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
