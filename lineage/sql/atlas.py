"""Which asset a table's name means: candidates from the catalog, preferred where the job itself reads or writes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from .addresses import address
from .schema import Schema
from .words import Table

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A name of an asset, outermost level first; `is_own`: the asking job reads or writes the asset. `columns` empty: not known.

    A file or folder has one part: its address.
    """

    parts: Parts
    asset: int
    is_own: bool = False
    columns: tuple[str, ...] = ()


class Atlas:
    """The tables a text may mean; never changes. A name that several assets could have means none of them."""

    def __init__(self, places: Iterable[Place]) -> None:
        """Index the places by their last part."""
        self._places: dict[Parts, Place] = {}
        clashing: set[Parts] = set()
        for place in sorted(places, key=lambda place: (not place.is_own, place.parts, place.asset)):
            known = self._places.setdefault(place.parts, place)
            if known.asset != place.asset and known.is_own == place.is_own:
                clashing.add(place.parts)
        self._clashing = frozenset(clashing)
        self._by_last: dict[str, list[Place]] = {}
        for place in self._places.values():
            if place.parts not in clashing:  # one name in two namespaces
                self._by_last.setdefault(place.parts[-1].lower(), []).append(place)

    @cached_property
    def schema(self) -> Schema:
        """The tables whose columns are known, as the resolver wants them."""
        places = [place for places in self._by_last.values() for place in places]
        first: dict[int, Parts] = {}
        for place in sorted(places, key=lambda place: (len(place.parts), place.parts)):
            first.setdefault(place.asset, place.parts)
        return Schema(
            {place.parts: place.columns for place in places if place.columns},
            preferred=frozenset(place.parts for place in places if place.is_own),
            shapeless=frozenset(place.parts for place in places if not place.columns) | self._clashing,
            twins={place.parts: first[place.asset] for place in places if first[place.asset] != place.parts},
        )

    @cached_property
    def version(self) -> bytes:
        """16 bytes that change when a table that may be meant, or its columns, change."""
        told = sorted((place.parts, place.columns, place.is_own, place.asset) for places in self._by_last.values() for place in places)
        return blake2b(repr((told, sorted(self._clashing))).encode(errors="surrogatepass"), digest_size=16).digest()

    def asset_of(self, table: Table) -> int | None:
        """Give the asset that a table, path or stage means; a file in a folder that is an asset means that folder."""
        if table.kind == "table":
            return self.locate(table.parts)
        if table.kind == "stage":
            return self.locate(table.parts[-1].partition("/")[0].split("."))
        found = address(table.parts[-1]) if table.kind == "path" else None
        places = (self.locate((str(near),)) for near in found.around()) if found is not None else ()
        return next((place for place in places if place is not None), None)

    def locate(self, parts: Sequence[str]) -> int | None:
        """Give the asset that a table's name means: the exact name, else by suffix, the job's own before others; None where that isn't one asset."""
        folded = tuple(part.lower() for part in parts)
        fitting = [place for place in self._by_last.get(folded[-1], ()) if _ends_alike(place.parts, folded)]
        for tier in (
            [place for place in fitting if place.parts == tuple(parts)],
            [place for place in fitting if tuple(part.lower() for part in place.parts) == folded],
            [place for place in fitting if place.is_own],
            fitting,
        ):
            assets = {place.asset for place in tier}
            if len(assets) == 1:
                return assets.pop()
        return None


def _ends_alike(known: Parts, folded: Parts) -> bool:
    size = min(len(known), len(folded))
    return tuple(part.lower() for part in known[-size:]) == folded[-size:]


def top_level(paths: Iterable[str]) -> tuple[str, ...]:
    """Leave nested columns (`address.city`, where there is an `address`) out of paths in order."""
    listed = list(paths)
    known = set(listed)
    return tuple(path for path in listed if "." not in path or path.split(".", 1)[0] not in known)


def spelled_as(paths: Mapping[str, str], column: str, inside: Sequence[str] = ()) -> str:
    """Spell a column as its asset does (`paths` by lower case), with the path inside it where the asset knows that."""
    nested = ".".join((column, *inside)).lower()
    return paths.get(nested) or paths.get(column.lower(), column)
