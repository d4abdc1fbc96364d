"""A change between two offers: what, which way, in plain words."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.compatibility.directions import Direction
from contracts.compatibility.promises import Field, Term


class Code(StrEnum):
    """What changed."""

    ASSET_REMOVED = "asset_removed"
    COLUMN_REMOVED = "column_removed"
    COLUMN_RENAMED = "column_renamed"
    COLUMN_RELABELLED = "column_relabelled"
    COLUMN_ADDED = "column_added"
    TYPE_WIDENED = "type_widened"
    TYPE_NARROWED = "type_narrowed"
    TYPE_CHANGED = "type_changed"
    TYPE_UNCLEAR = "type_unclear"
    NULLABLE = "became_nullable"
    REQUIRED = "became_required"
    NOT_UNIQUE = "no_longer_unique"
    UNIQUE = "became_unique"
    KEY_LEFT = "left_primary_key"
    KEY_JOINED = "joined_primary_key"
    VALUES = "allowed_values_changed"
    BOUNDS = "bounds_changed"
    PATTERN = "pattern_changed"
    CLASSIFICATION = "classification_changed"
    DEPRECATED = "column_deprecated"
    SERVICE = "service_level_changed"
    SERVICE_REMOVED = "service_level_removed"
    SERVICE_ADDED = "service_level_added"
    QUALITY = "quality_rule_changed"
    QUALITY_REMOVED = "quality_rule_removed"
    QUALITY_ADDED = "quality_rule_added"
    STATUS = "status_changed"


COLUMN_CODES = frozenset(code for code in Code if code.value.startswith(("column_", "type_"))) | {
    Code.NULLABLE, Code.REQUIRED, Code.NOT_UNIQUE, Code.UNIQUE, Code.KEY_LEFT, Code.KEY_JOINED, Code.VALUES, Code.BOUNDS, Code.PATTERN,
    Code.CLASSIFICATION,
}  # fmt: skip
WIDENING = frozenset({Code.TYPE_WIDENED})


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `column` is the database's name before it; `words` say before and after; the values compared stand beside."""

    code: Code
    direction: Direction
    words: str
    column: str = ""
    what: str = ""
    before: str = ""
    after: str = ""
    old_field: Field | None = None
    new_field: Field | None = None
    old_term: Term | None = None
    new_term: Term | None = None

    @property
    def is_of_column(self) -> bool:
        """Whether it concerns a column rather than a service level, a rule or the asset."""
        return self.code in COLUMN_CODES
