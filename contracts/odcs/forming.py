"""A document as a form: the parts that people fill in.

Fields are called by their place: `c.0.3.name` is the name of the fourth column of the first object, `q.0.3.1.value` the value of that column's
second rule (`q.0.-.1` of the object's own), `s.2.value` of the third service level; `new` in the last place adds one; `gone` takes it away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.odcs.document import listed
from contracts.odcs.structure import OPERATORS

Value = dict[str, Any]

MOST_COLUMNS = 60
PLAIN = ("name", "version", "domain")
WORDS = ("purpose", "usage", "limitations")
SERVICES = (
    *("frequency", "timeOfAvailability", "latency", "freshness", "retention", "availability", "errorRate", "timeToDetect", "timeToNotify"),
    *("timeToRepair", "throughput", "generalAvailability", "endOfSupport", "endOfLife"),
)
METRICS = ("rowCount", "nullValues", "missingValues", "invalidValues", "duplicateValues")
TYPES = ("string", "integer", "number", "boolean", "date", "timestamp", "time", "object", "array", "map")
COLUMN_FIELDS = ("name", "physicalType", "logicalType", "description")
SERVICE_FIELDS = ("property", "value", "unit", "element")
NEW = "new"
OWN = "-"


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column in the form; `prefix` begins the names of its fields."""

    prefix: str
    name: str = ""
    physical: str = ""
    logical: str = ""
    description: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule on one of the standard's metrics; `where` names the object or column it is about."""

    prefix: str
    where: str
    metric: str
    operator: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service level."""

    prefix: str
    name: str = ""
    value: str = ""
    unit: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class ObjectPart:
    """An object with its columns, of which `hidden` more are not in the form."""

    prefix: str
    name: str
    description: str
    columns: tuple[ColumnRow, ...]
    blank: ColumnRow
    hidden: int


@dataclass(frozen=True, slots=True)
class Parts:
    """What the form shows. `places`: (word, label) of what a new rule may be about."""

    plain: Mapping[str, str]
    objects: tuple[ObjectPart, ...]
    rules: tuple[RuleRow, ...]
    services: tuple[ServiceRow, ...]
    places: tuple[tuple[str, str], ...]


def parts_of(value: Mapping[str, Any]) -> Parts:
    """Give the parts of a 3.x document, as far as they have the shape they should."""
    told = value.get("description")
    about = told if isinstance(told, dict) else {"purpose": told}
    return Parts(
        plain={**{name: shown(value.get(name)) for name in PLAIN}, **{name: shown(about.get(name)) for name in WORDS}},
        objects=tuple(_object(index, item) for index, item in numbered(value.get("schema"))),
        rules=tuple(_rules(value)),
        services=tuple(
            ServiceRow(f"s.{index}.", *(shown(item.get(name)) for name in SERVICE_FIELDS))
            for index, item in numbered(value.get("slaProperties"))
        ),
        places=tuple(_places(value)),
    )


def numbered(items: Any) -> Iterator[tuple[int, Value]]:
    """Give the mappings of a list with their places."""
    return ((index, item) for index, item in enumerate(listed(items)) if isinstance(item, dict))


def _object(index: int, item: Value) -> ObjectPart:
    rows = list(numbered(item.get("properties")))
    columns = tuple(_column(column, f"c.{index}.{number}.") for number, column in rows[:MOST_COLUMNS])
    hidden = max(0, len(rows) - MOST_COLUMNS)
    return ObjectPart(
        f"o.{index}.", shown(item.get("name")), shown(item.get("description")), columns, ColumnRow(f"c.{index}.{NEW}."), hidden
    )


def _column(column: Value, prefix: str) -> ColumnRow:
    name, physical, logical, description = (shown(column.get(field)) for field in COLUMN_FIELDS)
    return ColumnRow(prefix, name, physical, logical, description, column.get("required") is True)


def _rules(value: Mapping[str, Any]) -> Iterator[RuleRow]:
    for index, item in numbered(value.get("schema")):
        yield from _rules_of(item, f"q.{index}.{OWN}", shown(item.get("name")))
        for number, column in numbered(item.get("properties")):
            yield from _rules_of(column, f"q.{index}.{number}", f"{shown(item.get('name'))}.{shown(column.get('name'))}")


def _rules_of(owner: Value, prefix: str, where: str) -> Iterator[RuleRow]:
    for index, rule in numbered(owner.get("quality")):
        operator = next((name for name in OPERATORS if name in rule), "")
        if rule.get("metric") in METRICS:
            yield RuleRow(f"{prefix}.{index}.", where, rule["metric"], operator, shown(rule.get(operator)), shown(rule.get("unit")))


def _places(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for index, item in numbered(value.get("schema")):
        yield f"{index}.{OWN}", shown(item.get("name"))
        for number, column in list(numbered(item.get("properties")))[:MOST_COLUMNS]:
            yield f"{index}.{number}", f"{shown(item.get('name'))}.{shown(column.get('name'))}"


def shown(value: Any) -> str:
    """Show a value in a field; collections other than plain lists have none."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) and value == int(value) and abs(value) < 1e15 else str(value)  # noqa: PLR2004 - beyond it :g rounds
