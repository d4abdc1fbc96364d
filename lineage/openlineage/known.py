"""What was read before: most runs of a job repeat its facets and those of its datasets to the byte, and to compare costs a tenth of reading anew."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Generic, TypeVar

from .parsing import canonical_json
from .piece import Piece

Read = TypeVar("Read")
# In characters of JSON; what is read of them, and the documents it holds, take up to eight times as much.
MOST = 12_000_000
DIGEST_BYTES = 16


class Known(Generic[Read]):
    """What a pure reader said of a piece, by the piece's content; only where there was nothing to note, since notes tell a place."""

    def __init__(self, most: int = MOST) -> None:
        """Start with nothing known; `most` bounds the JSON whose readings are kept."""
        self._known: dict[tuple[object, bytes], Read] = {}
        self._held = 0
        self._most = most

    def read(self, piece: Piece, content: Any, beside: object, reader: Callable[[], Read]) -> Read:
        """Give what `reader` says of the piece, which goes by `content`, a part of it, and `beside` alone. The same gives the same object."""
        text = canonical_json(content)
        key = (beside, blake2b(text, digest_size=DIGEST_BYTES).digest())
        found = self._known.get(key)
        if found is None:
            before = piece.notes.count
            found = reader()
            if piece.notes.count == before:
                self._keep(key, found, len(text))
        return found

    def _keep(self, key: tuple[object, bytes], found: Read, length: int) -> None:
        if self._held + length > self._most:
            self._known.clear()
            self._held = 0
        self._known[key] = found
        self._held += length
