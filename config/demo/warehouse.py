"""The demo's warehouse for real: a schema of its own in Provender's database, with rows and views behind the landscape's names."""

from datetime import date

from django.db import connection, transaction

from config.demo.landscape.spaces import WAREHOUSE, WAREHOUSE_SCHEMA
from config.demo.landscape.words import Asset, Landscape
from config.demo.sql import model_sql, rows_sql

# Tables that are worked out from views come after them; everything else in the order it is made from each other.
ORDER = (
    *("raw_products", "raw_customers", "raw_orders", "raw_order_lines", "raw_payments", "raw_refunds", "raw_fx_rates", "raw_ad_spend"),
    *("raw_reviews", "raw_stock_moves", "raw_shipments", "raw_carrier_invoices", "stock_positions"),
    *("stg_orders", "stg_order_lines", "stg_products", "stg_customers", "stg_shipments", "stg_payments", "stg_fx_rates"),
    *(
        "dim_product",
        "fct_orders",
        "fct_sales_daily",
        "marketing_attribution",
        "dim_customer",
        "customer_lifetime_value",
        "product_reviews",
    ),
    *("fct_deliveries", "fct_payments_reconciled", "fct_revenue_daily", "fct_margin_daily", "customer_segments", "demand_forecast"),
)


def real_assets(landscape: Landscape) -> tuple[Asset, ...]:
    """Give the assets that stand in the schema, in the order they are built."""
    there = {asset.key: asset for asset in landscape.assets if asset.space == WAREHOUSE and asset.dropped_days_ago is None}
    return tuple(there[key] for key in ORDER)


@transaction.atomic
def build_warehouse(landscape: Landscape, *, today: date) -> int:
    """Build the schema anew as of a day; returns how many tables and views it has. Rows are the same for the same day."""
    tear_down()
    assets = real_assets(landscape)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {WAREHOUSE_SCHEMA}")
        cursor.execute(f"COMMENT ON SCHEMA {WAREHOUSE_SCHEMA} IS 'Provender demo; removed by: manage.py demo --remove'")
        # Days and hours are those of the landscape, whatever the server's own zone.
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        for asset in assets:
            for statement in statements(asset):
                cursor.execute(statement, {"today": today})
        for asset in assets:
            cursor.execute(f'COMMENT ON {asset.kind.upper()} {WAREHOUSE_SCHEMA}."{asset.key}" IS %s', [asset.words[1]])
        for asset in assets:
            if asset.kind == "table":
                cursor.execute(f'ANALYZE {WAREHOUSE_SCHEMA}."{asset.key}"')
    return len(assets)


def statements(asset: Asset) -> tuple[str, ...]:
    """Give the statements that build one asset."""
    place = f'{WAREHOUSE_SCHEMA}."{asset.key}"'
    if asset.kind == "view":
        return (f"CREATE VIEW {place} AS {model_sql(asset.key)}",)
    listed = ", ".join(f'"{column.name}" {column.data_type}' for column in asset.columns)
    return (f"CREATE TABLE {place} ({listed})", f"INSERT INTO {place} {rows_sql(asset.key)}")


def tear_down() -> None:
    """Drop the schema with all that is in it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {WAREHOUSE_SCHEMA} CASCADE")
