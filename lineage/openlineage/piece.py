"""A piece of an event: a JSON object that knows where it stands and is read leniently, with notes."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from .core import UnreadableEvent, read_identity
from .notes import Notes
from .words import DatasetRef, Facets


class Piece:
    """A JSON object, where it stands, and the notes that reading it adds to. Nothing here raises.

    `parent`, `key` and (in an array) `index` tell where: a path is only spelled out when there is something to note.
    """

    __slots__ = ("body", "index", "key", "notes", "parent")

    def __init__(self, body: Mapping[str, Any], notes: Notes, parent: "Piece | None" = None, key: str = "", index: int = -1) -> None:
        self.body = body
        self.notes = notes
        self.parent = parent
        self.key = key
        self.index = index

    @property
    def path(self) -> str:
        """The path from the event, as in `outputs[2].facets.schema`; empty for the event itself."""
        if self.parent is None:
            return ""
        path = self.parent.at(self.key)
        return path if self.index < 0 else f"{path}[{self.index}]"

    def at(self, key: str) -> str:
        """Return the path of one of this object's fields, or its own for an empty key."""
        path = self.path
        return f"{path}.{key}" if path and key else path or key

    def note(self, code: str, key: str, message: str) -> None:
        """Note an oddity of one of this object's fields (or of itself, with an empty key)."""
        self.notes.add(code, "" if self.notes.full(code) else self.at(key), message)

    def text(self, key: str) -> str:
        """Return a text; a number is written out, null and absent are empty, anything else is noted and empty."""
        value = self.body.get(key)
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, (int, float)):
            return str(value).lower() if isinstance(value, bool) else str(value)
        self._wrong(key, "a text")
        return ""

    def flag(self, key: str) -> bool | None:
        """Return true or false; None (noted unless absent or null) for anything else."""
        value = self.body.get(key)
        if value is None or isinstance(value, bool):
            return value
        self._wrong(key, "true or false")
        return None

    def number(self, key: str) -> float | None:
        """Return a finite number, also from a text that spells one; None (noted unless absent or null) otherwise."""
        value = self.body.get(key)
        if value is None:
            return None
        if isinstance(value, (int, float, str)) and not isinstance(value, bool):
            try:
                number = float(value)
            except (ValueError, OverflowError):
                number = math.nan
            if math.isfinite(number):
                return number
        self._wrong(key, "a finite number")
        return None

    def piece(self, key: str) -> "Piece | None":
        """Return the object under a key; None (noted unless absent or null) for anything else."""
        value = self.body.get(key)
        if isinstance(value, dict):
            return Piece(value, self.notes, self, key)
        if value is not None:
            self._wrong(key, "an object")
        return None

    def pieces(self, key: str) -> Iterator["Piece"]:
        """Yield the objects of an array; what isn't an object is noted and left out."""
        value = self.body.get(key)
        if not isinstance(value, list):
            if value is not None:
                self._wrong(key, "an array")
            return
        for number, entry in enumerate(value):
            if isinstance(entry, dict):
                yield Piece(entry, self.notes, self, key, number)
            else:
                self._wrong(f"{key}[{number}]", "an object")

    def members(self) -> Iterator[tuple[str, "Piece"]]:
        """Yield the named objects this object holds; what isn't an object is noted and left out."""
        for name in self.body:
            if (member := self.piece(name)) is not None:
                yield name, member

    def facets(self, key: str) -> tuple[Facets, frozenset[str]]:
        """Return the facets under a key that are objects, and the names of those that `_deleted` retracts."""
        facets = self.piece(key)
        if facets is None:
            return {}, frozenset()
        kept = {name: facet.body for name, facet in facets.members()}
        for name, facet in facets.body.items():
            if facet is None:
                facets.note("facet_null", name, "The facet is null; it says nothing and was left out.")
            elif isinstance(facet, dict) and "_producer" not in facet:
                facets.note("facet_without_producer", name, "The facet doesn't say who produced it (_producer).")
        deleted = frozenset(name for name, body in kept.items() if body.get("_deleted") is True)
        return {name: body for name, body in kept.items() if name not in deleted}, deleted

    def facet(self, key: str, facets: Facets, name: str) -> "Piece | None":
        """Return one of those facets as a piece, or None when the event hasn't it."""
        body = facets.get(name)
        return None if body is None else Piece(body, self.notes, self, f"{key}.{name}")

    def ref(self) -> DatasetRef | None:
        """Return the dataset this object names by namespace and name; None (noted) when it doesn't."""
        try:
            return DatasetRef(*read_identity(self.body, ""))
        except UnreadableEvent as error:
            self.note("dataset_unnamed", error.path.lstrip("."), f"{error.message}; the entry was left out.")
            return None

    def _wrong(self, key: str, wanted: str) -> None:
        self.note("field_unreadable", key, f"This should be {wanted}; it was left out.")
