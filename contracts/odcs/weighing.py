"""How much a difference weighs in a version number, seen by those who read the data.

Major: somebody who relied on the old promise may be let down (something gone, renamed, of another type, later, kept shorter, checked less).
Minor: more is promised, or promised more firmly. Patch: words. This differs from the draft of OMDS, which calls every cut of an SLA minor;
that rule is kept in contracts.standards.omds.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from contracts.odcs.document import Path
from contracts.odcs.identity import sla_property
from contracts.odcs.structure import OPERATORS
from contracts.odcs.units import seconds_of, time_of_day


class Impact(StrEnum):
    """Which part of the version number moves."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"


PROMISES = ("name", "physicalName", "logicalType", "physicalType", "primaryKey", "primaryKeyPosition", "items", "key", "value")
WORDS = (
    *("description", "businessName", "tags", "examples", "synonyms", "authoritativeDefinitions", "customProperties", "context", "label"),
    *("transformLogic", "transformDescription", "transformSourceObjects", "dataGranularityDescription", "deprecated", "id", "severity"),
    *("businessImpact", "dimension", "schedule", "scheduler", "classification", "encryptedName", "criticalDataElement"),
)
FIRM = ("required", "unique")
LOWER_BOUNDS = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties", "mustBeGreaterThan", "mustBeGreaterOrEqualTo")
UPPER_BOUNDS = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties", "mustBeLessThan", "mustBeLessOrEqualTo")
# SLA values of which less is better, and more.
LESS = ("latency", "freshness", "frequency", "errorRate", "timeToDetect", "timeToNotify", "timeToRepair", "timeOfAvailability")
MORE = ("availability", "retention", "throughput", "endOfSupport", "endOfLife")


def weigh(what: str, path: Path, before: Any, after: Any, around: Mapping[str, Any]) -> str:
    """Weigh a difference at a path; `around` is the mapping it belongs to (of the new document, or of the old when removed)."""
    if path[0] == "slaProperties":
        return _sla(what, path, before, after, around)
    if path[0] != "schema":
        return Impact.MAJOR if path[0] == "status" and after in ("retired", "deprecated") else Impact.PATCH
    if any(part in WORDS for part in path):
        return Impact.PATCH
    if "enum" in path:
        return {"added": Impact.MAJOR, "removed": Impact.MINOR}.get(what, Impact.PATCH)
    if "quality" in path or "logicalTypeOptions" in path:
        return _bound(what, path, before, after)
    return _schema(what, path, after)


def _schema(what: str, path: Path, after: Any) -> str:
    field = path[-1]
    if isinstance(field, int) or field in ("properties", "schema"):
        return Impact.MINOR if what == "added" else Impact.MAJOR
    if field in FIRM:
        return Impact.MINOR if after is True else Impact.MAJOR
    if field in PROMISES:
        return Impact.MINOR if what == "added" else Impact.MAJOR
    return Impact.PATCH


def _bound(what: str, path: Path, before: Any, after: Any) -> str:
    """Weigh a rule or bound: gone or looser lets something through that was kept out."""
    if what != "changed":
        return Impact.MINOR if what == "added" else Impact.MAJOR
    field = str(path[-1])
    if isinstance(before, int | float) and isinstance(after, int | float):
        if field in LOWER_BOUNDS:
            return Impact.MINOR if after > before else Impact.MAJOR
        if field in UPPER_BOUNDS:
            return Impact.MINOR if after < before else Impact.MAJOR
    is_promise = field in OPERATORS or field in ("metric", "query", "implementation", "pattern", "format", "unit", "arguments")
    return Impact.MAJOR if is_promise or "arguments" in path or isinstance(path[-1], int) else Impact.PATCH


def _sla(what: str, path: Path, before: Any, after: Any, around: Mapping[str, Any]) -> str:
    if any(part in ("description", "customProperties", "authoritativeDefinitions", "id") for part in path):
        return Impact.PATCH
    if what == "added" and isinstance(path[-1], int):
        return Impact.MINOR
    if what == "changed" and path[-1] == "value":
        return _sla_value(sla_property(around.get("property")), before, after, str(around.get("unit") or ""))
    return Impact.MAJOR


def _sla_value(name: str, before: Any, after: Any, unit: str) -> str:
    """Weigh a change of an SLA's value; one whose direction can't be told is major."""
    old, new = (_amount(value, unit) for value in (before, after))
    if old is None or new is None or _zone(before) != _zone(after):
        return Impact.MAJOR
    is_better = new < old if name in LESS else new > old
    return Impact.MINOR if is_better and name in (*LESS, *MORE) else Impact.MAJOR


def _amount(value: Any, unit: str) -> Any:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    seconds = seconds_of(value, unit)
    return seconds if seconds is not None else _minutes(value)


def _zone(value: Any) -> str:
    at = time_of_day(value)
    return at[1] if at else ""


def _minutes(value: Any) -> float | None:
    """Give minutes after midnight; zones are left out, as changing one is a change of its own."""
    at = time_of_day(value)
    return int(at[0][:2]) * 60 + int(at[0][3:]) if at else None
