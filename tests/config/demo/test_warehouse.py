"""The real warehouse behind the demo's names."""

from datetime import date

import pytest

from catalog import bulk
from config.demo.landscape import KETTLE
from config.demo.landscape.spaces import WAREHOUSE_SCHEMA
from config.demo.warehouse import build_warehouse, real_assets, tear_down

TODAY = date(2026, 3, 30)
COLUMNS = """
SELECT c.relname, array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname = %s AND a.attnum > 0 AND NOT a.attisdropped GROUP BY c.relname
"""


@pytest.mark.django_db
def test_real_tables_and_views_have_the_columns_the_landscape_tells():
    build_warehouse(KETTLE, today=TODAY)
    real = dict(bulk.ask(COLUMNS, WAREHOUSE_SCHEMA))
    told = {asset.key: [f"{column.name} {column.data_type}" for column in asset.columns] for asset in real_assets(KETTLE)}
    assert real == told


@pytest.mark.django_db
def test_every_real_table_and_view_has_rows():
    build_warehouse(KETTLE, today=TODAY)
    counts = {asset.key: bulk.ask(f'SELECT count(*) FROM {WAREHOUSE_SCHEMA}."{asset.key}"')[0][0] for asset in real_assets(KETTLE)}
    assert [key for key, count in counts.items() if not count] == []
    assert counts["raw_orders"] == 4000


@pytest.mark.django_db
def test_todays_exchange_rates_are_missing():
    build_warehouse(KETTLE, today=TODAY)
    assert bulk.ask(f"SELECT max(day) FROM {WAREHOUSE_SCHEMA}.stg_fx_rates") == [(date(2026, 3, 29),)]


@pytest.mark.django_db
def test_building_twice_gives_the_same_rows():
    digest = f"SELECT md5(string_agg(f::text, ',' ORDER BY order_id)) FROM {WAREHOUSE_SCHEMA}.fct_orders f"
    build_warehouse(KETTLE, today=TODAY)
    once = bulk.ask(digest)
    build_warehouse(KETTLE, today=TODAY)
    assert bulk.ask(digest) == once


@pytest.mark.django_db
def test_tearing_down_leaves_no_schema():
    build_warehouse(KETTLE, today=TODAY)
    tear_down()
    assert bulk.ask("SELECT 1 FROM pg_namespace WHERE nspname = %s", WAREHOUSE_SCHEMA) == []
