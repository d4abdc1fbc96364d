"""Bringing an older document to 3.2.0: what has a new name gets it, what has none is kept under `customProperties`."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from contracts.odcs.document import VERSION_2, mappings
from contracts.odcs.schema import fields_of
from contracts.odcs.structure import OPERATORS, TABLES
from contracts.odcs.upgrading_2 import from_2

LATEST = "v3.2.0"
METRICS = {
    "nullCheck": "nullValues",
    "nullValues": "nullValues",
    "missingValues": "missingValues",
    "validValues": "invalidValues",
    "invalidValues": "invalidValues",
    "duplicateCount": "duplicateValues",
    "duplicateValues": "duplicateValues",
    "rowCount": "rowCount",
}
EXCLUSIVE = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The document in the words of 3.2.0, and in plain words what was changed to get there."""

    value: dict[str, Any]
    notes: tuple[str, ...]


def upgrade(value: Mapping[str, Any]) -> Upgraded:
    """Bring a readable document to 3.2.0; one of that version comes back as it is. The value given is left alone."""
    told = str(value.get("apiVersion", ""))
    if told == LATEST:
        return Upgraded(deepcopy(dict(value)), ())
    notes: list[str] = [f"apiVersion {told or '(none)'} became {LATEST}"]
    if told.startswith(VERSION_2):
        found = from_2(deepcopy(dict(value)), notes)
    else:
        found = deepcopy(dict(value))
        _team(found, notes)
        _default_element(found, notes)
        for element in mappings(found.get("schema")):
            _element(element, notes)
    found["apiVersion"] = LATEST
    _keep_unknown(found, "Contract", notes)
    return Upgraded(found, tuple(dict.fromkeys(notes)))


def _team(found: dict[str, Any], notes: list[str]) -> None:
    if isinstance(found.get("team"), list):
        found["team"] = {"members": found["team"]}
        notes.append("the list of team members became team.members")


def _default_element(found: dict[str, Any], notes: list[str]) -> None:
    default = found.pop("slaDefaultElement", None)
    if not default:
        return
    for sla in mappings(found.get("slaProperties")):
        sla.setdefault("element", default)
    notes.append("slaDefaultElement was written out at each SLA")


def _element(element: dict[str, Any], notes: list[str]) -> None:
    """Upgrade an object or a property, and what it holds."""
    for rule in mappings(element.get("quality")):
        _rule(rule, notes)
    options = element.get("logicalTypeOptions")
    if isinstance(options, dict):
        _bounds(options, notes)
    held = element.get("map")
    inner = [element.get("items"), *(held.values() if isinstance(held, dict) else ())]
    for item in [*mappings(element.get("properties")), *(part for part in inner if isinstance(part, dict))]:
        _element(item, notes)


def _rule(rule: dict[str, Any], notes: list[str]) -> None:
    if "metric" in rule or "rule" not in rule or rule.get("type", "library") != "library":
        return
    told = rule.pop("rule")
    metric = METRICS.get(told) if isinstance(told, str) else None
    if metric is None:
        compared = {name: rule.pop(name) for name in tuple(rule) if name in OPERATORS}
        rule.update(type="custom", engine="unknown", implementation={"rule": told, **compared})
        notes.append(f"the quality rule {told!r} is no metric of the standard; it became a custom rule")
        return
    rule["metric"] = metric
    if "validValues" in rule:
        rule.setdefault("arguments", {})["validValues"] = rule.pop("validValues")
    notes.append("rule became metric in quality rules")


def _bounds(options: dict[str, Any], notes: list[str]) -> None:
    """3.0 said `minimum: 0, exclusiveMinimum: true`; since 3.1 the exclusive bound is the number itself."""
    for exclusive, inclusive in EXCLUSIVE:
        if not isinstance(options.get(exclusive), bool):
            continue
        if options.pop(exclusive) and inclusive in options:
            options[exclusive] = options.pop(inclusive)
        notes.append(f"{exclusive} as true or false became a bound")


def _keep_unknown(value: dict[str, Any], table: str, notes: list[str]) -> None:
    """Move fields that 3.2.0 doesn't know into `customProperties`, so that the document is valid and nothing is lost."""
    if table not in TABLES or table == "Quality":
        return
    fields = {field.name: field.type for field in fields_of(TABLES[table])}
    unknown = [name for name in value if name not in fields]
    if unknown and "customProperties" in fields:
        value["customProperties"] = [
            *mappings(value.get("customProperties")),
            *({"property": name, "value": value.pop(name)} for name in unknown),
        ]
        notes.append(f"{', '.join(unknown)} moved to customProperties")
    for name, inner in value.items():
        for part in fields.get(name, "any").split("|"):
            found: list[Any] = inner if isinstance(inner, list) else [inner]
            for item in found:
                if isinstance(item, dict) and part.startswith("[") == isinstance(inner, list):
                    _keep_unknown(item, part.strip("[]+"), notes)
