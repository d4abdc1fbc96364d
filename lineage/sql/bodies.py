"""Statements inside others: procedures, blocks, tasks, loops, quoted SQL."""

import re
from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from .splitting import Piece, piece

_VERBS = frozenset(
    {"INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "WITH", "CREATE", "TRUNCATE", "COPY", "CALL", "EXECUTE", "ALTER", "DROP"}
)
_ROUTINES = frozenset({"PROCEDURE", "PROC", "FUNCTION", "TASK", "TRIGGER", "EVENT", "PIPE"})
_BLOCK_ENDS = frozenset(
    {"END", "COMMIT", "ROLLBACK", "EXIT", "CONTINUE", "LEAVE", "ITERATE", "RAISE", "NULL", "RETURN", "THROW", "RAISERROR"}
)
_OPENERS = {
    "IF": "THEN",
    "ELSIF": "THEN",
    "ELSEIF": "THEN",
    "WHEN": "THEN",
    "WHILE": "LOOP",
    "FOR": "LOOP",
    "EXCEPTION": "THEN",
    "DECLARE": "FOR",
}
_TEXTS = {TokenType.STRING, TokenType.RAW_STRING, TokenType.HEREDOC_STRING, TokenType.NATIONAL_STRING, TokenType.UNICODE_STRING}
_EXECUTE = frozenset({"EXECUTE", "EXEC", "UNLOAD", "DO", "PREPARE"})
_EXECUTED = re.compile(r"\s*(?:IMMEDIATE\b)?\s*(?:\w+\s+(?:FROM|AS)\s+)?\(?\s*N?'((?:[^']|'')*)'", re.IGNORECASE)

_PREPARED = re.compile(r"\s*\w+(?:\s*\([^)]*\))?\s+AS\s+(.*)", re.IGNORECASE | re.DOTALL)


def unwrapped(whole: Piece) -> Piece:
    """Leave out what only wraps a statement: a routine's head, BEGIN, IF … THEN, ELSE, LOOP. The piece itself when nothing does."""
    found = list(whole.tokens)
    while found:
        rest = _without_one_wrapper(found)
        if rest is None or not rest:
            break
        found = rest
    return whole if len(found) == len(whole.tokens) else piece(found)


def conditions(whole: Piece, inner: Piece) -> Iterator[Piece]:
    """Yield the queries in what was left out: `IF EXISTS (SELECT …)`, `FOR r IN (SELECT …) LOOP`."""
    cut = whole.tokens[: len(whole.tokens) - len(inner.tokens)]
    place = 0
    while place < len(cut) - 1:
        opens = cut[place].token_type is TokenType.L_PAREN and cut[place + 1].token_type is TokenType.SELECT
        last = _closing(cut, place) if opens else None
        if last is not None:
            yield piece(list(cut[place + 1 : last]))
        place = last if last is not None else place + 1


def _closing(found: tuple[Token, ...], start: int) -> int | None:
    depth = 0
    for place in range(start, len(found)):
        depth += (found[place].token_type is TokenType.L_PAREN) - (found[place].token_type is TokenType.R_PAREN)
        if depth == 0:
            return place
    return None


def _without_one_wrapper(found: list[Token]) -> list[Token] | None:
    word = found[0].text.upper()
    if word in {"CREATE", "ALTER", "REPLACE"} and any(token.text.upper() in _ROUTINES for token in found[1:5]):
        return _body(found)
    if word == "BEGIN" and len(found) > 1 and found[1].text.upper() not in {"TRAN", "TRANSACTION", "WORK"}:
        return found[2:] if found[1].text.upper() in {"ATOMIC", "TRY", "CATCH"} else found[1:]
    if word in {"ELSE", "LOOP", "DO", "THEN"} and len(found) > 1 and found[1].token_type not in _TEXTS:
        return found[1:]
    if word in _OPENERS and (word != "DECLARE" or "CURSOR" in [token.text.upper() for token in found[1:4]]):
        return _after(found, {_OPENERS[word], "BEGIN", "DO", "THEN"})
    if word == "END" and len(found) > 1:
        return found[1:] if found[1].text.upper() in {"TRY", "CATCH", *_VERBS, "BEGIN", "ELSE"} else None
    return None


def _after(found: list[Token], words: set[str]) -> list[Token] | None:
    place = next((place for place, token in enumerate(found) if token.text.upper() in words), None)
    return None if place is None else found[place + 1 :]


def _body(found: list[Token]) -> list[Token] | None:
    """Find a routine's first statement: after BEGIN, or after AS (or RETURN) when a verb follows."""
    for place, token in enumerate(found[:-1]):
        word, following = token.text.upper(), found[place + 1]
        if word == "BEGIN":
            return found[place:]
        if word in {"AS", "IS", "RETURN"} and following.text.upper() in _VERBS and following.token_type is not TokenType.STRING:
            return found[place + 1 :]
    return None


def is_only_a_mark(found: Piece) -> bool:
    """Say whether a piece only ends or leaves a block or batch: END, END IF, EXIT WHEN, COMMIT, GO."""
    first = found.tokens[0].text.upper()
    return (first in _BLOCK_ENDS and not any(token.text.upper() in _VERBS for token in found.tokens)) or (
        first in {"GO", "/"} and len(found.tokens) == 1
    )


def search_path(found: Piece) -> str | None:
    """Give the first schema of PostgreSQL's SET search_path TO …, when that is the statement."""
    if found.tokens[0].text.upper() != "SET":
        return None
    words = " ".join(token.text for token in found.tokens)
    named = re.match(r"set\s+(?:session\s+|local\s+)?search_path\s*(?:to|=)\s*['\"]?(\w+)", words, re.IGNORECASE)
    return None if named is None else named[1].lower()


def quoted(whole: Piece, node: object) -> Iterator[str]:
    """Yield the SQL that a statement carries as text: a routine's quoted body, EXECUTE IMMEDIATE '…', UNLOAD ('…')."""
    words = [token.text.upper() for token in whole.tokens[:6]]
    if len(whole.tokens) == 1 and whole.tokens[0].token_type in _TEXTS and _looks_like_sql(words[0]):
        # Some tokenizers keep what follows BEGIN as one text.
        yield whole.tokens[0].text
        return
    if words[0] in {"CREATE", "ALTER", "DO"} and (words[0] == "DO" or set(words) & _ROUTINES):
        texts = (_without_dollars(token.text) for token in whole.tokens if token.token_type in _TEXTS)
        yield from (text for text in texts if _looks_like_sql(text))
    elif isinstance(node, exp.Command | exp.Execute) or words[0] in _EXECUTE:
        yield from _executed(whole)


def _without_dollars(text: str) -> str:
    """Leave out the `$tag$` marks, where the tokenizer kept a whole DO as one text."""
    marked = re.search(r"(\$\w*\$)(.*)\1", text, re.DOTALL)
    return text if marked is None else marked[2]


def _executed(whole: Piece) -> Iterator[str]:
    if whole.tokens[0].text.upper() not in _EXECUTE:
        return
    for token in whole.tokens[1:]:
        marked = _without_dollars(token.text)
        if marked != token.text and _looks_like_sql(marked):
            yield marked
            return
        matched = _EXECUTED.match(token.text)
        prepared = _PREPARED.match(token.text)
        if prepared is not None and _looks_like_sql(prepared[1]):
            yield prepared[1]
            return
        if token.token_type in _TEXTS and _looks_like_sql(token.text):
            yield token.text
            return
        if matched is not None and _looks_like_sql(matched[1]):
            yield matched[1].replace("''", "'")
            return


def _looks_like_sql(text: str) -> bool:
    return bool(re.match(rf"\s*(?:{'|'.join(sorted(_VERBS))}|BEGIN|DECLARE)\b", text, re.IGNORECASE))
