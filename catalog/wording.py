"""Words inside names: splitting `fctOrders_v2`, singular and plural, and which names a term's words fit."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
WORD = re.compile(r"[^\W_]+")
FILE_ENDING = re.compile(r"\.(csv|tsv|json|jsonl|parquet|avro|orc|txt|gz|xml|xlsx?|ya?ml|sql)$", re.IGNORECASE)
LONGEST = 100  # characters of a word; PostgreSQL refuses lexemes over 2,046 bytes
SHORTEST_PLURAL = 4  # letters; `as`, `is`, `gas` are no plurals
ENVIRONMENTS = {
    **dict.fromkeys(("prod", "production", "prd"), "production"),
    **dict.fromkeys(("stage", "staging", "stg", "preprod"), "staging"),
    **dict.fromkeys(("test", "testing", "qa", "uat"), "test"),
    **dict.fromkeys(("dev", "development", "sandbox"), "development"),
}
# What names of keys add to the thing they point at.
AFFIXES = frozenset({"id", "ids", "key", "no", "nr", "number", "code", "fk", "pk", "sk", "uuid", "guid", "name"})
# Endings that are `s` without being plural.
SINGULAR_IN_S = ("ss", "us", "is")
# Words whose plural adds `es`.
HISSING = ("ses", "xes", "zes", "ches", "shes")


def split_words(text: str, most: int | None = None) -> list[str]:
    """Split at anything but letters and digits and at humps, in lower case: `analytics.fctOrders_v2` gives analytics, fct, orders, v2."""
    return [word.lower()[:LONGEST] for word in WORD.findall(HUMP.sub(" ", text))][:most]


def short_name(name: str) -> str:
    """Give what follows the last separator of a technical name: `shop.public.orders` gives orders, `landing/fx/rates.csv` rates.csv."""
    if FILE_ENDING.search(name) or "/" in name.rstrip("/"):
        return re.split(r"[/:]" if "/" not in name else r"/", name.rstrip("/"))[-1]
    return re.split(r"[.:]", name.rstrip(".:"))[-1]


def environment_of(name: str) -> str:
    """Guess from the words of a namespace's name where it runs: `postgres://db.prod.example` is production; most say nothing."""
    return next((ENVIRONMENTS[word] for word in split_words(name) if word in ENVIRONMENTS), "")


def singular(word: str) -> str:
    """Give the singular of an English plural by its ending; other words stay as they are."""
    if len(word) < SHORTEST_PLURAL or not word.endswith("s") or word.endswith(SINGULAR_IN_S):
        return word
    if word.endswith("ies") and len(word) > SHORTEST_PLURAL:
        return f"{word[:-3]}y"
    if word.endswith(HISSING) and len(word) > SHORTEST_PLURAL:
        return word[:-2]
    return word[:-1]


def variants(word: str) -> tuple[str, ...]:
    """Give the word as typed, its singular, and the plural that doesn't begin with it (`category`: `categories`)."""
    one = singular(word)
    many = f"{one[:-1]}ies" if len(one) >= SHORTEST_PLURAL and one.endswith("y") and one[-2] not in "aeiou" else one
    return tuple(dict.fromkeys((word, one, many)))


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that mean something: `key` is whose, `phrases` its name and synonyms."""

    key: int
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """A name that a wording fits; `phrase` is the one that did."""

    key: int
    phrase: str


def column_fit(name: str, wordings: Iterable[Wording]) -> Fit | None:
    """Find whose words a column's last part is, less what keys add: `customer_id` fits Customer, `customer_city` doesn't."""
    words = _ones(name.rpartition(".")[2])
    bare = [word for word in words if word not in AFFIXES]
    return _first(wordings, lambda phrase: bool(phrase) and phrase in (words, bare))


def asset_fit(name: str, wordings: Iterable[Wording]) -> Fit | None:
    """Find whose words an asset's short name ends with: `stg_customers` fits Customer, `customer_segments` doesn't."""
    words = _ones(FILE_ENDING.sub("", short_name(name)))
    return _first(wordings, lambda phrase: bool(phrase) and words[-len(phrase) :] == phrase)


def _first(wordings: Iterable[Wording], fits: Callable[[list[str]], bool]) -> Fit | None:
    # The longest phrase wins: Net revenue says more than Revenue.
    found = [(len(split_words(phrase)), wording.key, phrase) for wording in wordings for phrase in wording.phrases if fits(_ones(phrase))]
    if not found:
        return None
    _, key, phrase = min(found, key=lambda row: (-row[0], row[1]))
    return Fit(key, phrase)


def _ones(text: str) -> list[str]:
    return [singular(word) for word in split_words(text)]


def grams(words: Sequence[str], longest: int = 3) -> list[tuple[int, int, str]]:
    """List runs of up to `longest` neighbouring words as (start, length, joined), the longest first."""
    return [
        (start, length, " ".join(words[start : start + length]))
        for length in range(min(longest, len(words)), 0, -1)
        for start in range(len(words) - length + 1)
    ]
