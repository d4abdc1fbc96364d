"""What is promised about one asset, as plain values: columns, service levels, quality rules, status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contracts.compatibility.amounts import Amount
from contracts.compatibility.lattice import DataType
from contracts.compatibility.ranges import Range
from contracts.compatibility.types import logical_type, parse_type


class Better(StrEnum):
    """Which way an amount is the stronger promise."""

    LESS = "less"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Field:
    """A column (ODCS: property; nested ones have dotted paths). None and empty mean: nothing is said about it.

    `ranges` are the numbers it allows by name (`value`, `length`, `items`), `texts` what compares only as equal or not (pattern, format …).
    """

    path: str
    physical_type: str = ""
    logical_type: str = ""
    physical_name: str = ""
    key: str = ""
    required: bool | None = None
    unique: bool | None = None
    primary_key: bool | None = None
    values: frozenset[str] | None = None
    ranges: Mapping[str, Range] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    classification: str = ""
    is_deprecated: bool = False

    @property
    def name(self) -> str:
        """The name the database knows it by."""
        return self.physical_name or self.path

    @property
    def told_type(self) -> str:
        """The type as it was written."""
        return self.physical_type or self.logical_type

    @property
    def type(self) -> DataType | None:
        """The type in the lattice: the physical one when we can read it, else what the logical one allows."""
        return parse_type(self.physical_type) if self.physical_type else logical_type(self.logical_type)


@dataclass(frozen=True, slots=True)
class Term:
    """A service level or a quality rule. Kept apart by (what, element, driver); `words` is how people read it.

    `amount` with `better` compares service levels, `schedule` cron expressions, `range` quality thresholds, `values` allowed values; a term
    with none of them compares as text only.
    """

    section: str
    what: str
    element: str = ""
    driver: str = ""
    words: str = ""
    text: str = ""
    amount: Amount | None = None
    better: Better | None = None
    schedule: str = ""
    range: Range | None = None
    values: frozenset[str] | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it apart from other terms."""
        return self.section, self.what, self.element, self.driver

    @property
    def column(self) -> str:
        """The column its element names, if it names one: `orders.created_at` → `created_at`."""
        return self.element.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Offer:
    """All that is promised about one asset. `is_contract`: silence means "not promised"; a mere schema is silent on the rest.

    `is_gone`: the document no longer has the object. Status is ODCS's: proposed, draft, active, deprecated, retired, or empty.
    """

    fields: tuple[Field, ...] = ()
    terms: tuple[Term, ...] = ()
    status: str = ""
    is_contract: bool = True
    is_gone: bool = False
