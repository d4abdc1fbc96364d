"""Connections and tests over a real little database: a DuckDB file."""

from collections.abc import Sequence
from pathlib import Path

from catalog.models import Asset, Person
from contracts.actions.testing import Wish, write_test
from contracts.models import DataTest
from lineage.actions.importing.connections import save_connection
from lineage.models import Connection
from tests.make import make_asset, make_namespace

SPACE = "duckdb://shop"


def make_database(folder: Path, statements: Sequence[str]) -> Connection:
    import duckdb

    file = folder / "shop.duckdb"
    with duckdb.connect(str(file)) as database:
        for statement in statements:
            database.execute(statement)
    return save_connection(name="Shop", address=f"duckdb:///{file}", namespace=SPACE, person=None)


def change_database(folder: Path, statement: str) -> None:
    import duckdb

    with duckdb.connect(str(folder / "shop.duckdb")) as database:
        database.execute(statement)


def make_table(name: str = "shop.main.orders", **fields: object) -> Asset:
    return make_asset(name, namespace=make_namespace(SPACE, "duckdb"), **{"kind": "table", **fields})


def make_test(
    asset: Asset, connection: Connection | None, sql: str = "SELECT count(*) FROM orders", *, person: Person | None = None, **more: object
) -> DataTest:
    usual = {"name": "Orders", "kind": "business", "terms": {"operator": "mustBeGreaterThan", "value": 0}}
    return write_test(asset=asset, wish=Wish(sql=sql, connection=connection, **{**usual, **more}), person=person)
