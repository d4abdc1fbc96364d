"""Clauses of objects and their columns: what is there, of which type, and what its values may be."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.clauses.clause import Clause, Kind, without_empty
from contracts.clauses.custom import ours
from contracts.odcs.document import mappings

Element = Mapping[str, Any]
# Path in the contract's names, path in the database's names, the property.
Column = tuple[str, str, Element]

# Bounds on values, and how they are said.
BOUNDS = {
    "minLength": "is at least {} characters long",
    "maxLength": "is at most {} characters long",
    "pattern": "matches {}",
    "format": "has the format {}",
    "minimum": "is at least {}",
    "maximum": "is at most {}",
    "exclusiveMinimum": "is more than {}",
    "exclusiveMaximum": "is less than {}",
    "multipleOf": "is a multiple of {}",
    "minItems": "holds at least {} items",
    "maxItems": "holds at most {} items",
}
# Formats that say how a value is stored, not what it may be.
STORAGE_FORMATS = ("number", "integer", "date", "timestamp", "time")
COMPUTED = ("measure", "dimension")
SHOWN_VALUES = 6
FOREIGN = "Provender compares no two tables by itself; write a data test for it"


def columns_of(element: Element, name: str = "", physical: str = "") -> Iterator[Column]:
    """Walk an object's stored columns depth first; items of arrays and values of maps lie under the column itself."""
    for item in mappings(element.get("properties")):
        own = item.get("name")
        if not isinstance(own, str) or item.get("semanticType") in COMPUTED:
            continue
        path, stored = _joined(name, own), _joined(physical, str(item.get("physicalName") or own))
        yield path, stored, item
        held = item.get("map")
        inner = (item, item.get("items"), held.get("value") if isinstance(held, dict) else None)
        for part in inner:
            if isinstance(part, dict):
                yield from columns_of(part, path, stored)


def schema_clauses(element: Element) -> Iterator[Clause]:
    """Give the clauses of an object's shape: its columns, their types, which are never empty."""
    name = element["name"]
    columns = list(columns_of(element))
    told = ours(element)
    if columns:
        order = [stored for _, stored, _ in columns if "." not in stored]
        terms = {"columns": order, "ordered": bool(told.get("ordered")), "closed": bool(told.get("closed"))}
        yield Clause(f"schema/{name}/columns", name, Kind.SCHEMA, "columns", _columns_words(terms), terms=terms)
    for path, stored, item in columns:
        kind = str(item.get("physicalType") or item.get("logicalType") or "")
        if kind:
            terms = without_empty({"name": path, "logicalType": item.get("logicalType"), "physicalType": item.get("physicalType")})
            yield Clause(
                f"schema/{name}/{path}/type",
                name,
                Kind.SCHEMA,
                "type",
                f"{path} is {'an' if kind[:1].lower() in 'aeio' else 'a'} {kind}",
                stored,
                terms,
            )
        if item.get("required") is True or item.get("primaryKey") is True:
            words = f"{path} is never empty"
            yield Clause(f"schema/{name}/{path}/required", name, Kind.SCHEMA, "required", words, stored, {"required": True})


def _columns_words(terms: Mapping[str, Any]) -> str:
    count = len(terms["columns"])
    words = f"has {'these' if count > 1 else 'this'} {count} column{'s' if count > 1 else ''}"
    return words + (", no others" if terms["closed"] else "") + (", in this order" if terms["ordered"] else "")


def value_clauses(element: Element) -> Iterator[Clause]:
    """Give the clauses of an object's values: keys, uniqueness, allowed values, bounds, references."""
    name = element["name"]
    columns = list(columns_of(element))
    yield from _primary_key(name, columns)
    for path, stored, item in columns:
        if item.get("unique") is True:
            words = f"{path} is unique"
            yield Clause(f"schema/{name}/{path}/unique", name, Kind.QUALITY, "unique", words, stored, _none_of("duplicateValues"))
        yield from _allowed(name, (path, stored, item))
        yield from _bounds(name, (path, stored, item))
        yield from _references(name, path, stored, item.get("relationships"))
    yield from _references(name, "", "", element.get("relationships"))


def _none_of(metric: str, **arguments: Any) -> dict[str, Any]:
    terms = {"type": "library", "metric": metric, "operator": "mustBe", "value": 0, "unit": "rows"}
    return {**terms, **({"arguments": arguments} if arguments else {})}


def _primary_key(name: str, columns: list[Column]) -> Iterator[Clause]:
    keys = [(item.get("primaryKeyPosition") or 0, path, stored) for path, stored, item in columns if item.get("primaryKey") is True]
    if keys:
        paths = [path for _, path, _ in sorted(keys, key=lambda key: key[0])]
        terms = _none_of("duplicateValues", properties=[stored for _, _, stored in sorted(keys, key=lambda key: key[0])])
        column = keys[0][2] if len(keys) == 1 else ""
        yield Clause(f"schema/{name}/primaryKey", name, Kind.QUALITY, "primaryKey", f"{' + '.join(paths)} names a row", column, terms)


def _allowed(name: str, column: Column) -> Iterator[Clause]:
    path, stored, item = column
    values = [entry["value"] for entry in mappings(item.get("enum")) if "value" in entry]
    if values:
        shown = ", ".join(str(value) for value in values[:SHOWN_VALUES]) + (" …" if len(values) > SHOWN_VALUES else "")
        words = f"{path} is one of {shown}"
        terms = _none_of("invalidValues", validValues=values)
        yield Clause(f"schema/{name}/{path}/enum", name, Kind.QUALITY, "enum", words, stored, terms)


def _bounds(name: str, column: Column) -> Iterator[Clause]:
    path, stored, item = column
    options = item.get("logicalTypeOptions")
    for option, words in BOUNDS.items():
        value = options.get(option) if isinstance(options, dict) else None
        if value is None or (option == "format" and item.get("logicalType") in STORAGE_FORMATS):
            continue
        key = f"schema/{name}/{path}/{option}"
        yield Clause(key, name, Kind.QUALITY, option, f"{path} {words.format(value)}", stored, _none_of("invalidValues", **{option: value}))


def _references(name: str, path: str, stored: str, listed: Any) -> Iterator[Clause]:
    for item in mappings(listed):
        start, end = (
            " + ".join(told) if isinstance(told, list) else str(told or "") for told in (item.get("from") or path, item.get("to"))
        )
        terms = without_empty({"from": item.get("from") or f"{name}.{path}", "to": item.get("to")})
        key = f"schema/{name}/{path or start}/foreignKey/{end}"
        yield Clause(key, name, Kind.QUALITY, "foreignKey", f"{start} refers to {end}", stored, terms, why_not=FOREIGN)


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name
