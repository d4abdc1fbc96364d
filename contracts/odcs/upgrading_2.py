"""The layout of 2.2 in the words of 3.2.0."""

from collections.abc import Mapping
from typing import Any

from contracts.odcs import servers
from contracts.odcs.document import mappings

Fields = dict[str, Any]

ROOT = {"datasetDomain": "domain", "quantumName": "dataProduct", "datasetName": "name"}
SAME = (
    "version",
    "status",
    "tenant",
    "kind",
    "price",
    "roles",
    "tags",
    "customProperties",
    "contractCreatedTs",
    "description",
    "id",
    "name",
)
TABLE = {"table": "name", "dataGranularity": "dataGranularityDescription", "columns": "properties"}
COLUMN = {
    "column": "name",
    "isUnique": "unique",
    "isPrimaryKey": "primaryKey",
    "isPrimary": "primaryKey",
    "partitionStatus": "partitioned",
    "criticalDataElementStatus": "criticalDataElement",
    "encryptedColumnName": "encryptedName",
    "transformSourceTables": "transformSourceObjects",
    "sampleValues": "examples",
}
LISTS = ("transformSourceObjects", "tags", "examples")
# Logical types were free words.
LOGICAL = {
    **dict.fromkeys(("int", "integer", "long", "short", "bigint", "smallint", "tinyint", "int32", "int64"), "integer"),
    **dict.fromkeys(("double", "float", "decimal", "numeric", "number", "real"), "number"),
    **dict.fromkeys(("string", "text", "varchar", "char", "uuid"), "string"),
    **dict.fromkeys(("timestamp", "datetime"), "timestamp"),
    **dict.fromkeys(("bool", "boolean"), "boolean"),
    **{name: name for name in ("date", "time", "array", "object", "map")},
}
RULE = ("description", "dimension", "severity", "businessImpact", "customProperties")
DIMENSIONS = ("accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness")
ACCESS = ("sourcePlatform", "sourceSystem", "datasetProject", "project", "type", "driverVersion", "schedulerAppName", "systemInstance")
CHANNELS = (("productDl", "email", "channel"), ("productSlackChannel", "slack", "channel"), ("productFeedbackUrl", "other", "url"))
SECRETS = ("username", "password")
HANDLED = {
    *("apiVersion", "uuid", "userConsumptionMode", "dataset", "stakeholders", "slaProperties", "slaDefaultColumn", "slaDefaultElement"),
    *("driver", "server", "database", *SECRETS, *(name for name, _, _ in CHANNELS), *ROOT, *SAME, *ACCESS),
}


def from_2(old: Fields, notes: list[str]) -> Fields:
    """Give a 2.2 document's values under their 3.x names; `notes` gets what changed."""
    new: Fields = {name: old[name] for name in SAME if name in old}
    new |= {name: old[was] for was, name in ROOT.items() if old.get(was) and name not in new}
    new["id"] = str(old.get("id") or old.get("uuid") or new.get("name") or "")
    new["schema"] = [_table(item, notes) for item in mappings(old.get("dataset"))]
    _add(new, "team", _team(old))
    _add(new, "slaProperties", _slas(old))
    _add(new, "servers", _servers(old))
    _add(new, "support", _support(old))
    kept = [name for name in old if name in {*ACCESS, "userConsumptionMode"} or name not in HANDLED]
    _add(new, "customProperties", [*mappings(old.get("customProperties")), *({"property": name, "value": old[name]} for name in kept)])
    if any(old.get(name) for name in SECRETS):
        notes.append("username and password were left out: a contract is no place for secrets")
    notes.append("dataset, columns, stakeholders and quality got their names of 3.x")
    return new


def _add(new: Fields, name: str, found: Any) -> None:
    if found:
        new[name] = found


def _table(item: Fields, notes: list[str]) -> Fields:
    found = {TABLE.get(name, name): value for name, value in item.items() if name not in {"columns", "quality", "priorTableName"}}
    if "priorTableName" in item:
        found["customProperties"] = [
            *mappings(found.get("customProperties")),
            {"property": "priorTableName", "value": item["priorTableName"]},
        ]
    _as_lists(found)
    found["properties"] = [_column(column, notes) for column in mappings(item.get("columns"))]
    _add(found, "quality", [_rule(rule) for rule in mappings(item.get("quality"))])
    return found


def _column(item: Fields, notes: list[str]) -> Fields:
    moved = {"quality", "isNullable", "logicalType", "clusterStatus", "clusterKeyPosition"}
    found = {COLUMN.get(name, name): value for name, value in item.items() if name not in moved}
    if isinstance(item.get("isNullable"), bool):
        found["required"] = not item["isNullable"]
    _as_lists(found)
    if "classification" in found:
        found["classification"] = str(found["classification"])
    kept = [name for name in ("clusterStatus", "clusterKeyPosition") if name in item]
    told = str(item.get("logicalType", "")).lower()
    if told in LOGICAL:
        found["logicalType"] = LOGICAL[told]
    elif told:
        kept.append("logicalType")
        notes.append(f"the logical type {told} is none of 3.x; it is kept as a custom property")
    _add(found, "customProperties", [*mappings(found.get("customProperties")), *({"property": name, "value": item[name]} for name in kept)])
    _add(found, "quality", [_rule(rule) for rule in mappings(item.get("quality"))])
    return found


def _as_lists(found: Fields) -> None:
    for name in LISTS:
        if isinstance(found.get(name), str):
            found[name] = [part.strip() for part in found[name].split(",") if part.strip()]


def _rule(rule: Fields) -> Fields:
    """Rules of 2.x name a tool and a template; only that tool can run them."""
    found: Fields = {name: rule[name] for name in RULE if name in rule}
    dimension = str(found.pop("dimension", "")).lower()
    if dimension in DIMENSIONS:
        found["dimension"] = dimension
    if rule.get("code"):
        found["name"] = str(rule["code"])
    if rule.get("scheduleCronExpression"):
        found |= {"scheduler": "cron", "schedule": str(rule["scheduleCronExpression"])}
    rest = {name: value for name, value in rule.items() if name not in {*RULE, "code", "scheduleCronExpression"}}
    return {**found, "type": "custom", "engine": str(rule.get("toolName") or "unknown"), "implementation": rest}


def _team(old: Fields) -> Fields:
    members = [
        {("description" if name == "comment" else name): value for name, value in person.items()}
        for person in mappings(old.get("stakeholders"))
    ]
    return {"members": members} if members else {}


def _slas(old: Fields) -> list[Fields]:
    default = old.get("slaDefaultElement") or old.get("slaDefaultColumn")
    found = []
    for sla in mappings(old.get("slaProperties")):
        item = {("element" if name == "column" else name): value for name, value in sla.items()}
        if default:
            item.setdefault("element", default)
        found.append(item)
    return found


def _servers(old: Fields) -> list[Fields]:
    """Make one server of the flat fields; a driver we don't know, or one that needs more than is said, is a custom one."""
    told = {"host": old.get("server"), "database": old.get("database")}
    said: Fields = {name: str(value) for name, value in told.items() if value}
    if not said:
        return []
    driver = str(old.get("driver") or old.get("sourcePlatform") or "").lower()
    return [{"server": str(old.get("server") or "main"), "type": driver if _is_enough(driver, said) else "custom", **said}]


def _is_enough(kind: str, said: Mapping[str, Any]) -> bool:
    if kind not in servers.PLACES:
        return False
    words = servers.PLACES[kind].split()
    needed = {word.removesuffix("!") for word in words if word.endswith("!")}
    return needed <= said.keys() <= {word.removesuffix("!") for word in words}


def _support(old: Fields) -> list[Fields]:
    found = []
    for name, tool, field in CHANNELS:
        if old.get(name):
            channel = {"channel": str(old[name]), "tool": tool}
            found.append({**channel, "url": str(old[name])} if field == "url" else channel)
    return found
