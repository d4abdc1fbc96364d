"""openlineage-python posts plainly, compressed and asynchronously, as one file of configuration would have it."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import column_lineage_dataset, schema_dataset

from tests.durability.tree import Tree

pytestmark = pytest.mark.slow

TRANSPORTS: dict[str, dict[str, Any]] = {
    "plain": {"type": "http"},
    "gzip": {"type": "http", "compression": "gzip"},
    "async": {"type": "async_http"},
    "async-gzip": {"type": "async_http", "compression": "gzip"},
}


def tell(client: OpenLineageClient, job: str, run: str, table: str) -> None:
    """Report a run that makes a table of two columns from another."""
    fields = [schema_dataset.SchemaDatasetFacetFields(name, "integer") for name in ("id", "price")]
    source = column_lineage_dataset.InputField("db://shop", "raw", "cents")
    lineage = column_lineage_dataset.ColumnLineageDatasetFacet(fields={"price": column_lineage_dataset.Fields([source])})
    output = OutputDataset("db://shop", table, facets={"schema": schema_dataset.SchemaDatasetFacet(fields), "columnLineage": lineage})
    for state in (RunState.START, RunState.COMPLETE):
        client.emit(
            RunEvent(
                eventType=state,
                eventTime=datetime.now(UTC).isoformat(),
                run=Run(run),
                job=Job("python", job),
                producer="https://example.org",
                inputs=[InputDataset("db://shop", "raw")],
                outputs=[output] if state is RunState.COMPLETE else [],
            )
        )


@pytest.mark.parametrize("name", TRANSPORTS)
def test_what_the_client_reports_is_in_the_rows_and_on_the_asset_page(
    name: str, tree: Tree, rows: Callable[..., list[tuple[Any, ...]]], page: Callable[[str], str]
) -> None:
    run, table = str(uuid.uuid4()), f"orders_{name}"
    client = OpenLineageClient(config={"transport": {**TRANSPORTS[name], "url": tree.url}})
    tell(client, f"load_{name}", run, table)
    client.close()
    assert rows("SELECT state FROM lineage_run WHERE run_id = %s AND state = 'completed'", run) == [("completed",)]
    [(asset,)] = rows("SELECT id FROM catalog_asset WHERE name = %s", table)
    edges = rows(
        "SELECT s.path, t.path FROM lineage_columnedge e JOIN catalog_column s ON s.id = e.source_column_id"
        " JOIN catalog_column t ON t.id = e.target_column_id WHERE t.asset_id = %s",
        asset,
    )
    assert edges == [("cents", "price")]
    shown = page(f"/assets/{asset}/columns/")
    assert "price" in shown
    assert "integer" in shown
