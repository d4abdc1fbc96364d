"""Who relies on an offer, and on what of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from contracts.compatibility.promises import Term
from contracts.compatibility.reading import quality_terms, service_terms


class Evidence(StrEnum):
    """How we know that somebody relies on it, strongest first."""

    DECLARED = "declared"
    PARSED = "parsed"
    REPORTED = "reported"
    NONE = "none"


class Coverage(StrEnum):
    """Whether the columns in use are all known."""

    LISTED = "listed"
    WHOLE = "whole"
    UNKNOWN = "unknown"


class How(StrEnum):
    """What a consumer does with a column; storing and casting bind its type."""

    READS = "reads"
    FILTERS = "filters"
    STORES = "stores"
    CASTS = "casts"
    COMPUTES = "computes"


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a column (by the database's name). `as_type`: what it is stored or cast as, or computed into; `into`: where."""

    column: str
    how: How = How.READS
    as_type: str = ""
    into: str = ""


@dataclass(frozen=True, slots=True)
class Consumer:
    """Somebody who relies on an offer. `needs` are the terms that they stated themselves; `has_star`: reads `SELECT *`."""

    name: str
    evidence: Evidence
    coverage: Coverage
    uses: tuple[Use, ...] = ()
    needs: tuple[Term, ...] = ()
    has_star: bool = False

    def uses_of(self, column: str) -> tuple[Use, ...]:
        """Give the uses that a change of this column touches: its own, its parts', and those of what it is a part of."""
        if self.coverage is Coverage.WHOLE:
            return tuple(use for use in self.uses if _touches(use.column, column)) or (Use(column),)
        return tuple(use for use in self.uses if _touches(use.column, column))


def _touches(used: str, changed: str) -> bool:
    mine, theirs = used.casefold(), changed.casefold()
    return mine == theirs or mine.startswith(f"{theirs}.") or theirs.startswith(f"{mine}.")


def read_needs(needs: Mapping[str, Any]) -> tuple[Term, ...]:
    """Read what an agreement asks for.

    `slaProperties` and `quality` are lists as in ODCS; besides, any service level may stand by its own name (`deadline` and
    `cadence` are understood): `{"deadline": "08:00", "latency": {"value": 4, "unit": "h"}}`.
    """
    found: list[Term] = []
    for name, value in needs.items():
        if name == "slaProperties":
            found += [term for entry in _entries(value) for term in service_terms(entry)]
        elif name == "quality":
            found += quality_terms({"quality": value}, "")
        elif isinstance(value, Mapping):
            found += service_terms({"property": name, **value})
        elif value not in (None, ""):
            found += service_terms({"property": name, "value": value})
    return tuple(found)


def _entries(value: Any) -> Iterable[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
