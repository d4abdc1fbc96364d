"""What is valid and still worth a remark: fields newer than the version named, unknown keys kept, names that lead nowhere."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from contracts.odcs import servers
from contracts.odcs.document import Document, Path, columns_of, listed, objects_of
from contracts.odcs.schema import fields_of
from contracts.odcs.structure import STATUSES, TABLES
from contracts.odcs.structure_2 import TABLES_2

Remark = tuple[Path, str]

NUMBER = re.compile(r"^\d+\.\d+\.\d+([-+].+)?$")
DEPRECATED = {
    "dataProduct": "deprecated since 3.1; a data product names its contracts instead",
    "slaDefaultElement": "deprecated since 3.1; say `element` at each SLA",
    "rule": "deprecated since 3.1; say `metric`",
}
LISTS_AS_TEAM = "a plain list of members is deprecated since 3.1; write `team: {members: [...]}`"


def remarks_on(document: Document) -> Iterator[Remark]:
    """Remark on a document of a known version."""
    tables = TABLES_2 if document.is_old else TABLES
    yield from _walk(document, document.value, "Contract", (), tables)
    if document.is_old:
        yield ("apiVersion",), f"{document.api_version} is of an older layout; Provender reads it as the {STANDARD} it corresponds to"
        return
    yield from _names(document.value)
    yield from _slas(document.value)
    yield from _fundamentals(document.value)


STANDARD = "v3.2.0"


def _walk(document: Document, value: Any, table: str, path: Path, tables: dict[str, str]) -> Iterator[Remark]:
    if not isinstance(value, dict):
        return
    fields = {field.name: field for field in fields_of(_table(table, value, tables))}
    for name, inner in value.items():
        field = fields.get(name)
        if field is None:
            yield (*path, name), f"`{name}` is unknown here; it is kept as it is"
            continue
        if field.since and document.api_version < f"v{field.since}":
            yield (*path, name), f"came with {field.since}, and this document says {document.api_version}; it is read all the same"
        if name in DEPRECATED and not document.is_old:
            yield (*path, name), DEPRECATED[name]
        yield from _into(document, inner, field.type, (*path, name), tables)


def _into(document: Document, value: Any, told: str, path: Path, tables: dict[str, str]) -> Iterator[Remark]:
    for part in told.split("|"):
        name = part.strip("[]+")
        if name not in tables:
            continue
        if part.startswith("[") and isinstance(value, list):
            for index, item in enumerate(value):
                yield from _walk(document, item, name, (*path, index), tables)
        elif not part.startswith("["):
            yield from _walk(document, value, name, path, tables)


def _table(name: str, value: dict[str, Any], tables: dict[str, str]) -> str:
    """Choose the table that a thing's own type asks for."""
    kind = value.get("type")
    if name == "Server":
        return servers.table_of(kind)
    if name == "Quality" and tables is TABLES:
        chosen = "library" if "metric" in value or "rule" in value else kind
        return tables.get(f"Quality of {chosen}", tables[name])
    return tables[name]


def _names(value: dict[str, Any]) -> Iterator[Remark]:
    names = Counter(element["name"] for element in objects_of(value))
    for index, element in enumerate(listed(value.get("schema"))):
        if not isinstance(element, dict):
            continue
        if isinstance(element.get("name"), str) and names[element["name"]] > 1:
            yield ("schema", index, "name"), f"{names[element['name']]} objects are called “{element['name']}”; they can't be told apart"
        counted = Counter(path for path, _ in columns_of(element))
        for path, times in counted.items():
            if times > 1:
                yield ("schema", index, "properties"), f"{times} properties are called “{path}”; they can't be told apart"


def _slas(value: dict[str, Any]) -> Iterator[Remark]:
    """Remark on SLA elements that no object or property is called."""
    known = {name for element in objects_of(value) for name in _names_of(element)}
    for index, sla in enumerate(listed(value.get("slaProperties"))):
        if not isinstance(sla, dict) or not isinstance(sla.get("element"), str) or not known:
            continue
        for element in (part.strip() for part in sla["element"].split(",")):
            if element and element not in known:
                yield ("slaProperties", index, "element"), f"no object or property is called “{element}”; taken for every object"


def _names_of(element: dict[str, Any]) -> Iterator[str]:
    for name in {element["name"], element.get("physicalName") or element["name"]}:
        yield name
        for path, item in columns_of(element):
            yield f"{name}.{path}"
            if isinstance(item.get("physicalName"), str):
                yield f"{name}.{item['physicalName']}"


def _fundamentals(value: dict[str, Any]) -> Iterator[Remark]:
    number, status = value.get("version"), value.get("status")
    if isinstance(number, str) and not NUMBER.match(number):
        yield ("version",), f"“{number}” is no number like 1.2.3, so the next one can't be suggested"
    if isinstance(status, str) and status not in STATUSES:
        yield ("status",), f"“{status}” is none of {', '.join(STATUSES)}; Provender keeps its own state"
    if isinstance(value.get("team"), list):
        yield ("team",), LISTS_AS_TEAM
