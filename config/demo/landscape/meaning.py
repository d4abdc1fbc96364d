"""What words mean at Kettle & Co, and where the same word means something else; what else makes its shop worth visiting."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A term of a domain. `on` names what bears it: assets, or columns as asset.path."""

    domain: str
    name: str
    definition: str
    owner: str
    synonyms: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    state: str = "approved"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a term is to another, each named (domain, name)."""

    one: tuple[str, str]
    kind: str
    other: tuple[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to know before using an asset, with queries that work (title, text)."""

    key: str
    best_for: str = ""
    not_for: str = ""
    conditions: str = ""
    sensitivity: str = ""
    queries: tuple[tuple[str, str], ...] = field(default=())


WORDS = (
    Word(
        "sales",
        "Order",
        "A basket that somebody **paid or promised to pay**. Cancelled ones count until they are returned; tests never do.",
        "alice",
        ("purchase", "sale"),
        ("fct_orders", "fct_orders.order_id", "stg_orders"),
    ),
    Word(
        "sales",
        "Customer",
        "Whoever placed at least one order: one e-mail address is one customer.",
        "alice",
        ("buyer", "client", "shopper"),
        ("fct_orders.customer_id",),
    ),
    Word(
        "sales",
        "Net amount",
        "What the customer pays for the goods, *after vouchers and before refunds*, in the order's own currency.",
        "alice",
        ("order value",),
        ("fct_orders.net_amount",),
    ),
    Word(
        "sales", "Session", "Clicks of one visitor with less than half an hour between them.", "bob", ("visit",), ("web_sessions",), "draft"
    ),
    Word(
        "sales",
        "Product",
        "An article of the shop; its variants share one number.",
        "alice",
        ("article", "item"),
        ("dim_product", "dim_product.product_id"),
    ),
    Word(
        "finance",
        "Revenue",
        "Payments kept, **after refunds**, at the day's rate in euro. The board sees no other number.",
        "emil",
        ("turnover", "net revenue", "income"),
        ("fct_revenue_daily", "fct_revenue_daily.revenue_eur", "net_revenue"),
    ),
    Word(
        "finance",
        "Margin",
        "Revenue less goods and parcels.\n\n- goods at purchase price\n- parcels as invoiced by the carriers",
        "emil",
        ("gross profit",),
        ("fct_margin_daily", "fct_margin_daily.margin_eur"),
    ),
    Word("finance", "Order", "A claim against a customer. It exists from the invoice on, not from the click.", "emil"),
    Word(
        "finance",
        "Exchange rate",
        "Euros for one unit of a currency, as the bank publishes it at five in the morning.",
        "emil",
        ("fx rate", "currency rate"),
        ("stg_fx_rates", "stg_fx_rates.eur_rate"),
    ),
    Word(
        "logistics",
        "Delivery",
        "A parcel handed to a carrier. An order may take several.",
        "farah",
        ("shipment", "parcel", "consignment"),
        ("fct_deliveries", "stg_shipments"),
    ),
    Word("logistics", "Stock", "Pieces on the shelf that nobody has ordered yet.", "farah", ("inventory", "on hand"), ("stock_positions",)),
    Word(
        "logistics", "Order", "What we order **from a supplier**: the other way round.", "farah", ("purchase order",), ("supplier_orders",)
    ),
    Word(
        "customers",
        "Customer",
        "A person, however many e-mail addresses they use; merged by name and street.",
        "grace",
        ("client", "household"),
        ("dim_customer", "dim_customer.customer_id", "customer_lifetime_value"),
    ),
    Word(
        "customers",
        "Churn risk",
        "How likely somebody does not order again within a year, between 0 and 1.",
        "grace",
        ("attrition",),
        ("customer_segments.churn_risk",),
    ),
)
LIKENESSES = (
    Likeness(("finance", "Order"), "differs", ("sales", "Order"), "Finance counts from the invoice, Sales from the click"),
    Likeness(("logistics", "Order"), "differs", ("sales", "Order"), "bought from a supplier instead of sold to a customer"),
    Likeness(("sales", "Customer"), "broader", ("customers", "Customer"), "one person may be several customers of Sales"),
)
ADVICE = (
    Advice("fct_orders", "Counting orders by day, country, channel\nBaskets and vouchers", "Money in the books: take Revenue by day\nAdding up across currencies",
           "Free to use within the company. Please name the source on slides.", "internal",
           (("Orders a day last week", "SELECT placed_on, count(*)\nFROM demo_warehouse.fct_orders\nWHERE placed_on >= current_date - 7\nGROUP BY 1 ORDER BY 1"),
            ("Biggest orders by currency", "SELECT currency, order_id, net_amount\nFROM demo_warehouse.fct_orders\nORDER BY currency, net_amount DESC"))),
    Advice("fct_revenue_daily", "The monthly report\nAnything the board reads", "Single orders: a row is a day and a country",
           "Figures of the running month are **provisional** until the tenth.", "confidential",
           (("Revenue this month", "SELECT sum(revenue_eur)\nFROM demo_warehouse.fct_revenue_daily\nWHERE day >= date_trunc('month', current_date)"),)),
    Advice("dim_customer", "Counting customers by country and age", "Writing to anybody: there are no names in it", "Needs a role in Customers.", "personal"),
    Advice("fct_deliveries", "How fast and how dear parcels are", "Last week's costs: invoices come late", "", "internal"),
)  # fmt: skip
LISTS = (
    ("hugo", "Month end", "What the books are closed with", "finance-data", ("fct_revenue_daily", "fct_margin_daily", "stg_fx_rates")),
    ("grace", "Who buys", "", "", ("dim_customer", "customer_lifetime_value", "fct_orders")),
    ("alice", "Start here", "For whoever is new in sales", "storefront", ("fct_orders", "fct_sales_daily", "dim_product")),
)
# How many people open an asset on a usual day.
LOOKED_AT = {
    "fct_orders": 9,
    "fct_revenue_daily": 7,
    "sales_board": 6,
    "dim_customer": 4,
    "fct_margin_daily": 3,
    "fct_deliveries": 3,
    "stg_orders": 1,
}
