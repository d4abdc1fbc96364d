"""What a search asks and what it answers, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self
from urllib.parse import urlencode

from catalog.models import Asset

CAP = 10_000


@dataclass(frozen=True, slots=True)
class Filters:
    """What was chosen beside the words; empty means any. `domain` is the domain's number, as text; `tag` is `key` or `key: value`."""

    kind: str = ""
    platform: str = ""
    asset_kind: str = ""
    domain: str = ""
    owner: str = ""
    lifecycle: str = ""
    standing: str = ""
    environment: str = ""
    tag: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Self:
        """Pick the known parameters out of an address."""
        return cls(**{field.name: parameters.get(field.name, "").strip()[:200] for field in fields(cls)})

    def chosen(self) -> dict[str, str]:
        """List what is set."""
        return {field.name: getattr(self, field.name) for field in fields(self) if getattr(self, field.name)}

    def address(self, q: str, **changes: str) -> str:
        """Write the query string of the same search with changes; an empty value drops a filter."""
        return "?" + urlencode({"q": q, **replace(self, **changes).chosen()})


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with how many would remain, and the address that chooses (or drops) it."""

    value: str
    label: str
    count: int
    is_chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow the search down."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. `why` says why in words; `snippet` is the piece of its description that matched; `asset` gives its standing."""

    kind: str
    ref: int
    name: str
    context: str
    href: str
    icon: str
    why: str
    snippet: str
    asset: Asset | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """An answer: one page of hits, counts (exact up to 10,000) and facets.

    `meant` is another spelling where little was found; `instead` the one that was searched for because nothing was; `marks`: what to mark.
    """

    q: str
    words: tuple[str, ...]
    filters: Filters
    hits: tuple[Hit, ...]
    total: int
    is_capped: bool
    kinds: tuple[FacetValue, ...]
    facets: tuple[Facet, ...]
    meant: str
    instead: str
    number: int
    previous_href: str
    next_href: str
    marks: tuple[str, ...] = ()
