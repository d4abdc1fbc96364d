"""One script being read: what is found so far, and the statements as they are told."""

from dataclasses import dataclass, field, replace

from .composing import Changes
from .dialects import Rules
from .schema import Session
from .splitting import Piece
from .words import Options, Outcome, Statement


@dataclass(slots=True)
class Reading:
    """One script being read."""

    text: str
    rules: Rules
    session: Session
    options: Options
    left: int
    depth: int = 0
    statements: list[Statement] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)


def plain(piece: Piece) -> Statement:
    """Tell of a statement what is so of any."""
    return Statement(0, verb(piece), Outcome.OK, piece.line, piece.column, piece.start, piece.end)


def verb(piece: Piece) -> str:
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


def add(reading: Reading, statement: Statement) -> None:
    """Put a statement behind those before it."""
    reading.statements.append(replace(statement, number=len(reading.statements)))
