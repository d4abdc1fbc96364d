"""A dbt project's artifacts, read in one go."""

from collections.abc import Mapping

from lineage.importing.dbt.artifacts import ARTIFACTS, Project, open_project
from lineage.importing.dbt.exposures import exposure_pieces
from lineage.importing.dbt.places import Settings, Warehouse
from lineage.importing.dbt.relations import relation_pieces
from lineage.importing.dbt.runs import run_pieces
from lineage.importing.dbt.tested import freshness_pieces, test_pieces
from lineage.importing.words import Known, Reading

NOT_READ = {
    "test": "",
    "unit_test": "",
    "operation": "hooks have no tables of their own",
    "rpc": "one-off queries aren't part of the project",
    "analysis": "analyses are compiled, not run",
    "sql_operation": "one-off queries aren't part of the project",
    "function": "functions hold no data",
    "metric": "metrics aren't assets here; exposures built on them lead to the models beneath",
    "semantic_model": "semantic models describe models that are read themselves",
    "saved_query": "saved queries aren't assets here; exposures built on them lead to the models beneath",
}


def read_dbt(files: Mapping[str, bytes], settings: Settings, known: Known) -> Reading:
    """Read the files of a `target` folder, by name. `known` tells the columns that the catalog has, for models whose artifacts don't.

    Raises UnreadableSource where there is no manifest, or an artifact isn't what it should be.
    """
    project = open_project(files)
    warehouse = Warehouse(project, settings)
    reading = Reading()
    relation_pieces(warehouse, known, reading)
    exposure_pieces(warehouse, reading)
    if settings.with_runs:
        run_pieces(warehouse, reading)
    test_pieces(warehouse, reading)
    freshness_pieces(warehouse, reading)
    _account(project, files, reading)
    return reading


def _account(project: Project, files: Mapping[str, bytes], reading: Reading) -> None:
    """Say what was left out: files that aren't artifacts, nodes that become nothing."""
    for name in files:
        if name not in ARTIFACTS:
            reading.skip(name, "not one of " + ", ".join(ARTIFACTS))
    for node in project.nodes.values():
        if NOT_READ.get(node.kind):
            reading.skip(node.unique_id, NOT_READ[node.kind])
        elif node.kind == "model" and not node.is_relation:
            reading.skip(node.unique_id, "ephemeral: woven into the models that use it, whose inputs it passes on")
        elif node.kind not in NOT_READ and not node.is_relation:
            reading.skip(node.unique_id, f"Provender doesn't know what a {node.kind} is")
