"""The jobs of Kettle & Co: a scheduler's DAGs, a modelling tool's models, Spark, Flink, the way back to the CRM, the dashboards."""

from dataclasses import replace

from config.demo.landscape.spaces import AIRFLOW, CENSUS, DBT, FLINK, METABASE, SPARK
from config.demo.landscape.words import ALWAYS, HOURLY, PLANNED, WEEKDAYS, WEEKLY, Job, Timetable

STOREFRONT, PLATFORM, FINANCE, SUPPLY, INSIGHTS = "storefront", "data-platform", "finance-data", "supply-chain", "customer-insights"
RELEASE = Timetable(WEEKLY, 5, 43)
WORKDAYS = Timetable(WEEKDAYS, 7, 10)


def flow(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read `inputs -> outputs`, keys of assets."""
    reads, _, writes = text.partition("->")
    return tuple(reads.split()), tuple(writes.split())


def daily(at: str) -> Timetable:
    """Run every day at `hh:mm`."""
    hour, _, minute = at.partition(":")
    return Timetable("daily", int(hour), int(minute))


def task(key: str, team: str, moves: str, does: str, at: str, minutes: float = 4.0) -> Job:
    """Describe a task of a DAG (`dag.task`) that runs every day."""
    parent = f"dag:{key.partition('.')[0]}"
    return Job(key, AIRFLOW, key, "AIRFLOW", "TASK", does, team, *flow(moves), daily(at), minutes, parent)


def model(name: str, team: str, reads: str, does: str, at: str = "", minutes: float = 1.2) -> Job:
    """Describe a model: a select of its own file, made into a view of its name; without a time, only on Mondays with the release."""
    when, took = (daily(at), minutes) if at else (RELEASE, 0.4)
    place = f"kettle.warehouse.{name}"
    return Job(f"model:{name}", DBT, place, "DBT", "MODEL", does, team, *flow(f"{reads} -> {name}"), when, took, "dbt-run", has_model=True)


def checked(job: Job, *checks: str) -> Job:
    """Add a model's tests, each `kind column`."""
    pairs = (check.split() for check in checks)
    return replace(job, checks=tuple((kind, column) for kind, column in pairs))


def waiting(job: Job) -> Job:
    """Mark a job that can't run without the exchange rates; models of that sort belong to finance's own run."""
    return replace(job, needs_fx=True, parent="dbt-run-finance" if job.has_model else job.parent)


def spark(name: str, team: str, moves: str, does: str, timetable: Timetable, minutes: float) -> Job:
    """Describe a Spark application."""
    return Job(f"spark:{name}", SPARK, name, "SPARK", "APPLICATION", does, team, *flow(moves), timetable, minutes)


def flink(name: str, team: str, moves: str, does: str) -> Job:
    """Describe a Flink job, which never ends."""
    return Job(f"flink:{name}", FLINK, name, "FLINK", "JOB", does, team, *flow(moves), Timetable(ALWAYS))


def refresh(name: str, team: str, reads: str, does: str, timetable: Timetable = WORKDAYS) -> Job:
    """Describe the refresh of a dashboard or report."""
    moves = flow(f"{reads} -> {name}")
    return Job(f"refresh:{name}", METABASE, f"refresh.{name}", "METABASE", "REFRESH", does, team, *moves, timetable, 1.5)


SCHEDULED = (
    Job("dag:shop_ingest", AIRFLOW, "shop_ingest", "AIRFLOW", "DAG", "Copies the shop's tables into the warehouse at night.", PLATFORM),
    task(
        "shop_ingest.load_orders",
        PLATFORM,
        "shop_orders shop_order_lines shop_vouchers -> raw_orders raw_order_lines",
        "Loads orders.",
        "01:32",
        7,
    ),
    task("shop_ingest.load_products", PLATFORM, "shop_products -> raw_products", "Replaces the catalogue.", "01:33", 1.5),
    task("shop_ingest.load_customers", PLATFORM, "shop_customers shop_addresses -> raw_customers", "Loads accounts.", "01:34"),
    task("shop_ingest.load_payments", PLATFORM, "shop_payments shop_refunds -> raw_payments raw_refunds", "Loads payments.", "01:40"),
    task(
        "shop_ingest.load_logistics",
        PLATFORM,
        "shop_stock shop_shipments -> raw_stock_moves raw_shipments",
        "Loads stock and parcels.",
        "01:46",
    ),
    Job("dag:landing", AIRFLOW, "landing", "AIRFLOW", "DAG", "Fetches and loads what others send us.", PLATFORM),
    waiting(task("landing.fetch_fx_rates", FINANCE, "-> fx_rates_file", "Fetches the bank's rates.", "05:00", 2)),
    waiting(task("landing.load_fx_rates", FINANCE, "fx_rates_file -> raw_fx_rates", "Loads the rates.", "05:08", 1)),
    task("landing.load_carrier_invoices", SUPPLY, "carrier_invoices_file -> raw_carrier_invoices", "Loads what carriers charge.", "05:12"),
    task("landing.load_ad_spend", STOREFRONT, "ad_spend_file -> raw_ad_spend", "Loads the agency's file.", "05:16", 1.5),
    replace(
        task("landing.load_reviews", INSIGHTS, "reviews_file -> raw_reviews", "Loads reviews.", "05:20"),
        timetable=Timetable(WEEKLY, 5, 20),
    ),
    task("landing.export_legacy_orders", STOREFRONT, "raw_orders -> legacy_orders_export", "Feeds the old spreadsheet.", "05:25"),
    Job("dag:daily_analytics", AIRFLOW, "daily_analytics", "AIRFLOW", "DAG", "Builds the models once the shop is loaded.", PLATFORM),
    Job("dbt-run", DBT, "dbt-run-kettle", "DBT", "JOB", "Runs all models but finance's.", PLATFORM, parent="dag:daily_analytics"),
    Job("dag:finance_close", AIRFLOW, "finance_close", "AIRFLOW", "DAG", "Builds the books once the rates are there.", FINANCE),
    Job("dbt-run-finance", DBT, "dbt-run-finance", "DBT", "JOB", "Runs finance's models.", FINANCE, parent="dag:finance_close"),
)

MODELS = (
    checked(model("stg_orders", STOREFRONT, "raw_orders", "Leaves tests out."), "not_null order_id", "unique order_id"),
    model("stg_order_lines", STOREFRONT, "raw_order_lines", "Works out amounts."),
    model("stg_products", STOREFRONT, "raw_products", "Tidies categories."),
    checked(model("stg_customers", INSIGHTS, "raw_customers", "Takes names and addresses out."), "unique customer_id"),
    model("stg_shipments", SUPPLY, "raw_shipments", "Works out days in transit."),
    model("stg_payments", FINANCE, "raw_payments raw_refunds", "Takes refunds off."),
    checked(model("dim_product", STOREFRONT, "stg_products", "One row a product.", "05:46"), "unique product_id"),
    checked(
        model("fct_orders", STOREFRONT, "stg_orders stg_order_lines", "One row an order.", "05:46", 3),
        "not_null order_id",
        "unique order_id",
    ),
    model("fct_sales_daily", STOREFRONT, "stg_orders stg_order_lines dim_product", "Sales by day and category.", "05:50"),
    model("marketing_attribution", STOREFRONT, "raw_ad_spend fct_orders", "Cost of each channel.", "05:51"),
    checked(model("dim_customer", INSIGHTS, "stg_customers fct_orders", "One row a customer.", "05:51"), "unique customer_id"),
    model("customer_lifetime_value", INSIGHTS, "dim_customer fct_orders", "What each customer brought in.", "05:54"),
    model("product_reviews", INSIGHTS, "raw_reviews dim_product", "Stars of each product.", "05:54"),
    checked(model("fct_deliveries", SUPPLY, "stg_shipments raw_carrier_invoices", "One row a parcel.", "05:55"), "not_null carrier"),
    model("fct_payments_reconciled", FINANCE, "fct_orders stg_payments", "Payments beside orders.", "05:56"),
    waiting(model("stg_fx_rates", FINANCE, "raw_fx_rates", "Rates of each day.")),
    checked(
        waiting(model("fct_revenue_daily", FINANCE, "stg_payments fct_orders stg_fx_rates dim_customer", "Revenue in euro.", "06:31", 2.5)),
        *("not_null revenue_eur", "not_null day"),
    ),
    waiting(
        model(
            "fct_margin_daily",
            FINANCE,
            "fct_revenue_daily fct_orders stg_order_lines dim_product fct_deliveries",
            "Margin in euro.",
            "06:35",
        )
    ),
)

ENGINES = (
    spark("archive_clicks", STOREFRONT, "web_clicks -> click_archive", "Writes yesterday's clicks to the lake.", daily("02:05"), 18),
    spark(
        *("demand_features", SUPPLY, "fct_sales_daily stock_positions click_archive -> demand_features"),
        *("Gathers what the forecast learns from.", daily("06:10"), 14),
    ),
    spark("train_demand", SUPPLY, "demand_features -> demand_model", "Trains the demand model.", Timetable(WEEKLY, 6, 30), 42),
    spark("score_demand", SUPPLY, "demand_features demand_model -> demand_forecast", "Forecasts next week.", daily("07:15"), 6),
    spark(
        *("stock_positions", SUPPLY, "raw_stock_moves stock_moved -> stock_positions", "Counts the shelves."),
        *(Timetable(HOURLY, minute=40, since_days=5), 40),
    ),
    spark(
        *("order_from_suppliers", SUPPLY, "demand_forecast stock_positions -> supplier_orders"),
        *("Will order what runs out; planned for next quarter.", Timetable(PLANNED), 0),
    ),
    spark(
        *("train_churn", INSIGHTS, "customer_lifetime_value web_sessions -> churn_model", "Trains the churn model."),
        *(Timetable(WEEKLY, 6, 5), 25),
    ),
    spark("customer_segments", INSIGHTS, "customer_lifetime_value churn_model -> customer_segments", "Sorts customers.", daily("06:40"), 5),
    flink("sessionize", STOREFRONT, "web_clicks orders_placed -> web_sessions", "Joins clicks into visits."),
    flink("stock_alerts", SUPPLY, "stock_moved -> stock_alerts", "Warns before a product runs out."),
    Job(
        *("sync:win_back", CENSUS, "sync.win_back", "CENSUS", "SYNC", "Hands the win-back audience to the CRM.", INSIGHTS),
        *(*flow("customer_segments raw_customers -> crm_audience"), Timetable(WEEKDAYS, 7, 0), 2.0),
    ),
)

REFRESHES = (
    refresh("sales_board", STOREFRONT, "fct_sales_daily fct_orders", "Redraws the morning board."),
    refresh("customer_health", INSIGHTS, "customer_segments customer_lifetime_value", "Redraws customer health."),
    refresh("delivery_board", SUPPLY, "fct_deliveries", "Redraws delivery performance."),
    refresh("stock_cover", SUPPLY, "stock_positions demand_forecast dim_product", "Prints stock cover.", Timetable(WEEKDAYS, 7, 30)),
    waiting(refresh("net_revenue", FINANCE, "fct_revenue_daily", "Works the metric out.", daily("07:05"))),
    waiting(refresh("month_end", FINANCE, "net_revenue fct_margin_daily fct_payments_reconciled", "Redraws month-end.")),
    waiting(refresh("vat_return", FINANCE, "fct_revenue_daily", "Prints the VAT return.", Timetable(WEEKLY, 7, 20))),
)

JOBS = (*SCHEDULED, *MODELS, *ENGINES, *REFRESHES)
