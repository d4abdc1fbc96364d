"""Splitting names into words, the same way when they are put in and when they are looked for."""

import re

HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
WORD = re.compile(r"[^\W_]+")
LONGEST = 100  # characters of a word; PostgreSQL refuses lexemes over 2,046 bytes


def split_words(text: str) -> list[str]:
    """Split at anything but letters and digits and at humps, in lower case: `analytics.fctOrders_v2` gives analytics, fct, orders, v2."""
    return [word.lower()[:LONGEST] for word in WORD.findall(HUMP.sub(" ", text))]


def short_name(name: str) -> str:
    """Give the last part of a technical name: `db.marts.fct_orders` is fct_orders, `drop/rates.csv` is rates.csv."""
    last = name.rstrip("/").rpartition("/")[2] or name
    return last if "/" in name else last.rpartition(".")[2] or last


def indexed_words(name: str) -> str:
    """Give a name's words for the index: the parts, and the parts between separators whole (`fctOrders` is also found as fctorders)."""
    parts = split_words(name)
    wholes = [word.lower()[:LONGEST] for word in WORD.findall(name)]
    return " ".join(dict.fromkeys([*parts, *wholes]))


def tsquery(words: list[str], weight: str = "") -> str:
    """Write words as a tsquery in which each may be a beginning: `'fct':*A & 'ord':*A`. Words hold letters and digits only."""
    return " & ".join(f"'{word}':*{weight}" for word in words)
