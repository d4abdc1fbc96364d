"""One promise, and the words shared by all kinds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What is promised."""

    SCHEMA = "schema"
    CADENCE = "cadence"
    SERVICE = "service"
    QUALITY = "quality"
    BALANCE = "balance"


class Severity(StrEnum):
    """How much it matters when it breaks."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SEVERITIES = {
    **dict.fromkeys(("warning", "warn", "medium", "minor"), Severity.WARNING),
    **dict.fromkeys(("info", "information", "low", "notice"), Severity.INFO),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One promise about one object of a contract's schema (`object_name`: ODCS `schema[].name`).

    `column_path` is the column's physical dotted path, as a catalog knows it; empty for the whole object. `why_not` says why nobody can
    evaluate it, empty where Provender does.
    """

    key: str
    object_name: str
    kind: Kind
    property: str
    words: str
    column_path: str = ""
    terms: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    why_not: str = ""


def severity_of(told: Any) -> Severity:
    """Read the standard's free words for severity; unknown ones weigh most."""
    return SEVERITIES.get(str(told or "").strip().lower(), Severity.ERROR)


def apart(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Keep clauses of the same key apart by counting them through: `…#2`."""
    seen: dict[str, int] = {}
    found = []
    for clause in clauses:
        seen[clause.key] = times = seen.get(clause.key, 0) + 1
        found.append(clause if times == 1 else replace(clause, key=f"{clause.key}#{times}"))
    return tuple(found)


def without_empty(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what isn't said."""
    return {name: value for name, value in terms.items() if value is not None and value not in ("", [], {})}
