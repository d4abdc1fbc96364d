"""Splitting a query into words, the way catalog.actions.index_assets splits names."""

import re

HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
WORD = re.compile(r"[^\W_]+")
LONGEST = 100  # characters of a word; PostgreSQL refuses lexemes over 2,046 bytes
MOST = 12  # words of a query that are looked for


def split_words(text: str) -> list[str]:
    """Split at anything but letters and digits and at humps, in lower case: `analytics.fctOrders_v2` gives analytics, fct, orders, v2."""
    return [word.lower()[:LONGEST] for word in WORD.findall(HUMP.sub(" ", text))][:MOST]


def tsquery(words: list[str], weight: str = "") -> str:
    """Write words as a tsquery in which each may be a beginning: `'fct':*A & 'ord':*A`. Words hold letters and digits only."""
    return " & ".join(f"'{word}':*{weight}" for word in words)
