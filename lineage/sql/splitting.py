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
_WORDS = {"declare", "exec", "execute", "print", "go", "return", "truncate", "alter", "commit", "rollback", "throw", "raiserror"}
_VERBS = {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"}
_CONDITIONS = {"IF", "WHILE"}
# What T-SQL's IF guards without BEGIN; not UPDATE, which asks a trigger there what it was fired by.
_GUARDED = {
    "SELECT",
    "INSERT",
    "DELETE",
    "DROP",
    "TRUNCATE",
    "CREATE",
    "ALTER",
    "EXEC",
    "EXECUTE",
    "PRINT",
    "RETURN",
    "SET",
    "RAISERROR",
    "THROW",
}
# Statements that hold no query of their own, so that a SELECT after them is another one.
_ENDING = {
    "DROP",
    "TRUNCATE",
    "UPDATE",
    "DELETE",
    "MERGE",
    "SET",
    "PRINT",
    "EXEC",
    "EXECUTE",
    "COMMIT",
    "ROLLBACK",
    "USE",
    "IF",
    "WHILE",
    "DECLARE",
}
_TOLD = _VERBS | {"WITH", "SET"}
_BLOCKS = {"BEGIN", "END", "IF", "ELSE", "WHILE"}
_CONTINUES = {"THEN", "AS", "ON", "FOR", "OR", "BEGIN", "ELSE", "AFTER", "BEFORE", "INSTEAD", "OF", ",", "BY", "UNION", "ALL"}
_CONTINUES |= {"EXCEPT", "INTERSECT", "MINUS", "("}


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


def by_keywords(whole: Piece, *, bare: bool = False) -> list[Piece]:
    """Split where a line opens with a word that can only start a statement; `bare`: in T-SQL, which needs no semicolons, SELECT and SET may."""
    parts: list[list[Token]] = [[]]
    told: list[str] = []
    depth = cases = 0
    for place, token in enumerate(whole.tokens):
        depth += (token.token_type in _OPENING) - (token.token_type in _CLOSING)
        before = whole.tokens[place - 1] if place else None
        word = token.text.upper()
        if before is not None and depth == 0 and cases == 0 and _opens(token, before, told, bare=bare):
            parts.append([])
            told = []
        if depth == 0 and (word in _TOLD or not parts[-1]):
            told.append(word)
        cases = max(cases + (word == "CASE") - (word == "END"), 0)
        parts[-1].append(token)
    return [piece(part) for part in parts if part]


def _opens(token: Token, before: Token, told: list[str], *, bare: bool) -> bool:
    """Say whether a word opens a statement, by what stands before it and the verbs `told` since the last one opened."""
    word, last = token.text.upper(), before.text.upper()
    if bare and len(told) == 1 and told[0] in _CONDITIONS and word in _GUARDED:
        return last not in _CONDITIONS
    if token.line == before.line:
        return False
    # Words of blocks, and what follows GO, open a part whatever stands before.
    if word in _BLOCKS or last == "GO":
        return True
    if last in _CONTINUES or (word in _VERBS and told == ["WITH"]):
        return False
    return _bare(word, told) if bare and word in {"SELECT", "SET"} else token.token_type in _STARTS or word.lower() in _WORDS


def _bare(word: str, told: list[str]) -> bool:
    """Say whether T-SQL's SELECT or SET at the start of a line is a statement, or goes on with the one before."""
    if word == "SELECT":
        return "SELECT" in told or bool(told and told[0] in _ENDING)
    # An UPDATE has one SET; a MERGE may have many, and needs its semicolon.
    return "MERGE" not in told and ("UPDATE" not in told or "SET" in told)


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
