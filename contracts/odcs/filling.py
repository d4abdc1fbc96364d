"""A filled form put back into its document; whatever the form doesn't show stays as it is. Fields are called as in `forming`."""

import copy
from collections.abc import Mapping
from typing import Any

from contracts.odcs.document import listed
from contracts.odcs.forming import COLUMN_FIELDS, METRICS, NEW, OWN, PLAIN, SERVICE_FIELDS, WORDS, Value, numbered, shown
from contracts.odcs.structure import OPERATORS

LONGEST = 7  # digits of a place in a list


def filled(value: Mapping[str, Any], told: Mapping[str, str]) -> Value:
    """Put a filled form into a copy of the document; fields it doesn't name, or that say what they showed, change nothing."""
    made: Value = copy.deepcopy(dict(value))
    for name in PLAIN:
        _set(made, name, told.get(name))
    _describe(made, told)
    for index, item in numbered(made.get("schema")):
        _set(item, "description", told.get(f"o.{index}.description"))
        _fill_rules(item, f"q.{index}.{OWN}", told)
        for number, column in numbered(item.get("properties")):
            _fill_rules(column, f"q.{index}.{number}", told)
    _add_rule(made, told)
    for index, item in numbered(made.get("schema")):
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
    found = dict(numbered(items))
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
    if said == shown(owner.get(name)).strip():
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
