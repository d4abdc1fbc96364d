"""Models, seeds, snapshots and sources as datasets, and the jobs that build them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lineage.importing import events
from lineage.importing.dbt.artifacts import Json, Node
from lineage.importing.dbt.places import Warehouse
from lineage.importing.words import Known, Piece, Reading
from lineage.sql import CannotRender, Environment, UndefinedVariable, render, salvage

KINDS = {"view": "VIEW", "materialized_view": "VIEW", "materializedview": "VIEW"}
JOBS = {"model": "MODEL", "snapshot": "SNAPSHOT", "seed": "SEED"}
WORDS = {"model": "models", "seed": "seeds", "snapshot": "snapshots", "source": "sources"}
KEPT_CONFIG = (
    "materialized",
    "unique_key",
    "incremental_strategy",
    "on_schema_change",
    "partition_by",
    "cluster_by",
    "contract",
    "access",
    "group",
)


def relation_pieces(warehouse: Warehouse, known: Known, reading: Reading) -> None:
    """Say every relation, and for what dbt builds its job with its SQL."""
    relations = [node for node in warehouse.project.nodes.values() if node.is_relation]
    told = known(warehouse.ref(node) for node in relations)
    environment = _environment(warehouse)
    for node in relations:
        reading.count(WORDS[node.kind])
        reading.pieces.append(_dataset(warehouse, node, told.get(warehouse.ref(node), {})))
        if node.kind != "source":
            reading.pieces.append(_job(warehouse, node, environment, reading))


def _dataset(warehouse: Warehouse, node: Node, known: Mapping[str, str]) -> Piece:
    fields = list(_fields(node, warehouse.project.catalog.get(node.unique_id, {}), known))
    of_columns = ((name, tag) for name, column in node.columns.items() for tag in _tags(column))
    said = events.facets(
        schema=events.schema(fields),
        documentation=events.documentation(node.description),
        ownership=events.ownership(node.owners),
        tags=events.tags(node.tags, of_columns, source="DBT"),
        datasetType={"datasetType": KINDS.get(str(node.config.get("materialized")), "TABLE")},
        dbt_model=_as_configured(node),
    )
    return events.dataset_event(warehouse.ref(node), said, warehouse.at)


def _fields(node: Node, catalog: Json, known: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield columns: those of catalog.json; else those the catalog here has, with the documented ones it lacks.

    A manifest lists only the columns somebody documented: said alone, they would look like the whole table.
    """
    documented = {name.lower(): column for name, column in node.columns.items()}
    listed = catalog.get("columns")
    whole = sorted(listed.values(), key=lambda column: column.get("index") or 0) if isinstance(listed, dict) and listed else []
    seen: dict[str, tuple[str, str, str]] = {}
    for column in whole:
        seen[str(column.get("name", "")).lower()] = (
            str(column.get("name", "")),
            str(column.get("type") or ""),
            str(column.get("comment") or ""),
        )
    if not whole:
        seen = {path.lower(): (path, data_type, "") for path, data_type in known.items()}
    for key, column in documented.items():
        # Where the warehouse listed its columns, one it doesn't have is only a wish.
        if key in seen or not whole:
            name, data_type, comment = seen.get(key, (str(column.get("name") or key), "", ""))
            seen[key] = (name, data_type or str(column.get("data_type") or ""), str(column.get("description") or comment))
    return ({"name": name, "type": data_type, "description": text} for name, data_type, text in seen.values() if name)


def _tags(column: Json) -> list[str]:
    found = column.get("tags")
    return [tag for tag in found if isinstance(tag, str) and tag] if isinstance(found, list) else []


def _as_configured(node: Node) -> Json | None:
    """Give how dbt builds it, with its model contract, under the name that dbt-ol's own facet has."""
    if node.kind == "source":
        return None
    config = {key: node.config[key] for key in KEPT_CONFIG if node.config.get(key) not in (None, "", [], {})}
    said = {"config": config, "meta": node.config.get("meta") or node.body.get("meta"), "owner": ", ".join(node.owners)}
    contract = node.config.get("contract")
    if isinstance(contract, dict) and contract.get("enforced"):
        columns = {name: column.get("constraints") for name, column in node.columns.items() if column.get("constraints")}
        said["contract"] = {"enforced": True, "constraints": node.body.get("constraints") or [], "columns": columns}
    said |= {
        "access": node.body.get("access"),
        "group": node.config.get("group") or node.body.get("group"),
        "version": node.body.get("version"),
    }
    return {key: value for key, value in said.items() if value}


def _job(warehouse: Warehouse, node: Node, environment: Environment, reading: Reading) -> Piece:
    query = _sql(warehouse, node, environment, reading) if node.kind != "seed" else ""
    repository = warehouse.settings.repository.rstrip("/")
    said = events.facets(
        jobType={"processingType": "BATCH", "integration": "DBT", "jobType": JOBS[node.kind]},
        sql={"query": query, "dialect": warehouse.dialect} if query else None,
        documentation=events.documentation(node.description),
        ownership=events.ownership(node.owners),
        tags=events.tags(node.tags, source="DBT"),
        sourceCodeLocation={"type": "git", "url": f"{repository}/{node.path}"} if repository and node.path else None,
        dbt_node={"unique_id": node.unique_id, "original_file_path": node.path},
    )
    inputs = (warehouse.ref(parent) for parent in warehouse.upstream(node.parents))
    return events.job_event(warehouse.job(node), said, (inputs, [warehouse.ref(node)]), warehouse.at)


def _sql(warehouse: Warehouse, node: Node, environment: Environment, reading: Reading) -> str:
    """Give the SQL that dbt compiled; where it only parsed, what rendering makes of the model, and say so."""
    if compiled := node.compiled.strip() or warehouse.compiled.get(node.unique_id, ""):
        return compiled
    if not node.raw.strip():
        reading.skip(node.unique_id, "its SQL isn't in the manifest (a Python model?), so only its tables are known, not its columns")
        return ""
    here = Environment(environment.models, environment.sources, this=".".join(node.parts), target=environment.target)
    try:
        return render(node.raw, warehouse.settings.variables, here)
    except (UndefinedVariable, CannotRender) as error:
        reading.skip(f"{node.unique_id}: columns may be incomplete", f"dbt didn't compile it, and rendering it here met: {error}")
        return salvage(node.raw, here)[0]


def _environment(warehouse: Warehouse) -> Environment:
    """Say where ref() and source() point."""
    nodes: Iterable[Node] = warehouse.project.nodes.values()
    models = {node.name: ".".join(node.parts) for node in nodes if node.kind in JOBS}
    sources = {(str(node.body.get("source_name")), node.name): ".".join(node.parts) for node in nodes if node.kind == "source"}
    return Environment(models, sources, target={"name": "prod", "schema": "", "type": warehouse.project.adapter})
