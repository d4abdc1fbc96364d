"""Sales: orders from the till to the morning board."""

from config.demo.landscape.spaces import CLICKS, KAFKA, LAKE, LANDING, SHOP, WAREHOUSE, table
from config.demo.landscape.words import Asset, Change, columns, sources

DOMAIN = "sales"

ASSETS = (
    Asset(
        *("shop_orders", SHOP, "shop.public.orders", "table", DOMAIN),
        words=("Orders in the shop", "The shop's own book of orders; read by the nightly load only."),
        columns=columns("""
            order_id | bigint | | Number the customer sees
            customer_id | bigint
            placed_at | timestamp with time zone
            status | text | | placed, paid, shipped, returned, cancelled or test
            currency | text | | ISO 4217
            voucher_code | text
            sales_channel | text | | web, app or phone
        """),
        changes=(Change("sales_channel", 12),),
    ),
    Asset(
        *("shop_order_lines", SHOP, "shop.public.order_lines", "table", DOMAIN),
        words=("Order lines in the shop", "What was in each order, in the price of the day."),
        columns=columns("""
            order_id | bigint
            line_no | integer
            product_id | bigint
            quantity | integer
            unit_price_cents | integer | | In the order's currency
            discount_cents | integer
        """),
    ),
    Asset(
        *("shop_products", SHOP, "shop.public.products", "table", DOMAIN),
        words=("Products in the shop", "The catalogue behind the web shop."),
        columns=columns("""
            product_id | bigint
            sku | text
            name | text
            category | text
            cost_cents | integer | | What we pay, in euro cents
            price_cents | integer
            is_active | boolean
        """),
    ),
    Asset(
        *("shop_vouchers", SHOP, "shop.public.vouchers", "table", DOMAIN),
        words=("Vouchers in the shop", "Codes given out and what they take off."),
        columns=columns("""
            voucher_code | text
            percent_off | integer
            valid_until | date
        """),
    ),
    Asset(
        *("web_clicks", CLICKS, "stream/web-clicks", "stream", DOMAIN),
        words=("Web clicks", "Every page view of the shop as it happens."),
        columns=columns("""
            event_id | string
            visitor_id | string
            customer_id | long
            page | string
            referrer | string
            clicked_at | timestamp
        """),
        tags=("pii",),
    ),
    Asset(
        *("orders_placed", KAFKA, "orders.placed", "topic", DOMAIN),
        words=("Orders placed", "One message for each order, within seconds."),
        columns=columns("""
            order_id | long
            customer_id | long
            amount_cents | int
            currency | string
            placed_at | timestamp
        """),
    ),
    Asset(
        *("web_sessions", KAFKA, "web.sessions", "topic", DOMAIN),
        words=("Web sessions", "Visits to the shop: where they came in, how long, and whether they bought."),
        columns=columns("""
            session_id | string | web_clicks.visitor_id:transformation, web_clicks.clicked_at:window
            visitor_id | string | web_clicks.visitor_id
            customer_id | long | web_clicks.customer_id
            landing_page | string | web_clicks.page:aggregation
            started_at | timestamp | web_clicks.clicked_at:aggregation
            pages | int | web_clicks.event_id:aggregation
            converted | boolean | orders_placed.order_id:conditional
        """),
        every_row=sources("web_clicks.visitor_id:group_by, orders_placed.customer_id:join"),
        rows=3_100,
    ),
    Asset(
        *("click_archive", LAKE, "events/clicks", "directory", DOMAIN),
        words=("Click archive", "All clicks since the shop opened, a folder a day."),
        columns=columns("""
            visitor_id | string | web_clicks.visitor_id:transformation! | Hashed
            page | string | web_clicks.page
            referrer | string | web_clicks.referrer
            clicked_at | timestamp | web_clicks.clicked_at
            day | date | web_clicks.clicked_at:transformation
        """),
        rows=41_000,
        symlinks=(
            ("hive://metastore.kettle.example:9083", "lake.clicks", "TABLE"),
            ("arn:aws:glue:eu-central-1:000000000042", "table/lake/clicks", "TABLE"),
        ),
    ),
    Asset(
        *("ad_spend_file", LANDING, "marketing/ad_spend.csv", "file", DOMAIN),
        words=("Advertising spend, as sent", "What the agency says was spent yesterday."),
        columns=columns("""
            day | string
            campaign | string
            channel | string
            spend_eur | string
        """),
        rows=24,
    ),
    Asset(
        *("raw_orders", WAREHOUSE, table("raw_orders"), "table", DOMAIN),
        words=("Orders, as loaded", "The shop's orders, loaded nightly and untouched."),
        columns=columns("""
            order_id | bigint | shop_orders.order_id | Number the customer sees
            customer_id | bigint | shop_orders.customer_id
            placed_at | timestamp with time zone | shop_orders.placed_at
            status | text | shop_orders.status
            currency | text | shop_orders.currency
            voucher_code | text | shop_orders.voucher_code
            sales_channel | text | shop_orders.sales_channel | web, app or phone
        """),
        rows=410,
        changes=(Change("sales_channel", 12),),
    ),
    Asset(
        *("raw_order_lines", WAREHOUSE, table("raw_order_lines"), "table", DOMAIN),
        words=("Order lines, as loaded", "The shop's order lines, loaded nightly and untouched."),
        columns=columns("""
            order_id | bigint | shop_order_lines.order_id
            line_no | integer | shop_order_lines.line_no
            product_id | bigint | shop_order_lines.product_id
            quantity | integer | shop_order_lines.quantity
            unit_price_cents | integer | shop_order_lines.unit_price_cents
            discount_cents | integer | shop_order_lines.discount_cents, shop_vouchers.percent_off:transformation
        """),
        rows=980,
    ),
    Asset(
        *("raw_products", WAREHOUSE, table("raw_products"), "table", DOMAIN),
        words=("Products, as loaded", "The shop's catalogue, replaced whole every night."),
        columns=columns("""
            product_id | bigint | shop_products.product_id
            sku | text | shop_products.sku
            name | text | shop_products.name
            category | text | shop_products.category
            cost_cents | integer | shop_products.cost_cents
            price_cents | integer | shop_products.price_cents
            is_active | boolean | shop_products.is_active
        """),
        rows=240,
        overwrites=True,
    ),
    Asset(
        *("raw_ad_spend", WAREHOUSE, table("raw_ad_spend"), "table", DOMAIN),
        words=("Advertising spend, as loaded", "The agency's file with real types."),
        columns=columns("""
            day | date | ad_spend_file.day:transformation
            campaign | text | ad_spend_file.campaign
            channel | text | ad_spend_file.channel
            spend_eur | numeric(12,2) | ad_spend_file.spend_eur:transformation
        """),
        rows=24,
    ),
)
