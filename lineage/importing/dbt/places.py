"""Where a dbt project's relations and jobs are in the catalog, and what leads to what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from lineage.importing.dbt.artifacts import Node, Project
from lineage.openlineage.words import DatasetRef

# sqlglot's names of what dbt's adapters speak, where they differ from the adapter's own.
DIALECTS = {"sqlserver": "tsql", "fabric": "fabric", "synapse": "tsql", "glue": "spark", "postgres": "postgres", "watsonx_presto": "presto"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What artifacts don't tell.

    `namespace`: where the warehouse's tables are, as other producers name it. `jobs`: dbt-ol's job namespace. `repository`: the web
    address of the project's folder, for links to the code. `variables`: for models that dbt didn't compile.
    """

    namespace: str = ""
    jobs: str = "dbt"
    repository: str = ""
    with_runs: bool = True
    variables: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class Warehouse:
    """A project and where its things go."""

    def __init__(self, project: Project, settings: Settings) -> None:
        """Keep both."""
        self.project, self.settings = project, settings
        self.namespace = settings.namespace or default_namespace(project)
        self.dialect = DIALECTS.get(project.adapter, project.adapter)
        self.at = project.generated_at or None
        # From version 5 on, results carry the SQL as it ran.
        listed = project.results.get("results")
        ran = listed if isinstance(listed, list) else []
        self.compiled = {result.get("unique_id"): str(result.get("compiled_code") or "") for result in ran if isinstance(result, dict)}

    def ref(self, node: Node) -> DatasetRef:
        """Name a relation as OpenLineage's naming rules and dbt-ol do: database.schema.table, without levels the warehouse lacks."""
        return DatasetRef(self.namespace, ".".join(node.parts))

    def job(self, node: Node) -> tuple[str, str]:
        """Name a node's job as dbt-ol does, so that imports and live events meet in one job."""
        return self.settings.jobs, ".".join((*node.parts[:-1], node.unique_id.partition(".")[2]))

    def upstream(self, parents: Iterable[str]) -> list[Node]:
        """Find the relations behind parents, through whatever is none itself (ephemeral models, metrics, semantic models)."""
        found: dict[str, Node] = {}
        seen: set[str] = set()
        waiting = list(parents)
        while waiting:
            unique_id = waiting.pop(0)
            node = self.project.nodes.get(unique_id)
            if node is None or unique_id in seen:
                continue
            seen.add(unique_id)
            if node.is_relation:
                found[unique_id] = node
            else:
                waiting += node.parents
        return list(found.values())


def default_namespace(project: Project) -> str:
    """Name a warehouse that nobody placed: BigQuery has one name for all; else the adapter and the project."""
    return "bigquery" if project.adapter == "bigquery" else f"{project.adapter or 'dbt'}://{project.name}"
