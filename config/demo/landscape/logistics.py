"""Logistics: stock, parcels, and how much tea to order."""

from config.demo.landscape.spaces import BI, KAFKA, LAKE, LANDING, ML, SHOP, WAREHOUSE, table
from config.demo.landscape.words import Asset, Change, columns, sources

DOMAIN = "logistics"

ASSETS = (
    Asset(
        *("shop_stock", SHOP, "shop.public.stock_moves", "table", DOMAIN),
        words=("Stock moves in the shop", "Every piece that came into or left the store room."),
        columns=columns("""
            move_id | bigint
            product_id | bigint
            quantity | integer | | Negative when it left
            moved_at | timestamp with time zone
        """),
    ),
    Asset(
        *("shop_shipments", SHOP, "shop.public.shipments", "table", DOMAIN),
        words=("Shipments in the shop", "Parcels handed to a carrier."),
        columns=columns("""
            shipment_id | bigint
            order_id | bigint
            carrier | text
            shipped_at | timestamp with time zone
            delivered_at | timestamp with time zone
            parcel_weight | numeric(8,3) | | In kilograms
        """),
        changes=(Change("parcel_weight", 3, "integer"),),
    ),
    Asset(
        *("stock_moved", KAFKA, "stock.moved", "topic", DOMAIN),
        words=("Stock moved", "One message for each move in the store room."),
        columns=columns("""
            product_id | long
            quantity | int
            moved_at | timestamp
        """),
    ),
    Asset(
        *("stock_alerts", KAFKA, "stock.alerts", "topic", DOMAIN),
        words=("Stock alerts", "Products about to run out, as it happens."),
        columns=columns("""
            product_id | long | stock_moved.product_id
            pieces_left | int | stock_moved.quantity:aggregation
            alerted_at | timestamp | stock_moved.moved_at:aggregation
        """),
        every_row=sources("stock_moved.product_id:group_by, stock_moved.quantity:filter"),
        rows=35,
    ),
    Asset(
        *("carrier_invoices_file", LANDING, "carriers/invoices.csv", "file", DOMAIN),
        words=("Carrier invoices, as sent", "What the carriers charge, parcel by parcel."),
        columns=columns("""
            invoice_no | string
            shipment_id | string
            charge_eur | string
        """),
        rows=390,
    ),
    Asset(
        *("raw_stock_moves", WAREHOUSE, table("raw_stock_moves"), "table", DOMAIN),
        words=("Stock moves, as loaded", "The store room's moves, loaded nightly."),
        columns=columns("""
            move_id | bigint | shop_stock.move_id
            product_id | bigint | shop_stock.product_id
            quantity | integer | shop_stock.quantity
            moved_at | timestamp with time zone | shop_stock.moved_at
        """),
        rows=1_250,
    ),
    Asset(
        *("raw_shipments", WAREHOUSE, table("raw_shipments"), "table", DOMAIN),
        words=("Shipments, as loaded", "Parcels, loaded nightly and untouched."),
        columns=columns("""
            shipment_id | bigint | shop_shipments.shipment_id
            order_id | bigint | shop_shipments.order_id
            carrier | text | shop_shipments.carrier
            shipped_at | timestamp with time zone | shop_shipments.shipped_at
            delivered_at | timestamp with time zone | shop_shipments.delivered_at
            parcel_weight | numeric(8,3) | shop_shipments.parcel_weight | In kilograms; whole grams before the change
        """),
        rows=395,
        changes=(Change("parcel_weight", 3, "integer"),),
    ),
    Asset(
        *("raw_carrier_invoices", WAREHOUSE, table("raw_carrier_invoices"), "table", DOMAIN),
        words=("Carrier invoices, as loaded", "The carriers' charges with real types."),
        columns=columns("""
            invoice_no | text | carrier_invoices_file.invoice_no
            shipment_id | bigint | carrier_invoices_file.shipment_id:transformation
            charge_eur | numeric(12,2) | carrier_invoices_file.charge_eur:transformation
        """),
        rows=390,
    ),
    Asset(
        *("stg_shipments", WAREHOUSE, table("stg_shipments"), "view", DOMAIN),
        words=("Shipments, cleaned", "Parcels with the days they took."),
        columns=columns("""
            shipment_id | bigint | raw_shipments.shipment_id
            order_id | bigint | raw_shipments.order_id
            carrier | text | raw_shipments.carrier:transformation
            shipped_on | date | raw_shipments.shipped_at:transformation
            days_in_transit | integer | raw_shipments.delivered_at:transformation, raw_shipments.shipped_at:transformation
            parcel_weight | numeric(8,3) | raw_shipments.parcel_weight
        """),
        changes=(Change("parcel_weight", 3, "integer"),),
    ),
    Asset(
        *("fct_deliveries", WAREHOUSE, table("fct_deliveries"), "view", DOMAIN),
        words=("Deliveries", "One row for each parcel: who carried it, how long it took, what it cost."),
        columns=columns("""
            shipment_id | bigint | stg_shipments.shipment_id
            order_id | bigint | stg_shipments.order_id
            carrier | text | stg_shipments.carrier
            shipped_on | date | stg_shipments.shipped_on
            days_in_transit | integer | stg_shipments.days_in_transit
            is_late | boolean | stg_shipments.days_in_transit:conditional
            charge_eur | numeric(12,2) | raw_carrier_invoices.charge_eur:aggregation
        """),
        every_row=sources("stg_shipments.shipment_id:join, raw_carrier_invoices.shipment_id:join"),
        rows=14_200,
        lifecycle="certified",
    ),
    Asset(
        *("stock_positions", WAREHOUSE, table("stock_positions"), "table", DOMAIN),
        words=("Stock right now", "Pieces on the shelf of each product, made anew every hour."),
        columns=columns("""
            product_id | bigint | raw_stock_moves.product_id
            pieces | bigint | raw_stock_moves.quantity:aggregation
            as_of | timestamp with time zone | raw_stock_moves.moved_at:aggregation
        """),
        every_row=sources("raw_stock_moves.product_id:group_by, stock_moved.product_id:join"),
        rows=240,
        overwrites=True,
        lifecycle="shared",
    ),
    Asset(
        *("demand_features", LAKE, "features/demand", "directory", DOMAIN),
        words=("Demand features", "What the forecast learns from: sales, stock and clicks of each product and week."),
        columns=columns("""
            product_id | long | fct_sales_daily.category:join, stock_positions.product_id
            week | date | fct_sales_daily.placed_on:transformation
            pieces_sold | long | fct_sales_daily.pieces:aggregation
            pieces_left | long | stock_positions.pieces:aggregation
            page_views | long | click_archive.page:aggregation
        """),
        every_row=sources("fct_sales_daily.placed_on:group_by, click_archive.day:join"),
        rows=5_200,
    ),
    Asset(
        *("demand_model", ML, "models/demand", "model", DOMAIN),
        words=("Demand model", "Guesses next week's sales of each product; trained on Mondays."),
        columns=columns("""
            pieces_next_week | double | demand_features.pieces_sold:transformation, demand_features.page_views:transformation, demand_features.week:window
        """),
    ),
    Asset(
        *("demand_forecast", WAREHOUSE, table("demand_forecast"), "table", DOMAIN),
        words=("Demand forecast", "How many of each product we'll sell next week."),
        columns=columns("""
            product_id | bigint | demand_features.product_id
            week | date | demand_features.week:transformation
            pieces | numeric(10,1) | demand_model.pieces_next_week, demand_features.pieces_sold:transformation
        """),
        rows=240,
        lifecycle="shared",
    ),
    Asset(
        *("supplier_orders", KAFKA, "suppliers.orders", "topic", DOMAIN),
        words=("Orders to suppliers", "What to order from whom; planned, nothing writes it yet."),
        columns=columns("""
            product_id | long
            pieces | int
        """),
    ),
    Asset(
        *("delivery_board", BI, "dashboard/12", "dashboard", DOMAIN),
        words=("Delivery performance", "How late which carrier is."),
        columns=columns("""
            late_share_by_carrier | float | fct_deliveries.is_late:aggregation, fct_deliveries.carrier:group_by
            cost_by_week | float | fct_deliveries.charge_eur:aggregation, fct_deliveries.shipped_on:group_by
        """),
    ),
    Asset(
        *("stock_cover", BI, "report/31", "report", DOMAIN),
        words=("Stock cover", "For how many days the stock will last, product by product; what to order."),
        columns=columns("""
            product | text | dim_product.product_name
            days_of_cover | float | stock_positions.pieces:transformation, demand_forecast.pieces:transformation
        """),
        every_row=sources("stock_positions.product_id:join, demand_forecast.product_id:join, dim_product.product_id:join"),
    ),
)
