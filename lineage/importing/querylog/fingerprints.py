"""A statement's fingerprint: the same query with other values, spacing or comments is the same query."""

import re
from hashlib import blake2b

# Strings and quoted names are met before comments and numbers, so that none is looked for inside them.
_PARTS = re.compile(
    r"""(?P<string>'(?:[^'\\]|''|\\.)*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)|(?P<name>"(?:[^"]|"")*"|`[^`]*`|\[[A-Za-z_][^\]\n]*\])"""
    r"""|(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<number>(?<![\w.$])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|(?P<parameter>\$\d+|%s|(?<!:):\w+|\?)""",
    re.DOTALL,
)
_SPACE = re.compile(r"\s+")
_LIST = re.compile(r"\(\s*\?(?:\s*,\s*\?)*\s*\)")
_ROWS = re.compile(r"\(\?\+\)(?:\s*,\s*\(\?\+\))+")


def normalised(statement: str) -> str:
    """Write a statement with `?` for its values, `(?+)` for lists of them, single spaces and no comments; case stays."""
    found = _PARTS.sub(_replacement, statement)
    found = _LIST.sub("(?+)", _SPACE.sub(" ", found).strip().rstrip("; "))
    return _ROWS.sub("(?+)", found)


def fingerprint(statement: str) -> str:
    """Give sixteen hexadecimal digits that statements share when only values, spacing, case of words or comments differ."""
    return blake2b(normalised(statement).lower().encode(), digest_size=8).hexdigest()


def _replacement(match: re.Match[str]) -> str:
    if match["name"] is not None:
        return match["name"]
    return " " if match["comment"] is not None else "?"
