"""Facets read before: most runs of a job repeat theirs to the byte, and to compare costs a tenth of reading anew."""

from collections.abc import Callable
from typing import Generic, TypeVar

from .parsing import canonical_json
from .piece import Piece

Read = TypeVar("Read")
MOST = 20_000  # a facet of twenty columns takes about 5 kB


class Known(Generic[Read]):
    """What a pure reader said of a facet, by the facet's content; only where there was nothing to note, since notes tell a place."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._known: dict[tuple[object, bytes], Read] = {}

    def read(self, facet: Piece, beside: object, reader: Callable[[Piece], Read]) -> Read:
        """Give what `reader` says of the facet; `beside` is whatever else the reader goes by. The same content gives the same object."""
        key = (beside, canonical_json(facet.body))
        found = self._known.get(key)
        if found is None:
            before = facet.notes.count
            found = reader(facet)
            if facet.notes.count == before:
                if len(self._known) >= MOST:
                    self._known.clear()
                self._known[key] = found
        return found
