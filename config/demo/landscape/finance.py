"""Finance: money in, money back, and the books in euro. Today they wait for the exchange rates."""

from config.demo.landscape.spaces import BI, LANDING, SHOP, WAREHOUSE, table
from config.demo.landscape.words import Asset, columns, sources

DOMAIN = "finance"

ASSETS = (
    Asset(
        *("shop_payments", SHOP, "shop.public.payments", "table", DOMAIN),
        words=("Payments in the shop", "What the payment service confirmed."),
        columns=columns("""
            payment_id | bigint
            order_id | bigint
            method | text
            amount_cents | integer
            currency | text
            paid_at | timestamp with time zone
        """),
    ),
    Asset(
        *("shop_refunds", SHOP, "shop.public.refunds", "table", DOMAIN),
        words=("Refunds in the shop", "Money given back."),
        columns=columns("""
            refund_id | bigint
            payment_id | bigint
            amount_cents | integer
            refunded_at | timestamp with time zone
        """),
    ),
    Asset(
        *("fx_rates_file", LANDING, "fx/rates.csv", "file", DOMAIN),
        words=("Exchange rates, as sent", "The bank's rates of the day, fetched at five."),
        columns=columns("""
            day | string
            currency | string
            eur_rate | string
        """),
        rows=31,
        overwrites=True,
        tags=("external",),
    ),
    Asset(
        *("raw_payments", WAREHOUSE, table("raw_payments"), "table", DOMAIN),
        words=("Payments, as loaded", "Payments, loaded nightly and untouched."),
        columns=columns("""
            payment_id | bigint | shop_payments.payment_id
            order_id | bigint | shop_payments.order_id
            method | text | shop_payments.method
            amount_cents | integer | shop_payments.amount_cents
            currency | text | shop_payments.currency
            paid_at | timestamp with time zone | shop_payments.paid_at
        """),
        rows=402,
    ),
    Asset(
        *("raw_refunds", WAREHOUSE, table("raw_refunds"), "table", DOMAIN),
        words=("Refunds, as loaded", "Refunds, loaded nightly and untouched."),
        columns=columns("""
            refund_id | bigint | shop_refunds.refund_id
            payment_id | bigint | shop_refunds.payment_id
            amount_cents | integer | shop_refunds.amount_cents
            refunded_at | timestamp with time zone | shop_refunds.refunded_at
        """),
        rows=18,
    ),
    Asset(
        *("raw_fx_rates", WAREHOUSE, table("raw_fx_rates"), "table", DOMAIN),
        words=("Exchange rates, as loaded", "The bank's rates with real types."),
        columns=columns("""
            day | date | fx_rates_file.day:transformation
            currency | text | fx_rates_file.currency
            eur_rate | numeric(12,6) | fx_rates_file.eur_rate:transformation | Euros for one unit
        """),
        rows=31,
    ),
    Asset(
        *("stg_payments", WAREHOUSE, table("stg_payments"), "view", DOMAIN),
        words=("Payments, cleaned", "Payments less what was given back."),
        columns=columns("""
            payment_id | bigint | raw_payments.payment_id
            order_id | bigint | raw_payments.order_id
            method | text | raw_payments.method:transformation
            currency | text | raw_payments.currency
            paid_on | date | raw_payments.paid_at:transformation
            kept_cents | bigint | raw_payments.amount_cents:transformation, raw_refunds.amount_cents:aggregation
        """),
        every_row=sources("raw_payments.payment_id:join, raw_refunds.payment_id:join"),
    ),
    Asset(
        *("stg_fx_rates", WAREHOUSE, table("stg_fx_rates"), "view", DOMAIN),
        words=("Exchange rates", "Euros for one unit of each currency and day."),
        columns=columns("""
            day | date | raw_fx_rates.day
            currency | text | raw_fx_rates.currency:transformation
            eur_rate | numeric(12,6) | raw_fx_rates.eur_rate
        """),
        lifecycle="shared",
    ),
    Asset(
        *("fct_payments_reconciled", WAREHOUSE, table("fct_payments_reconciled"), "view", DOMAIN),
        words=("Payments beside orders", "Orders whose payment doesn't match, and by how much."),
        columns=columns("""
            order_id | bigint | fct_orders.order_id
            ordered_amount | numeric(12,2) | fct_orders.net_amount
            paid_amount | numeric(12,2) | stg_payments.kept_cents:aggregation
            difference | numeric(12,2) | fct_orders.net_amount:transformation, stg_payments.kept_cents:aggregation
        """),
        every_row=sources("fct_orders.order_id:join, stg_payments.order_id:join"),
        rows=14_800,
    ),
    Asset(
        *("fct_revenue_daily", WAREHOUSE, table("fct_revenue_daily"), "view", DOMAIN),
        words=("Revenue by day", "Net revenue in euro, a row a day and country: the number the board sees."),
        columns=columns("""
            day | date | stg_payments.paid_on
            country | text | dim_customer.country
            orders | bigint | fct_orders.order_id:aggregation
            revenue_eur | numeric(14,2) | stg_payments.kept_cents:aggregation, stg_fx_rates.eur_rate:aggregation | After refunds and discounts, at the day's rate
        """),
        every_row=sources(
            "stg_payments.order_id:join, fct_orders.order_id:join, stg_fx_rates.day:join, stg_fx_rates.currency:join,"
            " dim_customer.customer_id:join, stg_payments.paid_on:group_by, dim_customer.country:group_by"
        ),
        rows=240,
        lifecycle="certified",
        tags=("tier: 1", "board"),
    ),
    Asset(
        *("fct_margin_daily", WAREHOUSE, table("fct_margin_daily"), "view", DOMAIN),
        words=("Margin by day", "Revenue less the cost of goods and of parcels."),
        columns=columns("""
            day | date | fct_revenue_daily.day
            revenue_eur | numeric(14,2) | fct_revenue_daily.revenue_eur:aggregation
            goods_eur | numeric(14,2) | dim_product.cost_eur:aggregation, stg_order_lines.quantity:aggregation
            delivery_eur | numeric(14,2) | fct_deliveries.charge_eur:aggregation
            margin_eur | numeric(14,2) | fct_revenue_daily.revenue_eur:aggregation, dim_product.cost_eur:aggregation, fct_deliveries.charge_eur:aggregation
        """),
        every_row=sources(
            "fct_revenue_daily.day:group_by, fct_orders.placed_on:join, fct_deliveries.shipped_on:join, stg_order_lines.order_id:join"
        ),
        rows=40,
        lifecycle="certified",
    ),
    Asset(
        *("net_revenue", BI, "metric/net-revenue", "metric", DOMAIN),
        words=("Net revenue", "The one definition of revenue; everything else quotes it."),
        columns=columns("""
            net_revenue_eur | float | fct_revenue_daily.revenue_eur:aggregation
        """),
        lifecycle="certified",
    ),
    Asset(
        *("month_end", BI, "dashboard/13", "dashboard", DOMAIN),
        words=("Month-end", "Revenue, margin and open differences, for closing the books."),
        columns=columns("""
            revenue_eur | float | net_revenue.net_revenue_eur
            margin_eur | float | fct_margin_daily.margin_eur:aggregation
            open_differences | float | fct_payments_reconciled.difference:aggregation
        """),
        lifecycle="shared",
    ),
    Asset(
        *("vat_return", BI, "report/32", "report", DOMAIN),
        words=("VAT return", "Revenue by country for the tax office."),
        columns=columns("""
            country | text | fct_revenue_daily.country
            revenue_eur | float | fct_revenue_daily.revenue_eur:aggregation
        """),
    ),
)
