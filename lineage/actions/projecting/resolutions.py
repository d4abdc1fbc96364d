"""Resolve SQL, remembering the last answers: a text is resolved again only when a table it may name has changed."""

from collections import OrderedDict
from dataclasses import replace
from hashlib import blake2b

from lineage.sql import Atlas, Flows, Options, Outcome, UnknownDialect, flows, resolve, salvage, together

# Edges, about; one takes some 300 bytes.
MOST_REMEMBERED = 50_000
# Some 0.4 seconds a statement, and a second a script: nobody waits for this SQL, but other events do.
LIMITS = Options(max_characters=1_000_000, max_tokens=200_000, max_steps=400_000)
# What an odd tree may do to the resolver in spite of all; such a text is noted, its event is recorded all the same.
ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

Key = tuple[bytes, str, bytes]


class Resolutions:
    """Answers by text, dialect and version of the tables that may be meant; the least recently used go first."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        """Start with none."""
        self._found: OrderedDict[Key, Flows] = OrderedDict()
        self._weight, self._most = 0, most

    def of(self, text: str, dialect: str, atlas: Atlas) -> Flows:
        """Give what a text moves."""
        key = (blake2b(text.encode(), digest_size=16).digest(), dialect, atlas.version)
        found = self._found.get(key)
        if found is not None:
            self._found.move_to_end(key)
            return found
        found = self._found[key] = _resolved(text, dialect, atlas)
        self._weight += found.weight
        while self._weight > self._most and len(self._found) > 1:
            self._weight -= self._found.popitem(last=False)[1].weight
        return found

    def __len__(self) -> int:
        """Count the answers remembered."""
        return len(self._found)


def _resolved(text: str, dialect: str, atlas: Atlas) -> Flows:
    try:
        texts = salvage(text) if "{{" in text or "{%" in text else (text,)
        return together([flows(resolve(one, dialect=dialect, schema=atlas.schema, options=LIMITS)) for one in texts])
    except UnknownDialect as error:
        found = _resolved(text, "", atlas)
        return replace(found, notes=(f"{error} It was read as standard SQL.", *found.notes))
    except ODD as error:
        return Flows(frozenset(), (), (), (), Outcome.FAILED, (f"{type(error).__name__}: {error}"[:300],))
