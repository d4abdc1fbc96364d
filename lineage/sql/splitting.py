"""A script to statements, by tokens: one bad statement never takes others with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from .dialects import Rules, rules
from .walk import TooLarge

_OPENING = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE}
_CLOSING = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE}
_NESTING = (*_OPENING, TokenType.CASE)
_STARTS = {TokenType.INSERT, TokenType.UPDATE, TokenType.DELETE, TokenType.MERGE, TokenType.CREATE, TokenType.DROP}
_STARTS |= {TokenType.TRUNCATE, TokenType.ALTER, TokenType.DECLARE, TokenType.USE, TokenType.EXECUTE}
_WORDS = {"declare", "exec", "execute", "print", "go", "return", "truncate", "alter"}
_VERBS = {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"}
_BLOCKS = {"BEGIN", "END", "IF", "ELSE", "WHILE"}
_CONTINUES = {"THEN", "AS", "ON", "FOR", "OR", "BEGIN", "ELSE", "AFTER", "BEFORE", "INSTEAD", "OF", ",", "BY"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement's tokens and where it is: offsets in the text, line and column from 1."""

    tokens: tuple[Token, ...]
    start: int
    end: int
    line: int
    column: int


class Unreadable(ValueError):
    """The text has no tokens of this dialect; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def split(text: str, dialect: str) -> tuple[str, ...]:
    """Give the statements of a script as texts, without their semicolons; raises Unreadable, UnknownDialect."""
    return tuple(text[piece.start : piece.end] for piece in pieces(tokens(text, rules(dialect))))


def tokens(text: str, dialect: Rules) -> list[Token]:
    """Cut a text into tokens; raises Unreadable."""
    try:
        return dialect.dialect.tokenize(text)
    except SqlglotError as error:
        raise Unreadable(f"The text ends inside a string, quoted name or comment: {error}", 1) from error


def pieces(found: list[Token]) -> Iterator[Piece]:
    """Yield the statements between semicolons; `BEGIN ATOMIC … END` and T-SQL's GO are kept apart as a database would."""
    kinds = [token.token_type for token in found]
    start = 0
    for _ in range(kinds.count(TokenType.SEMICOLON)):
        end = kinds.index(TokenType.SEMICOLON, start)
        if end > start:
            yield piece(found[start:end])
        start = end + 1
    if start < len(found):
        yield piece(found[start:])


def piece(found: list[Token]) -> Piece:
    """Place a run of tokens in the text."""
    first, last = found[0], found[-1]
    column = first.col - (first.end - first.start)
    return Piece(tuple(found), first.start, last.end + 1, first.line, max(column, 1))


def by_keywords(whole: Piece) -> list[Piece]:
    """Split where a line opens with a word that can only start a statement: T-SQL needs no semicolons."""
    parts: list[list[Token]] = [[]]
    depth = cases = 0
    awaits_verb = False
    for place, token in enumerate(whole.tokens):
        depth += (token.token_type in _OPENING) - (token.token_type in _CLOSING)
        before = whole.tokens[place - 1] if place else None
        word = token.text.upper()
        opens = before is not None and depth == 0 and cases == 0 and token.line != before.line and _starts(token, before)
        if opens and not (awaits_verb and word in _VERBS):
            parts.append([])
        # The verb that a WITH goes before is its own.
        awaits_verb = word == "WITH" if not parts[-1] else awaits_verb and not (depth == 0 and word in _VERBS)
        cases = max(cases + (word == "CASE") - (word == "END"), 0)
        parts[-1].append(token)
    return [piece(part) for part in parts if part]


def _starts(token: Token, before: Token) -> bool:
    opens = token.token_type in _STARTS or token.text.lower() in _WORDS
    # Words of blocks, and what follows GO, open a part whatever stands before.
    return (opens and before.text.upper() not in _CONTINUES) or token.text.upper() in _BLOCKS or before.text.upper() == "GO"


def check_nesting(found: Piece, limit: int) -> None:
    """Refuse a statement nested deeper than the parser's stack allows; raises TooLarge."""
    kinds = [token.token_type for token in found.tokens]
    if sum(kinds.count(kind) for kind in _NESTING) <= limit:
        return
    depth = deepest = 0
    for kind in kinds:
        if kind in _OPENING or kind is TokenType.CASE:
            depth += 1
            deepest = max(deepest, depth)
        elif kind in _CLOSING or kind is TokenType.END:
            depth = max(depth - 1, 0)
    if deepest > limit:
        raise TooLarge(f"It nests {deepest} deep; at most {limit} are read. Split it, or raise max_nesting.")
