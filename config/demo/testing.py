"""The demo's data tests: real ones, over the warehouse schema, through a database role that may read nothing else."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from catalog import audit
from catalog.models import Asset, AuditEntry, Person
from config.demo.landscape.spaces import WAREHOUSE, WAREHOUSE_SCHEMA, table
from config.demo.people import Staff
from contracts.actions.testing import Wish, decide_test, profile_asset, propose_tests, run_test, write_test
from contracts.models import DataTest, DataTestResult
from lineage.actions.importing.connections import remove_connection, save_connection
from lineage.models import Connection

NAME = "Kettle warehouse"
READER = "provender_demo_reader"
VARIABLES = {"prod": {"schema": WAREHOUSE_SCHEMA}}


@dataclass(frozen=True, slots=True)
class Asked:
    """A test somebody at Kettle & Co wrote."""

    who: str
    asset: str
    name: str
    kind: str
    sql: str
    terms: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    source_sql: str = ""
    column: str = ""
    every_minutes: int | None = None


NONE = {"operator": "mustBe", "value": 0}
ASKED = (
    Asked(
        *("alice", "stg_orders", "Every real order arrives", "location", "SELECT count(*) FROM {{ schema }}.stg_orders", {"tolerance": 0}),
        source="raw_orders",
        source_sql="SELECT count(*) FROM {{ schema }}.raw_orders WHERE status <> 'test'",
    ),
    Asked(
        *("alice", "fct_orders", "No order goes missing on the way", "location", "SELECT count(*) FROM {{ schema }}.fct_orders"),
        terms={"tolerance": 1, "unit": "percent"},
        source="stg_orders",
        source_sql="SELECT count(*) FROM {{ schema }}.stg_orders",
    ),
    Asked(
        *("alice", "fct_orders", "Orders never get fewer", "historic", "SELECT count(*) FROM {{ schema }}.fct_orders"),
        terms={"tolerance": 0, "against": "previous", "direction": "not below"},
    ),
    Asked(
        *("alice", "fct_orders", "Order value of the newest day", "statistical"),
        sql="SELECT coalesce(avg(net_amount), 0) FROM {{ schema }}.fct_orders\nWHERE placed_on = (SELECT max(placed_on) FROM {{ schema }}.fct_orders)",
        column="net_amount",
    ),
    Asked(
        *("alice", "fct_orders", "Every order has a customer", "completeness"),
        *("SELECT count(*) FROM {{ schema }}.fct_orders WHERE customer_id IS NULL", {**NONE, "metric": "null_count"}),
        column="customer_id",
    ),
    Asked(
        *("alice", "fct_orders", "Channels we know", "correctness"),
        sql="SELECT count(*) FROM {{ schema }}.fct_orders WHERE sales_channel NOT IN ('web', 'app', 'phone')",
        terms={**NONE, "metric": "invalid_count"},
        column="sales_channel",
        every_minutes=1_440,
    ),
    Asked(
        *("alice", "fct_orders", "Nothing is sold before its customer signed up", "business"),
        sql="SELECT count(*) FROM {{ schema }}.fct_orders o\nJOIN {{ schema }}.dim_customer c USING (customer_id)\nWHERE o.placed_on < c.signed_up_on",
        terms=NONE,
    ),
    Asked(
        *("emil", "fct_payments_reconciled", "Nobody pays for the same order twice", "business"),
        sql="SELECT coalesce(sum(n - 1), 0) FROM (\n  SELECT count(*) AS n FROM {{ schema }}.fct_payments_reconciled GROUP BY order_id\n) AS paid",
        terms=NONE,
    ),
    Asked(
        *(
            "emil",
            "stg_fx_rates",
            "Rates are above zero",
            "correctness",
            "SELECT count(*) FROM {{ schema }}.stg_fx_rates WHERE eur_rate <= 0",
            NONE,
        ),
    ),
)
# Looked at by a profile, so that there is something to decide about.
PROFILED = ("dim_customer", "fct_orders")
# Where lineage alone proposes.
PROPOSED = ("stg_customers", "stg_products", "stg_payments")
ACCEPTED = ("customer_id is never empty",)


def ask_the_data(staff: Staff, as_of: datetime) -> None:
    """Connect to the warehouse, write tests and run them; left out where the database lets us make no role. Again changes nothing."""
    del as_of
    if Connection.objects.filter(name=NAME).exists() or not _make_reader(password := secrets.token_urlsafe(24)):
        return
    with audit.acting(audit.Actor(person=staff.administrator)):
        link = save_connection(name=NAME, address=_address(password), namespace=WAREHOUSE.name, person=staff.administrator)
        for asked in ASKED:
            _write(asked, link, staff.people[asked.who])
        for key in PROFILED:
            profile_asset(asset=_asset(key), connection=link, by=staff.people["alice"])
        for key in (*PROFILED, *PROPOSED):
            propose_tests(asset=_asset(key), person=None)
        for test in DataTest.objects.filter(name__in=ACCEPTED, connection=link, state="proposed"):
            decide_test(test=test, decision="accept")
    for test in DataTest.objects.running().filter(connection=link).order_by("pk"):
        run_test(test=test, trigger=DataTestResult.Trigger.SCHEDULE)


def _asset(key: str) -> Asset:
    return Asset.objects.select_related("namespace", "domain").get(names__namespace__name=WAREHOUSE.name, names__name=table(key))


def _write(asked: Asked, link: Connection, person: Person) -> None:
    wish = Wish(
        name=asked.name, kind=asked.kind, sql=asked.sql, connection=link, terms=asked.terms, column_path=asked.column,
        source=_asset(asked.source) if asked.source else None, source_sql=asked.source_sql, variables=VARIABLES, environment="prod",
        on_arrival=True, every_minutes=asked.every_minutes,
    )  # fmt: skip
    write_test(asset=_asset(asked.asset), wish=wish, person=person)


def _make_reader(password: str) -> bool:
    """Make a role that reads the demo's schema and nothing else of this database; tells whether it may be made."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [READER])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(f"{verb} ROLE {READER} LOGIN PASSWORD %s", [password])
            cursor.execute(f"GRANT USAGE ON SCHEMA {WAREHOUSE_SCHEMA} TO {READER}")
            cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {WAREHOUSE_SCHEMA} TO {READER}")
    except DatabaseError:
        return False
    return True


def _address(password: str) -> str:
    ours = settings.DATABASES["default"]
    host, port = str(ours["HOST"]), str(ours["PORT"] or "")
    if host.startswith("/"):
        return f"postgresql://{READER}:{password}@/{ours['NAME']}?host={quote(host, safe='/')}" + (f"&port={port}" if port else "")
    return f"postgresql://{READER}:{password}@{host or 'localhost'}{f':{port}' if port else ''}/{ours['NAME']}"


def forget_tests() -> None:
    """Remove the connection, and the role where nothing else of this server hangs on it; tests go with their assets."""
    for link in Connection.objects.filter(name=NAME):
        remove_connection(connection=link)
    AuditEntry.objects.filter(target_kind="connection", target_name=NAME).delete()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP ROLE IF EXISTS {READER}")
    except DatabaseError:
        return
