"""A statement's tokens to trees, with second attempts where a near dialect reads what this one can't."""

import re
from typing import Any

from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from .dialects import Rules, rules
from .splitting import Piece

# Engines that accept another's grammar beside their own: Athena's DDL is Hive's; generic text is tried as the widest dialects.
_NEAR = {
    "athena": ("hive",),
    "": ("postgres", "spark", "tsql"),
    "trino": ("presto",),
    "hive": ("spark",),
    "fabric": ("tsql",),
    "redshift": ("postgres",),
}
_REPLACING = {"mysql", "doris", "starrocks", "singlestore"}
_OPERATORS = {
    TokenType.PLUS,
    TokenType.DASH,
    TokenType.STAR,
    TokenType.SLASH,
    TokenType.MOD,
    TokenType.AMP,
    TokenType.PIPE,
    TokenType.CARET,
}
_NAME_PARTS = {TokenType.VAR, TokenType.IDENTIFIER, TokenType.DOT, TokenType.PARAMETER}


def parse(piece: Piece, text: str, dialect: Rules) -> list[Any]:
    """Parse a piece of a script; raises the dialect's own SqlglotError when no near dialect reads it either, and RecursionError."""
    try:
        found = _inserting(piece, text, dialect) if dialect.name in _REPLACING else _without_check(piece.tokens)
        return _trees(_pivot_bracketed(found) if dialect.name == "duckdb" else found, text, dialect)
    except SqlglotError:
        trees = _second(piece, text, dialect)
        if trees is None:
            raise
        return trees


def _inserting(piece: Piece, text: str, dialect: Rules) -> list[Token]:
    """Read MySQL's REPLACE as the INSERT it is; the tokenizer keeps all that follows it as one text."""
    if piece.tokens[0].text.upper() != "REPLACE":
        return _without_check(piece.tokens)
    before = re.sub(r"[^\n]", " ", text[: piece.start])
    return dialect.dialect.tokenize(f"{before}INSERT {text[piece.start + len('REPLACE') : piece.end]}")


def _without_check(found: tuple[Token, ...]) -> list[Token]:
    """Leave out a view's WITH CHECK OPTION: the parser would keep the whole statement as text."""
    if found[-1].text.upper() != "OPTION" or found[-2].text.upper() != "CHECK":
        return list(found)
    start = next((place for place in (len(found) - 3, len(found) - 4) if found[place].text.upper() == "WITH"), len(found))
    return list(found[:start])


def _pivot_bracketed(found: list[Token]) -> list[Token]:
    """Put DuckDB's `CREATE … AS PIVOT …` in brackets: the parser would keep the whole statement as text."""
    words = [token.text.upper() for token in found[:12]]
    place = next((at for at, word in enumerate(words) if word in {"PIVOT", "UNPIVOT"} and words[at - 1] == "AS"), None)
    if words[0] != "CREATE" or place is None:
        return found
    return [*found[:place], Token(TokenType.L_PAREN, "("), *found[place:], Token(TokenType.R_PAREN, ")")]


def _trees(found: list[Token], text: str, dialect: Rules) -> list[Any]:
    return [tree for tree in dialect.dialect.parser().parse(found, text) if tree is not None]


def _second(piece: Piece, text: str, dialect: Rules) -> list[Any] | None:
    first = _without_phrases if dialect.name == "teradata" else _spelled_out
    for rewritten in (first, _bracketed, _reordered, _without_bulk, _without_end):
        spelled_out = rewritten(piece.tokens)
        if spelled_out is None:
            continue
        found = _tried(spelled_out, text, dialect)
        if found is not None:
            return found
    part = text[piece.start : piece.end]
    for near in (rules(name) for name in _NEAR.get(dialect.name, ())):
        try:
            tokens = near.dialect.tokenize(part)
        except SqlglotError:
            continue
        found = _tried(tokens, part, near)
        if found is not None:
            return found
    return None


def _tried(found: list[Token], text: str, dialect: Rules) -> list[Any] | None:
    try:
        return _trees(found, text, dialect)
    except SqlglotError:
        return None


def _spelled_out(found: tuple[Token, ...]) -> list[Token] | None:
    """Write `a.b += c` out as `a.b = a.b + c`; None when there is nothing to write out."""
    result: list[Token] = []
    for place, token in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        compound = token.token_type in _OPERATORS and following is not None and following.token_type is TokenType.EQ
        if compound and following is not None and token.end + 1 == following.start:
            result += [following, *_name_before(result), token]
        elif not (
            token.token_type is TokenType.EQ and place and result[-1] is found[place - 1] and found[place - 1].token_type in _OPERATORS
        ):
            result.append(token)
    return result if len(result) != len(found) else None


def _without_phrases(found: tuple[Token, ...]) -> list[Token] | None:
    """Leave out Teradata's `(TITLE '…')` and `(FORMAT '…')` after a column: they only label it."""
    result: list[Token] = []
    place = 0
    while place < len(found):
        ahead = found[place : place + 4]
        labels = len(ahead) == 4 and ahead[0].text == "(" and ahead[1].text.upper() in {"TITLE", "FORMAT"} and ahead[3].text == ")"  # noqa: PLR2004
        if not labels:
            result.append(found[place])
        place += 4 if labels else 1
    return result if len(result) != len(found) else None


def _reordered(found: tuple[Token, ...]) -> list[Token] | None:
    """Put T-SQL's OUTPUT … INTO o behind a DELETE's or UPDATE's WHERE; leave Oracle's DELETE WHERE out of a MERGE's branch, and Databricks'
    WITH SCHEMA EVOLUTION out of its head.
    """
    words = [token.text.upper() for token in found]
    if words[:4] == ["MERGE", "WITH", "SCHEMA", "EVOLUTION"]:
        return [found[0], *found[4:]]
    if words[0] == "MERGE":
        start = next((place for place in range(len(words) - 1) if words[place : place + 2] == ["DELETE", "WHERE"]), None)
        if start is None:
            return None
        end = next((place for place in range(start, len(words)) if words[place] == "WHEN"), len(words))
        return [*found[:start], *found[end:]]
    if words[0] not in {"DELETE", "UPDATE"} or "OUTPUT" not in words:
        return None
    start = words.index("OUTPUT")
    end = next((place for place in range(start, len(words)) if words[place] in {"WHERE", "FROM"}), len(words))
    return [*found[:start], *found[end:], *found[start:end]]


def _without_bulk(found: tuple[Token, ...]) -> list[Token] | None:
    """Leave out the BULK of T-SQL's OPENROWSET (BULK 'file', …)."""
    words = [token.text.upper() for token in found]
    result = [
        token for place, token in enumerate(found) if words[place] != "BULK" or words[max(place - 2, 0) : place] != ["OPENROWSET", "("]
    ]
    return result if len(result) != len(found) else None


def _without_end(found: tuple[Token, ...]) -> list[Token] | None:
    """Leave out the END of a block that opened before this statement."""
    words = [token.text.upper() for token in found]
    return list(found[:-1]) if words[-1] == "END" and words.count("CASE") < words.count("END") and len(words) > 1 else None


def _bracketed(found: tuple[Token, ...]) -> list[Token] | None:
    """Put an INSERT's query in brackets: the parser takes the ON of `… CROSS JOIN x ON CONFLICT …` for the join's."""
    words = [token.text.upper() for token in found]
    query = next((place for place, word in enumerate(words) if word in {"SELECT", "WITH"}), None)
    last = next((place for place in range(len(words) - 1) if words[place] == "ON" and words[place + 1] in {"CONFLICT", "DUPLICATE"}), None)
    if words[0] not in {"INSERT", "REPLACE"} or query is None or last is None or last < query or words[query - 1] == "(":
        return None
    opening, closing = Token(TokenType.L_PAREN, "("), Token(TokenType.R_PAREN, ")")
    return [*found[:query], opening, *found[query:last], closing, *found[last:]]


def _name_before(found: list[Token]) -> list[Token]:
    start = len(found)
    while (
        start
        and found[start - 1].token_type in _NAME_PARTS
        and (start == len(found) or (found[start].token_type is TokenType.DOT) != (found[start - 1].token_type is TokenType.DOT))
    ):
        start -= 1
    return found[start:]
