"""dbt's artifacts as they are found: manifests from version 2 to 12 (dbt 0.19 to 1.11), their nodes in one shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from lineage.importing.words import UnreadableSource

Json = dict[str, Any]
MANIFEST, CATALOG, RESULTS, SOURCES = "manifest.json", "catalog.json", "run_results.json", "sources.json"
ARTIFACTS = (MANIFEST, CATALOG, RESULTS, SOURCES)
OLDEST, NEWEST = 2, 12
# What dbt builds as a relation in the warehouse.
RELATIONS = ("model", "seed", "snapshot", "source")


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a manifest, whatever its version. `parents` are unique ids; `compiled` is empty where dbt only parsed."""

    unique_id: str
    kind: str
    name: str
    parts: tuple[str, ...]
    description: str
    columns: Mapping[str, Json]
    tags: tuple[str, ...]
    owners: tuple[str, ...]
    config: Json
    parents: tuple[str, ...]
    raw: str
    compiled: str
    path: str
    body: Json

    @property
    def is_relation(self) -> bool:
        """Say whether the warehouse has it: ephemeral models are woven into others."""
        return self.kind in RELATIONS and self.config.get("materialized") != "ephemeral"


@dataclass(frozen=True, slots=True)
class Project:
    """A dbt project as its artifacts tell it."""

    name: str
    adapter: str
    version: int
    generated_at: str
    invocation_id: str
    nodes: dict[str, Node]
    exposures: list[Json]
    catalog: dict[str, Json] = field(default_factory=dict)
    results: Json = field(default_factory=dict)
    freshness: Json = field(default_factory=dict)


def open_project(files: Mapping[str, bytes]) -> Project:
    """Read the artifacts of a `target` folder, of which only the manifest has to be there. Raises UnreadableSource."""
    if MANIFEST not in files:
        raise UnreadableSource(
            "There is no manifest.json; bring the files of dbt's target folder (dbt parse, run, build or docs generate make it)."
        )
    manifest = _artifact(files, MANIFEST)
    told = _object(manifest, "metadata")
    version = _version(told)
    groups = {body.get("name"): body.get("owner") or {} for body in _bodies(manifest, "groups")}
    places = {key: _bodies(manifest, key) for key in ("nodes", "sources", "metrics", "semantic_models", "saved_queries")}
    nodes = [_node(body, groups) for bodies in places.values() for body in bodies]
    exposures = _bodies(manifest, "exposures")
    catalog = _artifact(files, CATALOG)
    return Project(
        name=_project_name(told, nodes),
        adapter=str(told.get("adapter_type") or ""),
        version=version,
        generated_at=str(told.get("generated_at") or ""),
        invocation_id=str(told.get("invocation_id") or ""),
        nodes={node.unique_id: node for node in nodes},
        exposures=exposures,
        catalog={**_object(catalog, "nodes"), **_object(catalog, "sources")},
        results=_artifact(files, RESULTS),
        freshness=_artifact(files, SOURCES),
    )


def _artifact(files: Mapping[str, bytes], name: str) -> Json:
    if name not in files:
        return {}
    try:
        found = orjson.loads(files[name])
    except orjson.JSONDecodeError as error:
        raise UnreadableSource(f"{name} is no JSON: {error}.") from error
    if not isinstance(found, dict) or not isinstance(found.get("metadata"), dict):
        raise UnreadableSource(f"{name} isn't what dbt writes: it has no “metadata”.")
    return found


def _version(told: Json) -> int:
    """Read `…/dbt/manifest/v12.json` as 12."""
    url = str(told.get("dbt_schema_version") or "")
    number = url.rpartition("/v")[2].partition(".")[0]
    if "/manifest/" not in url or not number.isdigit():
        raise UnreadableSource("manifest.json doesn't say its version (metadata.dbt_schema_version); is it dbt's manifest?")
    if not OLDEST <= int(number) <= NEWEST:
        raise UnreadableSource(f"This manifest has version {number}; versions {OLDEST} to {NEWEST} are read (dbt 0.19 to 1.11).")
    return int(number)


def _object(body: Json, key: str) -> Json:
    found = body.get(key)
    return found if isinstance(found, dict) else {}


def _bodies(manifest: Json, key: str) -> list[Json]:
    found = (body for body in _object(manifest, key).values() if isinstance(body, dict))
    return [body for body in found if key == "groups" or isinstance(body.get("unique_id"), str)]


def _project_name(told: Json, nodes: list[Node]) -> str:
    """Take the project's name; before version 10 only its nodes know it."""
    name = told.get("project_name")
    own = next((node.unique_id.split(".")[1] for node in nodes if node.kind == "model" and "." in node.unique_id), "dbt")
    return name if isinstance(name, str) and name else own


def _node(body: Json, groups: Mapping[Any, Json]) -> Node:
    config = _object(body, "config")
    unique_id = body["unique_id"]
    kind = str(body.get("resource_type") or unique_id.partition(".")[0])
    table = body.get("identifier") or body.get("alias") or body.get("name") or unique_id
    return Node(
        unique_id=unique_id,
        kind=kind,
        name=str(body.get("name") or unique_id),
        parts=tuple(str(part) for part in (body.get("database"), body.get("schema"), table) if part),
        description=str(body.get("description") or "") or (str(body.get("source_description") or "") if kind == "source" else ""),
        columns={str(name): column for name, column in _object(body, "columns").items() if isinstance(column, dict)},
        tags=tuple(_texts(body.get("tags"))),
        owners=_owners(body, config, groups),
        config=config,
        parents=tuple(_texts(_object(body, "depends_on").get("nodes"))),
        raw=str(body.get("raw_code") or body.get("raw_sql") or "") if body.get("language", "sql") == "sql" else "",
        compiled=str(body.get("compiled_code") or body.get("compiled_sql") or "") if body.get("language", "sql") == "sql" else "",
        path=str(body.get("original_file_path") or ""),
        body=body,
    )


def _texts(found: object) -> list[str]:
    listed = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    return [text for text in listed if isinstance(text, str) and text]


def _owners(body: Json, config: Json, groups: Mapping[Any, Json]) -> tuple[str, ...]:
    """Name the group's owner and whom `meta.owner` names: the address where there is one, since names are shared."""
    group = groups.get(config.get("group") or body.get("group")) or {}
    meta = {**_object(config, "meta"), **_object(body, "meta")}
    listed = [group.get("email") or group.get("name"), meta.get("owner"), _object(body, "source_meta").get("owner")]
    return tuple(
        dict.fromkeys(name for entry in listed for owner in (entry if isinstance(entry, list) else [entry]) for name in _texts(owner))
    )


def is_artifact(path: str) -> bool:
    """Say whether a file is one of dbt's."""
    return path.rpartition("/")[2] in ARTIFACTS


def of_one_target(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Take the artifacts of one folder out of a zip of a project: the least deep folder that has a manifest."""
    folders = sorted(
        {path.rpartition("/")[0] for path in files if path.rpartition("/")[2] == MANIFEST}, key=lambda folder: (folder.count("/"), folder)
    )
    folder = folders[0] if folders else ""
    return {path.rpartition("/")[2]: body for path, body in files.items() if path.rpartition("/")[0] == folder}
