"""A real `dbt-ol` run of a small shop on DuckDB: its models, columns and tests arrive."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parent / "dbt_project"
QUIET = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "DBT_VERSION_CHECK": "false",
    "OPENLINEAGE_NAMESPACE": "corner-shop",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, tree: Any) -> str:
    """Run the shop once: seeds, models and tests; gives what dbt said."""
    folder = tmp_path_factory.mktemp("dbt") / "shop"
    shutil.copytree(PROJECT, folder)
    programs = Path(sys.executable).parent
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder), "CORNER_SHOP_FILE": str(folder / "shop.duckdb"), **QUIET}
    done = subprocess.run(
        [programs / "dbt-ol", "build", "--project-dir", folder, "--profiles-dir", folder, "--no-partial-parse"],
        cwd=folder,
        env={**environment, "OPENLINEAGE_URL": tree.url},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
    return done.stdout


@pytest.mark.usefixtures("built")
def test_every_model_of_the_shop_is_an_asset_with_its_columns(
    rows: Callable[..., list[tuple[Any, ...]]], page: Callable[[str], str]
) -> None:
    found = rows("SELECT a.name, a.id FROM catalog_asset a JOIN catalog_namespace n ON n.id = a.namespace_id WHERE n.name LIKE 'duckdb%%'")
    by_table = {name.rpartition(".")[2]: asset for name, asset in found}
    assert {"customers", "orders", "recent_orders", "spending"} <= by_table.keys()
    shown = page(f"/assets/{by_table['spending']}/columns/")
    assert all(column in shown for column in ("customer_id", "customer_name", "total_spent"))
    assert "Whose money it was." in shown
    assert "What each customer has spent." in page(f"/assets/{by_table['spending']}/")


@pytest.mark.usefixtures("built")
def test_the_edges_of_the_shop_are_those_of_its_models(rows: Callable[..., list[tuple[Any, ...]]]) -> None:
    edges = rows(
        "SELECT DISTINCT s.name, t.name FROM lineage_edge e JOIN catalog_asset s ON s.id = e.source_id"
        " JOIN catalog_asset t ON t.id = e.target_id WHERE e.is_shown AND t.name LIKE 'shop.%%'"
    )
    short = {(source.rpartition(".")[2], target.rpartition(".")[2]) for source, target in edges}
    assert {("orders", "recent_orders"), ("recent_orders", "spending"), ("customers", "spending")} <= short


@pytest.mark.usefixtures("built")
def test_the_results_of_the_shop_s_tests_are_observations(rows: Callable[..., list[tuple[Any, ...]]]) -> None:
    tests = rows("SELECT o.column_path, o.test, o.passed FROM lineage_observation o WHERE o.metric = 'assertion'")
    assert ("order_id", True) in {(column, passed) for column, _, passed in tests}
    assert len(tests) >= 3
