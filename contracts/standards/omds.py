"""Open Metadata Difference Standard v1.0.0: what changed between two versions of a contract.

Open questions of the draft as we took them: paths in its hybrid notation (`/schema[name=orders]/…`), values always given, and its rules of
impact as it has them. By those a cut of a service level is only minor; our own suggestion, which calls it major, stands beside it under
`customProperties`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from contracts.odcs.comparing import NUMBER, Change, What, next_number

API_VERSION = "v1.0.0"
KIND = "MetadataDifference"
TYPES = {What.ADDED: "ADD", What.REMOVED: "REMOVE", What.CHANGED: "CHANGE"}
BREAKING = ("name", "physicalName", "logicalType", "physicalType", "required", "unique", "criticalDataElement")
GROWING = (*BREAKING, "properties", "quality", "schema")


def difference_document(old: Mapping[str, Any], new: Mapping[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """Give the document for two versions and `contracts.odcs.compare` of them."""
    levels = [_level(change) for change in changes]
    counted = Counter(levels)
    number = str(old.get("version") or "")
    return {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "sourceKind": "DataContract",
        "source1": _source(old),
        "source2": _source(new),
        "scope": "all",
        "impact": {level.lower(): counted.get(level, 0) for level in ("MAJOR", "MINOR", "PATCH")},
        "suggestedVersion": _suggested(number, counted),
        "diffs": [_entry(change, level) for change, level in zip(changes, levels, strict=True)],
        "customProperties": [
            {"property": "suggestedVersionForReaders", "value": next_number(number, tuple(changes)), "vendor": "provender"},
        ],
    }


def _source(value: Mapping[str, Any]) -> dict[str, str]:
    return {"id": str(value.get("id") or value.get("uuid") or ""), "version": str(value.get("version") or "")}


def _entry(change: Change, level: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": TYPES[change.what], "section": change.section, "field": change.field, "path": change.pointer}
    if change.what != What.ADDED:
        entry["value1"] = change.before
    if change.what != What.REMOVED:
        entry["value2"] = change.after
    return {**entry, "message": change.words, "impactLevel": level}


def _level(change: Change) -> str:
    """Weigh by the draft's table."""
    if change.section != "schema":
        return "PATCH" if change.what == What.ADDED or change.field == "contractCreatedTs" else "MINOR"
    if change.what == What.REMOVED:
        return "MAJOR"
    if change.what == What.ADDED:
        return "MINOR" if change.field in GROWING else "PATCH"
    if "quality" in change.path:
        return "MINOR"
    return "MAJOR" if change.field in BREAKING else "PATCH"


def _suggested(number: str, counted: Counter[str]) -> str:
    """Apply the draft's arithmetic: the highest level moves its part."""
    found = NUMBER.fullmatch(number)
    if not found:
        return number
    major, minor, patch = (int(part) for part in found.groups()[1:])
    if counted.get("MAJOR"):
        return f"{major + 1}.0.0"
    if counted.get("MINOR"):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if counted else number
