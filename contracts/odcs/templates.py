"""Starting points for contracts: documents to fill in, and one made from columns somebody has seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LOGICAL_TYPES = (
    ("timestamp", ("timestamp", "datetime")),
    ("date", ("date",)),
    ("time", ("time",)),
    ("boolean", ("bool", "bit")),
    ("integer", ("int", "long", "serial", "short")),
    ("number", ("numeric", "decimal", "double", "float", "real", "number", "money")),
    ("array", ("array", "list", "[]")),
    ("map", ("map",)),
    ("object", ("json", "struct", "object", "record", "variant")),
    ("string", ("char", "text", "string", "uuid", "enum", "clob")),
)
FIRST = "0.1.0"


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column as observed: dotted path, type of its platform, what it means."""

    path: str
    data_type: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class SeenObject:
    """Something to promise about: its short and physical name, what it is, its server's fields (empty where nobody knows), its columns."""

    name: str
    physical_name: str = ""
    kind: str = "table"
    description: str = ""
    server: Mapping[str, Any] = field(default_factory=dict)
    columns: Sequence[SeenColumn] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of contract: what it is for, its service levels and the rules of each object."""

    slug: str
    title: str
    about: str
    slas: tuple[Mapping[str, Any], ...] = ()
    rules: tuple[Mapping[str, Any], ...] = ()


TEMPLATES = (
    Template("schema", "Columns only", "Promises what columns there are and of which type: where most begin."),
    Template(
        *("daily", "A table made once a day", "There by a time of day, complete, repaired in time."),
        slas=(
            {"property": "frequency", "value": 1, "unit": "d"},
            {"property": "timeOfAvailability", "value": "08:00", "driver": "analytics"},
            {"property": "timeToRepair", "value": 4, "unit": "h"},
        ),
        rules=({"metric": "rowCount", "mustBeGreaterThan": 0, "dimension": "completeness"},),
    ),
    Template(
        *("stream", "A topic or table that is always fresh", "Never older than a span, whatever the time of day."),
        slas=({"property": "freshness", "value": 15, "unit": "min"}, {"property": "availability", "value": 99.5, "unit": "%"}),
    ),
    Template(
        *("regulatory", "Numbers somebody signs for", "A deadline, kept for years, with the end of its life announced."),
        slas=(
            {"property": "timeOfAvailability", "value": "07:00", "driver": "regulatory"},
            {"property": "retention", "value": 10, "unit": "y"},
            {"property": "timeToNotify", "value": 1, "unit": "h"},
        ),
        rules=({"metric": "rowCount", "mustBeGreaterThan": 0, "severity": "error", "dimension": "completeness"},),
    ),
)


def template(slug: str) -> Template:
    """Find a template; raises LookupError."""
    return next(each for each in TEMPLATES if each.slug == slug)


def start_contract(*, key: str, name: str, domain: str, objects: Sequence[SeenObject], chosen: Template) -> dict[str, Any]:
    """Give a valid draft of version 0.1.0 about what was seen. Service levels are said of each object by name."""
    servers = [dict(each.server) for each in objects if each.server]
    slas = [{**sla, "element": each.name} for each in objects for sla in chosen.slas]
    found = {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": key,
        "version": FIRST,
        "name": name,
        "status": "draft",
        "domain": domain,
        "servers": [server for index, server in enumerate(servers) if server not in servers[:index]],
        "schema": [_object(each, chosen) for each in objects],
        "slaProperties": slas,
    }
    return {name: value for name, value in found.items() if value not in ("", [], {})}


def _object(seen: SeenObject, chosen: Template) -> dict[str, Any]:
    found = {
        "name": seen.name,
        "physicalName": seen.physical_name if seen.physical_name != seen.name else "",
        "physicalType": seen.kind,
        "description": seen.description,
        "properties": _nested([column for column in seen.columns if column.path]),
        "quality": [dict(rule) for rule in chosen.rules],
    }
    return {name: value for name, value in found.items() if value not in ("", [])}


def _nested(columns: Sequence[SeenColumn], prefix: str = "") -> list[dict[str, Any]]:
    """Give columns as properties; those with dotted paths lie inside the one they name."""
    here = [column for column in columns if "." not in column.path.removeprefix(prefix)]
    return [_property(column, columns, prefix) for column in here]


def _property(column: SeenColumn, columns: Sequence[SeenColumn], prefix: str) -> dict[str, Any]:
    inside = _nested([each for each in columns if each.path.startswith(f"{column.path}.")], f"{column.path}.")
    logical = logical_type(column.data_type)
    found: dict[str, Any] = {"name": column.path.removeprefix(prefix), "physicalType": column.data_type, "description": column.description}
    if logical == "array" and inside:
        found |= {"logicalType": "array", "items": {"logicalType": "object", "properties": inside}}
    elif inside:
        found |= {"logicalType": "object", "properties": inside}
    elif logical != "map":  # a map has to say what it holds, and nobody has seen that
        found["logicalType"] = logical
    return {name: value for name, value in found.items() if value}


def logical_type(data_type: str) -> str:
    """Guess the standard's type of a platform's; empty where it is none we know."""
    told = data_type.lower()
    return next((logical for logical, words in LOGICAL_TYPES if any(word in told for word in words)), "")
