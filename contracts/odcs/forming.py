"""A document as a form: the parts that people fill in, and a filled form put back; whatever the form doesn't show stays as it is.

Fields are called by their place: `c.0.3.name` is the name of the fourth column of the first object, `q.0.3.1.value` the value of that column's
second rule (`q.0.-.1` of the object's own), `s.2.value` of the third service level; `new` in the last place adds one; `gone` takes it away.
"""

import copy
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
LONGEST = 7  # digits of a place in a list
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
        plain={**{name: _text(value.get(name)) for name in PLAIN}, **{name: _text(about.get(name)) for name in WORDS}},
        objects=tuple(_object(index, item) for index, item in _numbered(value.get("schema"))),
        rules=tuple(_rules(value)),
        services=tuple(
            ServiceRow(f"s.{index}.", *(_text(item.get(name)) for name in SERVICE_FIELDS))
            for index, item in _numbered(value.get("slaProperties"))
        ),
        places=tuple(_places(value)),
    )


def _numbered(items: Any) -> Iterator[tuple[int, Value]]:
    return ((index, item) for index, item in enumerate(listed(items)) if isinstance(item, dict))


def _object(index: int, item: Value) -> ObjectPart:
    rows = list(_numbered(item.get("properties")))
    columns = tuple(_column(column, f"c.{index}.{number}.") for number, column in rows[:MOST_COLUMNS])
    hidden = max(0, len(rows) - MOST_COLUMNS)
    return ObjectPart(
        f"o.{index}.", _text(item.get("name")), _text(item.get("description")), columns, ColumnRow(f"c.{index}.{NEW}."), hidden
    )


def _column(column: Value, prefix: str) -> ColumnRow:
    name, physical, logical, description = (_text(column.get(field)) for field in COLUMN_FIELDS)
    return ColumnRow(prefix, name, physical, logical, description, column.get("required") is True)


def _rules(value: Mapping[str, Any]) -> Iterator[RuleRow]:
    for index, item in _numbered(value.get("schema")):
        yield from _rules_of(item, f"q.{index}.{OWN}", _text(item.get("name")))
        for number, column in _numbered(item.get("properties")):
            yield from _rules_of(column, f"q.{index}.{number}", f"{_text(item.get('name'))}.{_text(column.get('name'))}")


def _rules_of(owner: Value, prefix: str, where: str) -> Iterator[RuleRow]:
    for index, rule in _numbered(owner.get("quality")):
        operator = next((name for name in OPERATORS if name in rule), "")
        if rule.get("metric") in METRICS:
            yield RuleRow(f"{prefix}.{index}.", where, rule["metric"], operator, _text(rule.get(operator)), _text(rule.get("unit")))


def _places(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for index, item in _numbered(value.get("schema")):
        yield f"{index}.{OWN}", _text(item.get("name"))
        for number, column in list(_numbered(item.get("properties")))[:MOST_COLUMNS]:
            yield f"{index}.{number}", f"{_text(item.get('name'))}.{_text(column.get('name'))}"


def filled(value: Mapping[str, Any], told: Mapping[str, str]) -> Value:
    """Put a filled form into a copy of the document; fields it doesn't name, or that say what they showed, change nothing."""
    made: Value = copy.deepcopy(dict(value))
    for name in PLAIN:
        _set(made, name, told.get(name))
    _describe(made, told)
    for index, item in _numbered(made.get("schema")):
        _set(item, "description", told.get(f"o.{index}.description"))
        _fill_rules(item, f"q.{index}.{OWN}", told)
        for number, column in _numbered(item.get("properties")):
            _fill_rules(column, f"q.{index}.{number}", told)
    _add_rule(made, told)
    for index, item in _numbered(made.get("schema")):
        _fill_columns(item, index, told)
    _fill_services(made, told)
    return made


def is_reshaped(told: Mapping[str, str]) -> bool:
    """Tell whether a filled form adds or takes away rows, so that places in it are not what they were."""
    added = ("q.new.value", "s.new.value")
    return any(name.endswith(".gone") or (value and (name in added or name.endswith(f".{NEW}.name"))) for name, value in told.items())


def _describe(made: Value, told: Mapping[str, str]) -> None:
    about = made.get("description")
    words: Value = dict(about) if isinstance(about, dict) else {"purpose": about} if about else {}
    for name in WORDS:
        _set(words, name, told.get(name))
    if words and words != (about if isinstance(about, dict) else {"purpose": about}):
        made["description"] = words
    elif not words:
        made.pop("description", None)


def _fill_columns(item: Value, index: int, told: Mapping[str, str]) -> None:
    kept = []
    for number, column in enumerate(listed(item.get("properties"))):
        prefix = f"c.{index}.{number}."
        if isinstance(column, dict) and f"{prefix}name" in told:
            if f"{prefix}gone" in told:
                continue
            _fill_column(column, prefix, told)
        kept.append(column)
    if name := told.get(f"c.{index}.{NEW}.name", "").strip():
        made: Value = {"name": name}
        _fill_column(made, f"c.{index}.{NEW}.", told)
        kept.append(made)
    _put(item, "properties", kept)


def _fill_column(column: Value, prefix: str, told: Mapping[str, str]) -> None:
    for name in COLUMN_FIELDS:
        _set(column, name, told.get(f"{prefix}{name}"))
    is_required = f"{prefix}required" in told
    if is_required != (column.get("required") is True):
        column.pop("required", None)
        if is_required:
            column["required"] = True


def _fill_rules(owner: Value, prefix: str, told: Mapping[str, str]) -> None:
    kept = []
    for index, rule in enumerate(listed(owner.get("quality"))):
        here = f"{prefix}.{index}."
        if f"{here}gone" in told:
            continue
        if isinstance(rule, dict) and f"{here}value" in told:
            _fill_rule(rule, here, told)
        kept.append(rule)
    _put(owner, "quality", kept)


def _fill_rule(rule: Value, prefix: str, told: Mapping[str, str]) -> None:
    before = next((name for name in OPERATORS if name in rule), "")
    operator = told.get(f"{prefix}operator", before)
    if operator in OPERATORS and operator != before:
        value = rule.pop(before, None)
        rule[operator] = value
    _set(rule, operator, told.get(f"{prefix}value"))
    _set(rule, "metric", told.get(f"{prefix}metric"))
    _set(rule, "unit", told.get(f"{prefix}unit"))


def _add_rule(made: Value, told: Mapping[str, str]) -> None:
    if not told.get("q.new.value", "").strip():
        return
    at, _, number = told.get("q.new.where", "").partition(".")
    owner = _at(made.get("schema"), at)
    owner = owner if number == OWN or owner is None else _at(owner.get("properties"), number)
    if owner is None:
        return
    rule: Value = {"metric": told.get("q.new.metric", METRICS[0]), told.get("q.new.operator", "mustBe"): _typed(told["q.new.value"])}
    _set(rule, "unit", told.get("q.new.unit"))
    owner["quality"] = [*listed(owner.get("quality")), rule]


def _at(items: Any, number: str) -> Value | None:
    found = dict(_numbered(items))
    return found.get(int(number)) if number.isdecimal() and len(number) < LONGEST else None


def _fill_services(made: Value, told: Mapping[str, str]) -> None:
    kept = []
    for index, item in enumerate(listed(made.get("slaProperties"))):
        prefix = f"s.{index}."
        if isinstance(item, dict) and f"{prefix}value" in told:
            if f"{prefix}gone" in told:
                continue
            for name in SERVICE_FIELDS:
                _set(item, name, told.get(f"{prefix}{name}"))
        kept.append(item)
    if told.get(f"s.{NEW}.value", "").strip():
        added: Value = {}
        for name in SERVICE_FIELDS:
            _set(added, name, told.get(f"s.{NEW}.{name}"))
        kept.append(added)
    _put(made, "slaProperties", kept)


def _put(owner: Value, name: str, items: list[Any]) -> None:
    if items:
        owner[name] = items
    elif owner.get(name):
        del owner[name]


def _set(owner: Value, name: str, text: str | None) -> None:
    """Take a field's text where it says something else than what was shown."""
    if text is None or not name:
        return
    said = text.strip().replace("\r\n", "\n")
    if said == _text(owner.get(name)).strip():
        return
    if not said:
        owner.pop(name, None)
    else:
        owner[name] = _typed(said) if name == "value" or name in OPERATORS else said


def _typed(text: str) -> Any:
    """Read a number, or several with commas between; anything else is text."""
    said = text.strip()
    if "," in said:
        parts = [_typed(part) for part in said.split(",")]
        return parts if all(isinstance(part, int | float) for part in parts) else said
    try:
        return int(said)
    except ValueError:
        pass
    try:
        number = float(said)
    except ValueError:
        return said
    return number if number - number == 0 else said  # neither infinite nor no number


def _text(value: Any) -> str:
    """Show a value in a field; collections other than plain lists have none."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) and value == int(value) and abs(value) < 1e15 else str(value)  # noqa: PLR2004 - beyond it :g rounds
