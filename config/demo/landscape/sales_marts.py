"""Sales, continued: what the warehouse makes of the orders, and who looks at it."""

from config.demo.landscape.spaces import BI, WAREHOUSE, table
from config.demo.landscape.words import Asset, Change, columns, sources

DOMAIN = "sales"

ASSETS = (
    Asset(
        *("stg_orders", WAREHOUSE, table("stg_orders"), "view", DOMAIN),
        words=("Orders, cleaned", "Orders without tests, with the day they were placed."),
        columns=columns("""
            order_id | bigint | raw_orders.order_id
            customer_id | bigint | raw_orders.customer_id
            placed_at | timestamp with time zone | raw_orders.placed_at
            placed_on | date | raw_orders.placed_at:transformation | Day in UTC
            status | text | raw_orders.status
            currency | text | raw_orders.currency
            sales_channel | text | raw_orders.sales_channel:transformation
        """),
        every_row=sources("raw_orders.status:filter"),
        changes=(Change("sales_channel", 12),),
    ),
    Asset(
        *("stg_order_lines", WAREHOUSE, table("stg_order_lines"), "view", DOMAIN),
        words=("Order lines, cleaned", "Order lines with gross and net amounts."),
        columns=columns("""
            order_id | bigint | raw_order_lines.order_id
            line_no | integer | raw_order_lines.line_no
            product_id | bigint | raw_order_lines.product_id
            quantity | integer | raw_order_lines.quantity
            gross_cents | integer | raw_order_lines.quantity:transformation, raw_order_lines.unit_price_cents:transformation
            net_cents | integer | raw_order_lines.quantity:transformation, raw_order_lines.unit_price_cents:transformation, raw_order_lines.discount_cents:transformation
        """),
        every_row=sources("raw_order_lines.quantity:filter"),
    ),
    Asset(
        *("stg_products", WAREHOUSE, table("stg_products"), "view", DOMAIN),
        words=("Products, cleaned", "The catalogue with tidy category names."),
        columns=columns("""
            product_id | bigint | raw_products.product_id
            sku | text | raw_products.sku
            product_name | text | raw_products.name
            category | text | raw_products.category:transformation
            cost_cents | integer | raw_products.cost_cents
            is_active | boolean | raw_products.is_active
        """),
    ),
    Asset(
        *("dim_product", WAREHOUSE, table("dim_product"), "view", DOMAIN),
        words=("Products", "One row for each product ever sold: name, category, cost."),
        columns=columns("""
            product_id | bigint | stg_products.product_id
            sku | text | stg_products.sku
            product_name | text | stg_products.product_name
            category | text | stg_products.category
            cost_eur | numeric(12,2) | stg_products.cost_cents:transformation
            is_active | boolean | stg_products.is_active
        """),
        rows=240,
        lifecycle="certified",
    ),
    Asset(
        *("fct_orders", WAREHOUSE, table("fct_orders"), "view", DOMAIN),
        words=("Orders", "One row for each order with what it brought in; start here."),
        columns=columns("""
            order_id | bigint | stg_orders.order_id | Number the customer sees
            customer_id | bigint | stg_orders.customer_id
            placed_on | date | stg_orders.placed_on | Day in UTC
            status | text | stg_orders.status
            currency | text | stg_orders.currency
            sales_channel | text | stg_orders.sales_channel
            items | bigint | stg_order_lines.quantity:aggregation
            net_amount | numeric(12,2) | stg_order_lines.net_cents:aggregation | In the order's currency, after discounts
        """),
        every_row=sources("stg_orders.order_id:join, stg_order_lines.order_id:join, stg_orders.order_id:group_by"),
        rows=14_800,
        lifecycle="certified",
        tags=("tier: 1",),
        changes=(Change("sales_channel", 12),),
    ),
    Asset(
        *("fct_sales_daily", WAREHOUSE, table("fct_sales_daily"), "view", DOMAIN),
        words=("Sales by day and category", "How many pieces of what were sold on which day."),
        columns=columns("""
            placed_on | date | stg_orders.placed_on
            category | text | dim_product.category
            orders | bigint | stg_orders.order_id:aggregation
            pieces | bigint | stg_order_lines.quantity:aggregation
            net_amount | numeric(12,2) | stg_order_lines.net_cents:aggregation | Currencies added as they are: for trends, not for the books
        """),
        every_row=sources(
            "stg_orders.placed_on:group_by, dim_product.category:group_by, stg_order_lines.product_id:join, dim_product.product_id:join"
        ),
        rows=320,
        lifecycle="shared",
    ),
    Asset(
        *("marketing_attribution", WAREHOUSE, table("marketing_attribution"), "view", DOMAIN),
        words=("Marketing attribution", "What each channel cost and what came in by it, a row a day."),
        columns=columns("""
            day | date | raw_ad_spend.day
            channel | text | raw_ad_spend.channel
            spend_eur | numeric(12,2) | raw_ad_spend.spend_eur:aggregation
            orders | bigint | fct_orders.order_id:aggregation
            cost_per_order | numeric(12,2) | raw_ad_spend.spend_eur:aggregation, fct_orders.order_id:aggregation
        """),
        every_row=sources("raw_ad_spend.day:join, fct_orders.placed_on:join, fct_orders.sales_channel:join, raw_ad_spend.channel:group_by"),
        rows=90,
    ),
    Asset(
        *("legacy_orders_export", WAREHOUSE, table("legacy_orders_export"), "table", DOMAIN),
        words=("Old orders export", "The spreadsheet feed of the former shop system; gone, use Orders."),
        columns=columns("""
            order_no | text | raw_orders.order_id:transformation
            order_date | text | raw_orders.placed_at:transformation
            total | text
        """),
        rows=410,
        lifecycle="deprecated",
        dropped_days_ago=9,
        successor="fct_orders",
    ),
    Asset(
        *("sales_board", BI, "dashboard/11", "dashboard", DOMAIN),
        words=("Morning sales board", "What the shop sold yesterday, on the wall by nine."),
        columns=columns("""
            net_amount_by_day | float | fct_sales_daily.net_amount
            top_categories | text | fct_sales_daily.category, fct_sales_daily.pieces:sort
            orders_by_channel | integer | fct_orders.order_id:aggregation, fct_orders.sales_channel:group_by
        """),
        lifecycle="shared",
    ),
)
