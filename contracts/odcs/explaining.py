"""Turning a JSON Schema violation into a sentence: what stands there, what may stand there, what to do."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from contracts.odcs.document import Path
from contracts.odcs.schema import fields_of
from contracts.odcs.structure import OPERATORS, TABLES

KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping of fields",
    "array": "a list",
    "null": "nothing",
}
SHOWN = 60


def explain(error: Any, value: Any) -> Iterator[tuple[Path, str]]:
    """Give (path, message) for a violation; a violation of a combination is explained by its parts."""
    del value
    path = tuple(error.absolute_path)
    if error.validator in {"if", "then", "else", "allOf", "$ref"} and error.context:
        for part in error.context:
            yield from explain(part, part.instance)
        return
    if error.validator == "oneOf" and not isinstance(error.instance, dict):
        return  # that it should be a mapping is a violation of its own
    if error.validator == "required":
        yield from _missing(error, path)
    elif error.validator == "additionalProperties":
        yield from _unknown(error, path)
    elif error.validator in EXPLAINED:
        yield path, EXPLAINED[error.validator](error)
    else:
        yield path, f"This doesn't fit the standard: {error.message}"


def _missing(error: Any, path: Path) -> Iterator[tuple[Path, str]]:
    for name in error.validator_value:
        if name not in error.instance:
            yield path, f"`{name}` is missing{_because(error, name)}."


def _because(error: Any, name: str) -> str:
    instance = error.instance
    if name == "map":
        return ": a map needs the `key` and `value` it holds"
    if name in {"key", "value"} and ("key" in instance or "value" in instance) and "map" in error.absolute_path:
        return ": a map says both its `key` and its `value`"
    if "server" in instance and isinstance(instance.get("type"), str) and name not in {"server", "type"}:
        return f": a server of type {instance['type']} needs it"
    if name in {"query", "metric", "engine", "implementation"}:
        return f": a quality rule of type {instance.get('type', 'library')} needs it"
    return ""


def _unknown(error: Any, path: Path) -> Iterator[tuple[Path, str]]:
    known = list(error.schema.get("properties", {}))
    for name in error.instance:
        if name in known:
            continue
        yield (*path, name), f"`{_shown(name)}` is no field here{_hint(name, known, error.instance)}."


def _hint(name: str, known: list[str], instance: dict[str, Any]) -> str:
    if name == "from":
        return "; at a property it is the property itself: leave it out"
    if name in OPERATORS or name in {"query", "metric", "arguments", "rule"}:
        return f" for a quality rule of type {instance.get('type', 'library without a metric')}"
    if close := _like(name, known):
        return f". Did you mean `{close}`?"
    if tables := _tables_with(name):
        return f"; it belongs to {tables}"
    return ". Keep your own values under `customProperties`"


def _like(word: str, known: list[str]) -> str:
    """Find the known word that was probably meant; comparing costs the product of their lengths."""
    close = get_close_matches(word, known, n=1, cutoff=0.7) if len(word) <= SHOWN else []
    return close[0] if close else ""


def _tables_with(name: str) -> str:
    homes = {"Contract": "the contract", "Object": "an object of the schema", "Property": "a property", "Sla": "an SLA", "Team": "the team"}
    return " or ".join(words for table, words in homes.items() if any(field.name == name for field in fields_of(TABLES[table])))


def _wrong_kind(error: Any) -> str:
    wanted: list[str] = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    allowed = " or ".join(KINDS[kind] for kind in wanted)
    advice = ""
    if "string" in wanted and isinstance(error.instance, int | float | bool):
        advice = f' Put quotes around it: "{_shown(error.instance)}".'
    if "array" in wanted and isinstance(error.instance, str):
        advice = " Begin each entry with a dash."
    return f"This must be {allowed}, and is {_what(error.instance)}.{advice}"


def _what(value: Any) -> str:
    if value is None:
        return "empty"
    kinds = ((bool, "the truth value"), (int | float, "the number"), (str, "the text"))
    for kind, words in kinds:
        if isinstance(value, kind):
            return f"{words} {_shown(value)}"
    return "a list" if isinstance(value, list) else "a mapping"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _not_among(error: Any) -> str:
    known = [str(value) for value in error.validator_value]
    close = _like(str(error.instance), known)
    advice = f" Did you mean {close}?" if close else ""
    return (
        f"“{_shown(error.instance)}” can't stand here; it can be {', '.join(known[:-1])}{' or ' if known[:-1] else ''}{known[-1]}.{advice}"
    )


def _operators(error: Any) -> str:
    found = [name for name in OPERATORS if name in error.instance]
    if not found:
        return f"The rule says nothing to compare with: give one of {', '.join(OPERATORS)}."
    return f"{' and '.join(found)} stand together; a rule has one of them. Write two rules, or use mustBeBetween."


def _too_few(error: Any) -> str:
    if not error.instance:
        return "The list is empty: name at least one entry, or leave the field out."
    return f"The list needs {error.validator_value} entries and has {len(error.instance)}."


EXPLAINED: dict[str, Callable[[Any], str]] = {
    "type": _wrong_kind,
    "enum": _not_among,
    "oneOf": _operators,
    "minItems": _too_few,
    "maxItems": lambda error: f"The list may have {error.validator_value} entries and has {len(error.instance)}.",
    "uniqueItems": lambda _error: "An entry of this list stands there twice.",
    "minimum": lambda error: f"{_shown(error.instance)} is too small; the least is {error.validator_value}.",
    "pattern": lambda error: f"“{_shown(error.instance)}” can't be an id: use letters, digits, - and _ only.",
    "anyOf": lambda error: f"“{_shown(error.instance)}” is no reference: write `object.property`, or `/schema/id/properties/id`.",
}
