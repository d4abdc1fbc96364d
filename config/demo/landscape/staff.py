"""Who works at Kettle & Co: eight people, five teams, four domains, and who may do what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to sign in as."""

    handle: str
    name: str
    title: str
    is_administrator: bool = False


@dataclass(frozen=True, slots=True)
class Crew:
    """A team; the first of `members` (handles) leads it."""

    slug: str
    name: str
    description: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Department:
    """A domain; `roles` are (handle or `team:slug`, role). `steward` answers for its assets."""

    slug: str
    name: str
    description: str
    team: str
    steward: str
    roles: tuple[tuple[str, str], ...]
    is_restricted: bool = False


COLLEAGUES = (
    Colleague("dana", "Dana Okafor", "Runs the data platform; administers Provender", is_administrator=True),
    Colleague("alice", "Alice Brandt", "Data steward, sales"),
    Colleague("bob", "Bob Lindqvist", "Data engineer, storefront"),
    Colleague("emil", "Emil Novak", "Data steward, finance"),
    Colleague("farah", "Farah Haddad", "Data engineer, supply chain"),
    Colleague("grace", "Grace Mbeki", "Analyst, customer insights"),
    Colleague("hugo", "Hugo Martin", "Controller; needs the numbers at seven"),
    Colleague("charlie", "Charlie Finch", "Agency partner; sees what is open to all"),
)

CREWS = (
    Crew("storefront", "Storefront", "Sells tea and kettles on the web; owns orders and clicks.", ("alice", "bob")),
    Crew("data-platform", "Data platform", "Loads, schedules, keeps the lights on.", ("dana", "bob", "farah")),
    Crew("finance-data", "Finance data", "Keeps the books in euro.", ("emil", "hugo")),
    Crew("supply-chain", "Supply chain", "Knows what is on the shelf and on the road.", ("farah",)),
    Crew("customer-insights", "Customer insights", "Knows the customers, and keeps their secrets.", ("grace",)),
)

DEPARTMENTS = (
    Department(
        *("sales", "Sales", "Orders, products, the web shop and what it costs to be found.", "storefront", "alice"),
        roles=(("alice", "steward"), ("team:storefront", "contributor"), ("hugo", "reader")),
    ),
    Department(
        *("finance", "Finance", "Payments, exchange rates, revenue and margin.", "finance-data", "emil"),
        roles=(("emil", "owner"), ("team:finance-data", "contributor")),
    ),
    Department(
        *("logistics", "Logistics", "Stock, parcels, and next week's demand.", "supply-chain", "farah"),
        roles=(("farah", "steward"), ("team:data-platform", "contributor")),
    ),
    Department(
        *(
            "customers",
            "Customers",
            "Who buys at Kettle & Co. Personal data: only for those with a role here.",
            "customer-insights",
            "grace",
        ),
        roles=(("grace", "owner"), ("team:customer-insights", "contributor"), ("alice", "reader")),
        is_restricted=True,
    ),
)
# What people wrote about columns, beside what events tell: (asset, column, meaning).
MEANINGS = (
    (
        "fct_orders",
        "net_amount",
        "What the customer pays for the goods, after vouchers, before refunds, in the order's own currency. Don't add up across currencies.",
    ),
    ("fct_orders", "status", "As in the shop; cancelled orders are kept, tests are not."),
    ("fct_revenue_daily", "revenue_eur", "The company's revenue: kept payments at the day's rate. This is the number the board sees."),
    ("fct_revenue_daily", "day", "Day of payment in UTC, not of order."),
    ("dim_customer", "birth_decade", "Cut to ten years on purpose: we don't need more."),
    ("fct_deliveries", "is_late", "More than three days on the road. Parcels still on the road count as not late."),
)
# Owners that events name and nobody has decided on yet: left for whoever looks around. All others are decided.
UNDECIDED = ("raw_orders", "raw_shipments", "customer_segments")
DESCRIPTIONS = {
    "fct_orders": "One row for each order since the shop opened.\n\nUse it for anything about orders; for money in the books use *Revenue by day*,"
    " which knows refunds and currencies.",
    "fct_revenue_daily": "Net revenue in euro by day of payment and the customer's country.\n\n"
    "Built at half past six, once the bank's exchange rates are in. Without them there is no row for the day.",
    "fct_deliveries": "One row for each parcel. Costs come from the carriers' invoices, which may follow days later.",
    "dim_customer": "One row for each customer, without names or addresses.",
}
