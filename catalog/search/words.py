"""Turning a query's words into what PostgreSQL looks for, split the way catalog.actions.index_assets splits names."""

from collections.abc import Sequence

from catalog.wording import split_words as split
from catalog.wording import variants

MOST = 12  # words of a query that are looked for
SQUEEZED = 4  # words that somebody may have meant as one


def split_words(text: str) -> list[str]:
    """Split a query into at most twelve words."""
    return split(text, MOST)


def tsquery(words: Sequence[str], weight: str = "") -> str:
    """Write words as a tsquery in which each may be a beginning, in singular or plural: `'fct':*A & ('orders':*A | 'order':*A)`.

    Several words may also be one name written together. Words hold letters and digits only.
    """
    together = " & ".join(_either(word, weight) for word in words)
    if 1 < len(words) <= SQUEEZED:
        return f"({together}) | {_begins(''.join(words), weight)}"
    return together


def with_synonyms(words: Sequence[str], synonyms: Sequence[tuple[int, int, Sequence[Sequence[str]]]], weight: str = "") -> str:
    """Write words as a tsquery in which some runs of them may be said otherwise.

    `synonyms` are (start, length, alternatives as lists of words) that don't overlap.
    """
    starts = {start: (length, others) for start, length, others in synonyms}
    parts, at = [], 0
    while at < len(words):
        length, others = starts.get(at, (1, ()))
        said = [words[at : at + length], *others]
        parts.append("(" + " | ".join("(" + " & ".join(_either(word, weight) for word in run) + ")" for run in said) + ")")
        at += length
    return " & ".join(parts)


def _either(word: str, weight: str) -> str:
    every = variants(word)
    # `order` begins `orders`: looking for both would only read the longer one twice.
    forms = [_begins(form, weight) for form in every if not any(form != other and form.startswith(other) for other in every)]
    return f"({' | '.join(forms)})" if len(forms) > 1 else forms[0]


def _begins(word: str, weight: str) -> str:
    return f"'{word}':*{weight}"
