"""Writing a document as YAML: fields in the standard's order, unknown ones after them, text quoted where any reader could mistake it."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from contracts.odcs import servers
from contracts.odcs.schema import fields_of
from contracts.odcs.structure import TABLES

WIDTH = 110
# What YAML 1.2 takes for a number and the writer, which knows 1.1, would leave bare.
NUMBERS = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")
TAG = "tag:yaml.org,2002:"
# Read back as a line break, or not at all, unless escaped.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def write(value: Mapping[str, Any]) -> bytes:
    """Write a 3.x document. `read(write(value)).value == value` for everything `read` can give."""
    import yaml  # only where contracts are written

    return yaml.dump(_ordered(value, "Contract"), Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=WIDTH, encoding="utf-8")


@cache
def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes lists indented, long text as blocks, and repeats nothing by alias."""

        def ignore_aliases(self, data: Any) -> bool:
            """Write shared values out."""
            del data
            return True

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 - as PyYAML calls it
            """Indent the items of lists."""
            del indentless
            super().increase_indent(flow=flow, indentless=False)

    def text(dumper: Any, value: str) -> Any:
        style = '"' if UNPRINTABLE.search(value) else None
        is_block = style is None and "\n" in value and not re.search(r"[ \t]\n|^\s", value)
        return dumper.represent_scalar(f"{TAG}str", value, style="|" if is_block else style)

    Dumper.add_representer(str, text)
    Dumper.add_implicit_resolver(f"{TAG}float", re.compile(f"^(?:{NUMBERS.pattern})$"), list("-+0123456789."))
    return Dumper


def _ordered(value: Any, table: str) -> Any:
    if not isinstance(value, Mapping) or table not in {*TABLES, "Server"}:
        return value
    fields = {field.name: field.type for field in fields_of(_fields(value, table))}
    order = [*(name for name in fields if name in value), *(name for name in value if name not in fields)]
    return {name: _inside(value[name], fields.get(name, "any")) for name in order}


def _fields(value: Mapping[str, Any], table: str) -> str:
    kind = value.get("type")
    if table == "Server":
        return servers.table_of(kind)
    if table == "Quality":
        return TABLES.get(f"Quality of {'library' if 'metric' in value else kind}", TABLES[table])
    return TABLES[table]


def _inside(value: Any, told: str) -> Any:
    names = [part.strip("[]+") for part in told.split("|")]
    if isinstance(value, list):
        return [_ordered(item, names[-1]) for item in value]
    return _ordered(value, names[0])
