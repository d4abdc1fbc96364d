"""The jobs of Kettle & Co: a scheduler's DAGs, a modelling tool's models, Spark, Flink, the way back to the CRM, the dashboards."""

from config.demo.landscape.spaces import AIRFLOW, CENSUS, DBT, FLINK, METABASE, SPARK
from config.demo.landscape.words import Job, Timetable

STOREFRONT, PLATFORM, FINANCE, SUPPLY, INSIGHTS = "storefront", "data-platform", "finance-data", "supply-chain", "customer-insights"


def daily(hour: int, minute: int) -> Timetable:
    """Run every day."""
    return Timetable("daily", hour, minute)


def dag(name: str, does: str, team: str, **more: bool) -> Job:
    """Describe a DAG of the scheduler."""
    return Job(f"dag:{name}", AIRFLOW, name, "AIRFLOW", "DAG", does, team, **more)


def task(of: str, name: str, team: str, reads: str, writes: str, *, at: tuple[int, int], does: str, **more: object) -> Job:
    """Describe a task of a DAG that runs every day."""
    fields = {"timetable": daily(*at), "minutes": 4.0, **more}
    key = f"{of}.{name}"
    return Job(key, AIRFLOW, key, "AIRFLOW", "TASK", does, team, tuple(reads.split()), tuple(writes.split()), parent=f"dag:{of}", **fields)  # type: ignore[arg-type]


def model(name: str, team: str, reads: str, *, at: tuple[int, int], does: str, **more: object) -> Job:
    """Describe a model: a select of its own file, made into a view of its name."""
    fields = {"timetable": daily(*at), "minutes": 1.2, "parent": "dbt-run", "has_model": True, **more}
    return Job(f"model:{name}", DBT, f"kettle.warehouse.{name}", "DBT", "MODEL", does, team, tuple(reads.split()), (name,), **fields)  # type: ignore[arg-type]


def views(name: str, team: str, reads: str, does: str, **more: object) -> Job:
    """Describe a model that is only made anew on Mondays, with the release."""
    return model(name, team, reads, at=(5, 43), does=does, timetable=Timetable("weekly", 5, 43), minutes=0.4, **more)


def refresh(name: str, team: str, reads: str, does: str, **more: object) -> Job:
    """Describe the refresh of a dashboard, on working days."""
    fields = {"timetable": Timetable("weekdays", 7, 10), "minutes": 1.5, **more}
    return Job(f"refresh:{name}", METABASE, f"refresh.{name}", "METABASE", "REFRESH", does, team, tuple(reads.split()), (name,), **fields)  # type: ignore[arg-type]


def spark(name: str, team: str, reads: str, writes: str, does: str, timetable: Timetable, minutes: float) -> Job:
    """Describe a Spark application."""
    return Job(
        f"spark:{name}", SPARK, name, "SPARK", "APPLICATION", does, team, tuple(reads.split()), tuple(writes.split()), timetable, minutes
    )


SCHEDULED = (
    dag("shop_ingest", "Copies the shop's tables into the warehouse at night.", PLATFORM),
    task(
        "shop_ingest",
        "load_orders",
        PLATFORM,
        "shop_orders shop_order_lines shop_vouchers",
        "raw_orders raw_order_lines",
        at=(1, 32),
        does="Loads orders.",
        minutes=7.0,
    ),
    task(
        "shop_ingest", "load_products", PLATFORM, "shop_products", "raw_products", at=(1, 33), does="Replaces the catalogue.", minutes=1.5
    ),
    task("shop_ingest", "load_customers", PLATFORM, "shop_customers shop_addresses", "raw_customers", at=(1, 34), does="Loads accounts."),
    task(
        "shop_ingest",
        "load_payments",
        PLATFORM,
        "shop_payments shop_refunds",
        "raw_payments raw_refunds",
        at=(1, 40),
        does="Loads payments.",
    ),
    task(
        "shop_ingest",
        "load_logistics",
        PLATFORM,
        "shop_stock shop_shipments",
        "raw_stock_moves raw_shipments",
        at=(1, 46),
        does="Loads parcels and stock.",
    ),
    dag("landing", "Fetches and loads what others send us.", PLATFORM),
    task(
        "landing", "fetch_fx_rates", FINANCE, "", "fx_rates_file", at=(5, 0), does="Fetches the bank's rates.", minutes=2.0, needs_fx=True
    ),
    task(
        "landing", "load_fx_rates", FINANCE, "fx_rates_file", "raw_fx_rates", at=(5, 8), does="Loads the rates.", minutes=1.0, needs_fx=True
    ),
    task(
        "landing",
        "load_carrier_invoices",
        SUPPLY,
        "carrier_invoices_file",
        "raw_carrier_invoices",
        at=(5, 12),
        does="Loads what carriers charge.",
    ),
    task("landing", "load_ad_spend", STOREFRONT, "ad_spend_file", "raw_ad_spend", at=(5, 16), does="Loads the agency's file.", minutes=1.5),
    task(
        "landing",
        "load_reviews",
        INSIGHTS,
        "reviews_file",
        "raw_reviews",
        at=(5, 20),
        does="Loads reviews.",
        timetable=Timetable("weekly", 5, 20),
    ),
    task(
        "landing", "export_legacy_orders", STOREFRONT, "raw_orders", "legacy_orders_export", at=(5, 25), does="Feeds the old spreadsheet."
    ),
    dag("daily_analytics", "Builds the models once the shop is loaded.", PLATFORM),
    dag("finance_close", "Builds the books once the rates are there.", FINANCE, needs_fx=True),
    Job("dbt-run", DBT, "dbt-run-kettle", "DBT", "JOB", "Runs all models but finance's.", PLATFORM, parent="dag:daily_analytics"),
    Job(
        "dbt-run-finance",
        DBT,
        "dbt-run-finance",
        "DBT",
        "JOB",
        "Runs finance's models.",
        FINANCE,
        parent="dag:finance_close",
        needs_fx=True,
    ),
)

UNIQUE_ORDER = (("not_null", "order_id"), ("unique", "order_id"))

MODELS = (
    views("stg_orders", STOREFRONT, "raw_orders", "Leaves tests out.", checks=UNIQUE_ORDER),
    views("stg_order_lines", STOREFRONT, "raw_order_lines", "Works out amounts."),
    views("stg_products", STOREFRONT, "raw_products", "Tidies categories."),
    views("stg_customers", INSIGHTS, "raw_customers", "Takes names and addresses out.", checks=(("unique", "customer_id"),)),
    views("stg_shipments", SUPPLY, "raw_shipments", "Works out days in transit."),
    views("stg_payments", FINANCE, "raw_payments raw_refunds", "Takes refunds off."),
    model("dim_product", STOREFRONT, "stg_products", at=(5, 46), does="One row a product.", checks=(("unique", "product_id"),)),
    model("fct_orders", STOREFRONT, "stg_orders stg_order_lines", at=(5, 46), does="One row an order.", minutes=3.0, checks=UNIQUE_ORDER),
    model("fct_sales_daily", STOREFRONT, "stg_orders stg_order_lines dim_product", at=(5, 50), does="Sales by day and category."),
    model("marketing_attribution", STOREFRONT, "raw_ad_spend fct_orders", at=(5, 51), does="Cost of each channel."),
    model(
        "dim_customer", INSIGHTS, "stg_customers fct_orders", at=(5, 51), does="One row a customer.", checks=(("unique", "customer_id"),)
    ),
    model("customer_lifetime_value", INSIGHTS, "dim_customer fct_orders", at=(5, 54), does="What each customer brought in."),
    model("product_reviews", INSIGHTS, "raw_reviews dim_product", at=(5, 54), does="Stars of each product."),
    model(
        "fct_deliveries",
        SUPPLY,
        "stg_shipments raw_carrier_invoices",
        at=(5, 55),
        does="One row a parcel.",
        checks=(("not_null", "carrier"),),
    ),
    model("fct_payments_reconciled", FINANCE, "fct_orders stg_payments", at=(5, 56), does="Payments beside orders."),
    views("stg_fx_rates", FINANCE, "raw_fx_rates", "Rates of each day.", parent="dbt-run-finance", needs_fx=True),
    model(
        "fct_revenue_daily",
        FINANCE,
        "stg_payments fct_orders stg_fx_rates dim_customer",
        at=(6, 31),
        does="Revenue in euro.",
        minutes=2.5,
        parent="dbt-run-finance",
        needs_fx=True,
        checks=(("not_null", "revenue_eur"), ("not_null", "day")),
    ),
    model(
        "fct_margin_daily",
        FINANCE,
        "fct_revenue_daily fct_orders stg_order_lines dim_product fct_deliveries",
        at=(6, 35),
        does="Margin in euro.",
        parent="dbt-run-finance",
        needs_fx=True,
    ),
)

ENGINES = (
    spark("archive_clicks", STOREFRONT, "web_clicks", "click_archive", "Writes yesterday's clicks to the lake.", daily(2, 5), 18.0),
    spark(
        "demand_features",
        SUPPLY,
        "fct_sales_daily stock_positions click_archive",
        "demand_features",
        "Gathers what the forecast learns from.",
        daily(6, 10),
        14.0,
    ),
    spark("train_demand", SUPPLY, "demand_features", "demand_model", "Trains the demand model.", Timetable("weekly", 6, 30), 42.0),
    spark("score_demand", SUPPLY, "demand_features demand_model", "demand_forecast", "Forecasts next week.", daily(7, 15), 6.0),
    spark(
        "stock_positions",
        SUPPLY,
        "raw_stock_moves stock_moved",
        "stock_positions",
        "Counts the shelves.",
        Timetable("hourly", minute=25, since_days=5),
        48.0,
    ),
    spark(
        "train_churn",
        INSIGHTS,
        "customer_lifetime_value web_sessions",
        "churn_model",
        "Trains the churn model.",
        Timetable("weekly", 6, 5),
        25.0,
    ),
    spark("customer_segments", INSIGHTS, "customer_lifetime_value churn_model", "customer_segments", "Sorts customers.", daily(6, 40), 5.0),
    Job(
        *("flink:sessionize", FLINK, "sessionize", "FLINK", "JOB", "Joins clicks into visits.", STOREFRONT),
        *(("web_clicks", "orders_placed"), ("web_sessions",), Timetable("always")),
    ),
    Job(
        *("flink:stock_alerts", FLINK, "stock-alerts", "FLINK", "JOB", "Warns before a product runs out.", SUPPLY),
        *(("stock_moved",), ("stock_alerts",), Timetable("always")),
    ),
    Job(
        *("sync:win_back", CENSUS, "sync.win_back", "CENSUS", "SYNC", "Hands the win-back audience to the CRM.", INSIGHTS),
        *(("customer_segments", "raw_customers"), ("crm_audience",), Timetable("weekdays", 7, 0), 2.0),
    ),
)

REFRESHES = (
    refresh("sales_board", STOREFRONT, "fct_sales_daily fct_orders", "Redraws the morning board."),
    refresh("customer_health", INSIGHTS, "customer_segments customer_lifetime_value", "Redraws customer health."),
    refresh("delivery_board", SUPPLY, "fct_deliveries", "Redraws delivery performance."),
    refresh(
        "stock_cover", SUPPLY, "stock_positions demand_forecast dim_product", "Prints stock cover.", timetable=Timetable("weekdays", 7, 30)
    ),
    refresh("net_revenue", FINANCE, "fct_revenue_daily", "Works the metric out.", timetable=daily(7, 5), needs_fx=True),
    refresh("month_end", FINANCE, "net_revenue fct_margin_daily fct_payments_reconciled", "Redraws month-end.", needs_fx=True),
    refresh("vat_return", FINANCE, "fct_revenue_daily", "Prints the VAT return.", timetable=Timetable("weekly", 7, 20), needs_fx=True),
)

JOBS = (*SCHEDULED, *MODELS, *ENGINES, *REFRESHES)
