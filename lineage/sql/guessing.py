"""Tables by the words before them: what is left when a statement can't be parsed or resolved."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot.tokenizer_core import Token, TokenType

from .dialects import Rules
from .splitting import Piece
from .words import Outcome, Statement, Table

_READS = frozenset({"FROM", "JOIN", "USING"})
# USING is a table's format, an index's method or a conversion elsewhere.
_JOINING = frozenset({"merge", "delete", "with"})
_WRITES = frozenset({"INTO", "OVERWRITE", "UPDATE"})
_TABLE = r"(?P<table>[\w`]+(?: ?\. ?[\w`]+)*)"
_MOVES = [
    re.compile(rf"LOAD DATA (?:LOCAL )?INPATH '(?P<path>[^']+)' (?:OVERWRITE )?INTO TABLE {_TABLE}", re.IGNORECASE),
    re.compile(
        rf"LOAD DATA (?:LOW_PRIORITY |CONCURRENT )?(?:LOCAL )?INFILE '(?P<path>[^']+)' (?:REPLACE |IGNORE )?INTO TABLE {_TABLE}",
        re.IGNORECASE,
    ),
    re.compile(rf"BULK INSERT {_TABLE} FROM '(?P<path>[^']+)'", re.IGNORECASE),
    re.compile(rf"IMPORT (?:EXTERNAL )?TABLE {_TABLE}.*? FROM '(?P<path>[^']+)'", re.IGNORECASE | re.DOTALL),
    re.compile(
        rf"CREATE (?:OR REPLACE )?STREAM (?:IF NOT EXISTS )?{_TABLE} ON (?:(?:EXTERNAL|DYNAMIC|EVENT) )?(?:TABLE|VIEW) "
        rf"{_TABLE.replace('table', 'source')}",
        re.IGNORECASE,
    ),
    re.compile(rf"EXPORT TABLE {_TABLE}.*? TO '(?P<path>[^']+)'", re.IGNORECASE | re.DOTALL),
]
_MADE = frozenset({"TABLE", "VIEW"})
_MAKES = _MADE | {"OR", "TEMP", "TEMPORARY", "MATERIALIZED", "DYNAMIC", "EXTERNAL", "TRANSIENT", "SECURE", "LIVE", "STREAMING"}
_SKIPPED = frozenset({"TABLE", "ONLY", "IF", "NOT", "EXISTS", "LATERAL", "INTO", "FINAL"})
# FETCH NEXT FROM cursor.
_FETCHED = frozenset({"NEXT", "PRIOR", "FIRST", "LAST"})
_BRACKETED = frozenset({"FROM", "JOIN"})
_LONGEST_NAME = 16
_STRINGS = {TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.RAW_STRING}
_NAMES = {TokenType.VAR, TokenType.IDENTIFIER}
# Statements that can't move data; everything else left unparsed is said to be understood in part.
_HARMLESS = frozenset(
    {"set", "show", "grant", "revoke", "analyze", "vacuum", "refresh", "cache", "uncache", "explain", "call", "list", "put", "get", "add"}
    | {"remove", "reset", "comment", "describe", "desc", "use", "begin", "commit", "rollback", "end", "lock", "unlock", "print", "declare"}
    | {"optimize", "msck", "repair", "reload", "kill", "checkpoint", "fetch", "close", "open", "deallocate", "drop", "truncate", "alter"}
    | {"flush", "checksum", "install", "load", "reindex", "export", "import", "return", "exit", "go", "exec", "execute", "listen", "notify"}
    | {"attach", "detach", "pragma", "cluster", "discard", "clear", "abort", "start", "savepoint", "release", "undrop", "purge"}
    | {"create", "security", "signal", "raise", "rename"}
)


def guessed(piece: Piece, statement: Statement, rules: Rules) -> Statement:
    """Give a statement the tables its words name: degraded when there are any, failed when there are none and there is a reason."""
    defined = set(_defined(piece, rules))
    words = _READS if statement.verb in _JOINING else _READS - {"USING"}
    reads = tuple(dict.fromkeys(table for table in _after(piece, words, rules) if table not in defined))
    makes = statement.verb == "create" and piece.tokens[1].text.upper() in _MAKES if len(piece.tokens) > 1 else False
    writes = tuple(dict.fromkeys(_after(piece, _WRITES | _MADE if makes else _WRITES, rules)))
    if not statement.reason:
        if (statement.verb in _HARMLESS and not makes) or not (reads or writes):
            return statement
        statement = replace(statement, reason="The parser keeps this kind of statement as text; its tables are read off its words.")
    outcome = Outcome.DEGRADED if reads or writes else Outcome.FAILED
    return replace(statement, outcome=outcome, reads=reads, writes=writes)


def moved(piece: Piece, statement: Statement, rules: Rules) -> Statement | None:
    """Read what loads files into tables or unloads them (Hive's, MySQL's and T-SQL's own statements); else a partition's exchange."""
    text = " ".join(token.text if token.token_type not in _STRINGS else f"'{token.text}'" for token in piece.tokens)
    matched = next((found for pattern in _MOVES if (found := pattern.match(text)) is not None), None)
    if matched is None:
        return exchanged(piece, statement, rules)
    table = _written(matched["table"], rules)
    path = _written(matched["source"], rules) if "source" in matched.re.groupindex else Table((matched["path"],), "path")
    reads, writes = (table, path) if statement.verb == "export" else (path, table)
    return replace(statement, reads=(reads,), writes=(writes,))


def _written(name: str, rules: Rules) -> Table:
    return Table(tuple(rules.spelling(part.strip(" `").lower()) for part in name.split(".")))


def exchanged(piece: Piece, statement: Statement, rules: Rules) -> Statement | None:
    """Read `ALTER TABLE a EXCHANGE PARTITION … WITH TABLE b` and Redshift's `ALTER TABLE a APPEND FROM b`: rows go from b to a."""
    words = [token.text.upper() for token in piece.tokens]
    before = next((last for verb, last in (("EXCHANGE", "WITH"), ("APPEND", "FROM")) if {verb, last} <= set(words)), None)
    if words[:2] != ["ALTER", "TABLE"] or before is None:
        return None
    target = _name(piece.tokens[2:], rules)
    source = next(_after(piece, frozenset({before}), rules), None)
    return replace(statement, reads=(source,), writes=(Table(target),)) if source is not None and target else None


def unloaded_to(piece: Piece) -> tuple[Table, ...]:
    """Name the path that UNLOAD ('query') TO 'path' writes."""
    found = piece.tokens
    if found[0].text.upper() != "UNLOAD":
        return ()
    # Redshift's tokenizer keeps the whole rest of UNLOAD as one string.
    path = re.search(r"\bTO\s+'([^']+)'", " ".join(token.text for token in found[1:]), re.IGNORECASE)
    return (Table((path[1],), "path"),) if path is not None else ()


def _defined(piece: Piece, rules: Rules) -> Iterator[Table]:
    """Name what `WITH a AS (…), b AS (…)` defines."""
    words = [token.text for token in piece.tokens]
    for place in range(1, len(words) - 2):
        if words[place + 2] == "(" and words[place + 1].upper() == "AS" and words[place - 1].upper() in {"WITH", "RECURSIVE", ","}:
            yield Table((rules.spelling(words[place].lower()),))


def _after(piece: Piece, words: frozenset[str], rules: Rules) -> Iterator[Table]:
    found = piece.tokens
    for place, token in enumerate(found):
        fetched = place and found[place - 1].text.upper() in _FETCHED
        if token.text.upper() in words and not fetched and token.token_type not in (TokenType.STRING, TokenType.IDENTIFIER):
            start = place + 1
            while start < len(found) and (
                found[start].text.upper() in _SKIPPED or (found[start].text == "(" and token.text.upper() in _BRACKETED)
            ):
                start += 1
            parts = _name(found[start : start + _LONGEST_NAME], rules)
            if parts:
                yield Table(parts)


def _name(found: tuple[Token, ...], rules: Rules) -> tuple[str, ...]:
    parts: list[str] = []
    for place in range(0, len(found), 2):
        token = found[place]
        if token.token_type not in _NAMES:
            break
        quoted = token.token_type is TokenType.IDENTIFIER
        parts.append(token.text if quoted else rules.spelling(token.text.lower()))
        if place + 1 >= len(found) or found[place + 1].token_type is not TokenType.DOT:
            following = found[place + 1].token_type if place + 1 < len(found) else None
            return () if following is TokenType.L_PAREN and len(parts) == 1 and not quoted and _calls(found, place) else tuple(parts)
    return ()


def _calls(found: tuple[Token, ...], place: int) -> bool:
    """Tell `FROM f(x)` from `INTO t (a, b)`: a call's bracket touches its name."""
    return found[place].end + 1 == found[place + 1].start
