"""What the glossary says is said otherwise: `client` finds what is called customer, where a term says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Person, Term
from catalog.wording import grams, singular, split_words

MOST_TERMS = 20
MOST_OTHERS = 6


@dataclass(frozen=True, slots=True)
class Synonym:
    """A run of a query's words (`start`, `length`) that a term says otherwise; `others` are lists of words, `said` how people write them."""

    start: int
    length: int
    others: tuple[tuple[str, ...], ...]
    said: tuple[str, ...]


def synonyms(words: Sequence[str], person: Person) -> list[Synonym]:
    """Find other words for runs of the query, from terms this person may see; one query. Runs don't overlap, longer ones go first."""
    runs = grams(words)
    if not runs:
        return []
    spoken = sorted({form for _, _, run in runs for form in (run, _one(run))})
    terms = Term.objects.visible_to(person).exclude(state=Term.State.DEPRECATED).filter(words__overlap=spoken)
    known = [list(said) for said in terms.values_list("words", flat=True)[:MOST_TERMS]]
    found: list[Synonym] = []
    taken: set[int] = set()
    for start, length, run in runs:
        others = _others({run, _one(run)}, known)
        if others and not taken & set(range(start, start + length)):
            taken |= set(range(start, start + length))
            found.append(Synonym(start, length, tuple(tuple(split_words(other)) for other in others), tuple(others)))
    return sorted(found, key=lambda synonym: synonym.start)


def _others(run: set[str], known: list[list[str]]) -> list[str]:
    said = [other for words in known if run & set(words) for other in words]
    return [other for other in dict.fromkeys(said) if other not in run and split_words(other)][:MOST_OTHERS]


def _one(run: str) -> str:
    *first, last = run.split()
    return " ".join([*first, singular(last)])
