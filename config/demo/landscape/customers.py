"""Customers: who buys, how dear they are, and whether they will stay. Personal data, so the domain is restricted."""

from config.demo.landscape.spaces import BI, CRM, LANDING, ML, SHOP, WAREHOUSE, table
from config.demo.landscape.words import Asset, columns, sources

DOMAIN = "customers"

ASSETS = (
    Asset(
        *("shop_customers", SHOP, "shop.public.customers", "table", DOMAIN),
        words=("Customers in the shop", "Accounts as the customers keep them."),
        columns=columns("""
            customer_id | bigint
            email | text | | Where they are written to
            full_name | text
            date_of_birth | date
            signed_up_at | timestamp with time zone
            wants_newsletter | boolean
        """),
        tags=("pii",),
    ),
    Asset(
        *("shop_addresses", SHOP, "shop.public.addresses", "table", DOMAIN),
        words=("Addresses in the shop", "Where parcels go."),
        columns=columns("""
            customer_id | bigint
            street | text
            postcode | text
            city | text
            country | text
        """),
        tags=("pii",),
    ),
    Asset(
        *("reviews_file", LANDING, "reviews/export.json", "file", DOMAIN),
        words=("Product reviews, as sent", "Weekly export of the review service."),
        columns=columns("""
            review_id | string
            product_sku | string
            stars | int
            text | string
            written_at | string
        """),
        rows=310,
    ),
    Asset(
        *("raw_customers", WAREHOUSE, table("raw_customers"), "table", DOMAIN),
        words=("Customers, as loaded", "Accounts with the country of their address; personal data in the clear."),
        columns=columns("""
            customer_id | bigint | shop_customers.customer_id
            email | text | shop_customers.email
            full_name | text | shop_customers.full_name
            date_of_birth | date | shop_customers.date_of_birth
            signed_up_at | timestamp with time zone | shop_customers.signed_up_at
            wants_newsletter | boolean | shop_customers.wants_newsletter
            country | text | shop_addresses.country
        """),
        every_row=sources("shop_customers.customer_id:join, shop_addresses.customer_id:join"),
        rows=3_000,
        tags=("pii",),
    ),
    Asset(
        *("raw_reviews", WAREHOUSE, table("raw_reviews"), "table", DOMAIN),
        words=("Product reviews, as loaded", "Reviews with real types."),
        columns=columns("""
            review_id | bigint | reviews_file.review_id:transformation
            sku | text | reviews_file.product_sku
            stars | integer | reviews_file.stars
            written_on | date | reviews_file.written_at:transformation
        """),
        rows=310,
    ),
    Asset(
        *("stg_customers", WAREHOUSE, table("stg_customers"), "view", DOMAIN),
        words=("Customers, pseudonymised", "Accounts without names: e-mail hashed, birthday cut to the decade."),
        columns=columns("""
            customer_id | bigint | raw_customers.customer_id
            email_hash | text | raw_customers.email:transformation! | md5 of the lower-case address
            birth_decade | integer | raw_customers.date_of_birth:transformation!
            country | text | raw_customers.country
            signed_up_on | date | raw_customers.signed_up_at:transformation
            wants_newsletter | boolean | raw_customers.wants_newsletter
        """),
        lifecycle="shared",
    ),
    Asset(
        *("dim_customer", WAREHOUSE, table("dim_customer"), "view", DOMAIN),
        words=("Customers", "One row for each customer: since when, from where, how many orders."),
        columns=columns("""
            customer_id | bigint | stg_customers.customer_id
            country | text | stg_customers.country
            birth_decade | integer | stg_customers.birth_decade
            signed_up_on | date | stg_customers.signed_up_on
            first_order_on | date | fct_orders.placed_on:aggregation
            orders | bigint | fct_orders.order_id:aggregation
        """),
        every_row=sources("stg_customers.customer_id:join, fct_orders.customer_id:join"),
        rows=3_000,
        lifecycle="certified",
    ),
    Asset(
        *("customer_lifetime_value", WAREHOUSE, table("customer_lifetime_value"), "view", DOMAIN),
        words=("Customer lifetime value", "What each customer has brought in so far."),
        columns=columns("""
            customer_id | bigint | dim_customer.customer_id
            country | text | dim_customer.country
            orders | bigint | dim_customer.orders
            net_amount | numeric(12,2) | fct_orders.net_amount:aggregation
            last_order_on | date | fct_orders.placed_on:aggregation
        """),
        every_row=sources("dim_customer.customer_id:join, fct_orders.customer_id:join, fct_orders.status:filter"),
        rows=2_870,
        formerly=(table("customer_value"), 20),
    ),
    Asset(
        *("customer_segments", WAREHOUSE, table("customer_segments"), "table", DOMAIN),
        words=("Customer segments", "Loyal, promising, sleeping or leaving; made anew every morning."),
        columns=columns("""
            customer_id | bigint | customer_lifetime_value.customer_id
            segment | text | customer_lifetime_value.net_amount:conditional, customer_lifetime_value.last_order_on:conditional
            churn_risk | numeric(4,3) | churn_model.churn_risk, customer_lifetime_value.orders:transformation
            scored_on | date
        """),
        rows=2_870,
        overwrites=True,
    ),
    Asset(
        *("product_reviews", WAREHOUSE, table("product_reviews"), "view", DOMAIN),
        words=("Reviews by product", "Stars and their number for each product."),
        columns=columns("""
            product_id | bigint | dim_product.product_id
            product_name | text | dim_product.product_name
            reviews | bigint | raw_reviews.review_id:aggregation
            stars | numeric(3,2) | raw_reviews.stars:aggregation
        """),
        every_row=sources("raw_reviews.sku:join, dim_product.sku:join, dim_product.product_id:group_by"),
        rows=190,
    ),
    Asset(
        *("churn_model", ML, "models/churn", "model", DOMAIN),
        words=("Churn model", "Guesses who will not come back; trained on Mondays."),
        columns=columns("""
            churn_risk | double | customer_lifetime_value.orders:transformation, customer_lifetime_value.last_order_on:transformation, web_sessions.pages:transformation
        """),
    ),
    Asset(
        *("crm_audience", CRM, "audiences/win-back", "dataset", DOMAIN),
        words=("Win-back audience", "Whom the newsletter asks to come back."),
        columns=columns("""
            email | text | raw_customers.email
            segment | text | customer_segments.segment
        """),
        every_row=sources(
            "customer_segments.segment:filter, raw_customers.wants_newsletter:filter, customer_segments.customer_id:join, raw_customers.customer_id:join"
        ),
        rows=240,
        tags=("pii",),
    ),
    Asset(
        *("customer_health", BI, "dashboard/14", "dashboard", DOMAIN),
        words=("Customer health", "Segments and their drift, for the Monday round."),
        columns=columns("""
            customers_by_segment | integer | customer_segments.customer_id:aggregation, customer_segments.segment:group_by
            value_by_country | float | customer_lifetime_value.net_amount:aggregation, customer_lifetime_value.country:group_by
        """),
    ),
)
