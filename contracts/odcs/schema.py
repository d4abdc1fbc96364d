"""Compiling our tables of fields into JSON Schema (Draft 2019-09); strict for 3.1 and later, open for what came before."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from contracts.odcs import servers
from contracts.odcs.structure import OPERATORS, OPTIONS, TABLES
from contracts.odcs.structure_2 import TABLES_2

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2019-09/schema"
NAME = r"[A-Za-z_][A-Za-z0-9_\-]*"
SHORTHAND = rf"^{NAME}(\.{NAME})+$"
QUALIFIED = r"^([A-Za-z0-9._\-/:]+\.ya?ml#)?/?[A-Za-z_]\w*/[\w-]+(/[A-Za-z_]\w*/[\w-]+)*$"
ONE_REFERENCE: Schema = {"type": "string", "anyOf": [{"pattern": SHORTHAND}, {"pattern": QUALIFIED}]}
PLAIN: dict[str, Schema] = {
    "text": {"type": "string"},
    "whole": {"type": "integer"},
    "count": {"type": "integer", "minimum": 0},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "scalar": {"type": ["string", "number", "boolean", "null"]},
    "any": {},
    "map": {"type": "object"},
    "port": {"type": ["integer", "string"]},
    "id": {"type": "string", "pattern": r"^[A-Za-z0-9_-]+$"},
    "pair": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2, "uniqueItems": True},
    "reference": {
        "type": ["string", "array"],
        "if": {"type": "array"},
        "then": {"items": ONE_REFERENCE, "minItems": 1},
        "else": ONE_REFERENCE,
    },
}


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a table."""

    name: str
    type: str
    is_required: bool
    since: str = ""


@cache
def fields_of(table: str) -> tuple[Field, ...]:
    """Read a table."""
    return tuple(_field(line.strip()) for line in table.splitlines() if line.strip())


def _field(line: str) -> Field:
    told, _, since = line.partition(" since ")
    name, _, kind = told.partition(" ")
    return Field(name.removesuffix("!"), kind.strip(), name.endswith("!"), since.strip())


@cache
def schema_of(*, is_strict: bool) -> Schema:
    """Give the JSON Schema of a 3.x contract. Strict refuses unknown fields everywhere, else only at the top."""
    definitions = {name: _mapping(table, is_closed=is_strict or name == "Contract") for name, table in TABLES.items()}
    definitions |= {f"Server of {kind}": _mapping(servers.table_of(kind), is_closed=is_strict) for kind in servers.TYPES}
    definitions |= {f"Options of {kind}": _mapping(table, is_closed=is_strict) for kind, table in OPTIONS.items()}
    definitions["Server"] = _server()
    definitions["Quality"] = _quality(definitions["Quality"])
    for name in ("Quality of library", "Quality of sql"):
        definitions[name]["oneOf"] = [{"required": [operator]} for operator in OPERATORS]
    for name in ("Property", "Item"):
        definitions[name]["allOf"] = _by_logical_type()
    definitions["ObjectRelationship"]["allOf"] = [
        {"if": {"properties": {"from": {"type": "array"}}}, "then": {"properties": {"to": {"type": "array"}}}},
        {"if": {"properties": {"from": {"type": "string"}}}, "then": {"properties": {"to": {"type": "string"}}}},
    ]
    return {"$schema": DIALECT, "$ref": "#/$defs/Contract", "$defs": definitions}


@cache
def schema_of_2() -> Schema:
    """Give the JSON Schema of a 2.2 contract; open everywhere."""
    return {
        "$schema": DIALECT,
        "$ref": "#/$defs/Contract",
        "$defs": {name: _mapping(table, is_closed=False) for name, table in TABLES_2.items()},
    }


def _mapping(table: str, *, is_closed: bool) -> Schema:
    fields = fields_of(table)
    schema: Schema = {"type": "object", "properties": {field.name: _type(field.type) for field in fields}}
    if required := [field.name for field in fields if field.is_required]:
        schema["required"] = required
    if is_closed:
        schema["additionalProperties"] = False
    return schema


def _type(told: str) -> Schema:
    if told.startswith('"'):
        return {"enum": [word.strip('"') for word in told.split()]}
    if "|" in told:
        return _either(*(_type(part) for part in told.split("|")))
    if told.startswith("["):
        more: Schema = {"minItems": 1} if told.endswith("+") else {}
        return {"type": "array", "items": _type(told.strip("[]+")), **more}
    return PLAIN.get(told, {"$ref": f"#/$defs/{told}"})


def _either(first: Schema, second: Schema) -> Schema:
    """Tell two shapes apart by JSON type, so that an error speaks of the shape that was meant."""
    kinds = [first.get("type", "object"), second.get("type", "object")]
    return {"type": kinds, "if": {"type": kinds[0]}, "then": first, "else": second}


def _server() -> Schema:
    cases = [{"if": {"properties": {"type": {"const": kind}}}, "then": {"$ref": f"#/$defs/Server of {kind}"}} for kind in servers.TYPES]
    return {
        "type": "object",
        "required": ["server", "type"],
        "properties": {"type": {"enum": list(servers.TYPES)}},
        # Without a type every `if` would hold.
        "if": {"required": ["type"]},
        "then": {"allOf": cases},
    }


def _quality(shared: Schema) -> Schema:
    """Choose the table by `type`; without one, a metric makes it a library rule."""

    def of_type(kind: str) -> Schema:
        return {"required": ["type"], "properties": {"type": {"const": kind}}}

    chosen: Schema = shared
    for condition, name in (
        ({"anyOf": [of_type("library"), {"required": ["metric"]}]}, "library"),
        (of_type("custom"), "custom"),
        (of_type("sql"), "sql"),
    ):
        chosen = {"if": condition, "then": {"$ref": f"#/$defs/Quality of {name}"}, "else": chosen}
    return {"type": "object", **chosen}


def _by_logical_type() -> list[Schema]:
    cases: list[Schema] = [_case("map", {"required": ["map"]})]
    return cases + [_case(kind, {"properties": {"logicalTypeOptions": {"$ref": f"#/$defs/Options of {kind}"}}}) for kind in OPTIONS]


def _case(kind: str, then: Schema) -> Schema:
    return {"if": {"required": ["logicalType"], "properties": {"logicalType": {"const": kind}}}, "then": then}
