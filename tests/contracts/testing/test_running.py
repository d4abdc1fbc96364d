"""Running data tests against a real database."""

from datetime import timedelta

import pytest
from django.conf import settings

from contracts.actions.testing import CannotTest, run_test
from contracts.actions.testing.asking import CannotAsk, ask
from contracts.models import ControlChart, DataTest
from lineage.actions.importing.connections import save_connection
from lineage.models import Observation
from tests.contracts.testing.making import change_database, make_database, make_table, make_test
from tests.make import NOON

pytestmark = pytest.mark.django_db
ORDERS = ("CREATE TABLE orders AS SELECT range AS id, range * 2 AS amount FROM range(50)", "CREATE TABLE loaded AS SELECT * FROM orders")


@pytest.fixture
def shop(tmp_path):
    return make_database(tmp_path, ORDERS)


def run(test, **more):
    return run_test(test=test, trigger="hand", **{"now": NOON, **more})


def test_a_test_passes_and_is_observed(shop):
    test = make_test(make_table(), shop, terms={"operator": "mustBeBetween", "value": [40, 60], "metric": "row_count"})
    result = run(test)
    assert (result.outcome, result.value, result.words) == ("passed", 50, "50, expected between 40 and 60")
    seen = Observation.objects.get()
    assert (seen.metric, seen.test, seen.passed, seen.value, bytes(seen.event_digest)) == ("row_count", "Orders", True, 50, b"")
    test.refresh_from_db()
    assert (test.last_outcome, test.last_at) == ("passed", NOON)


def test_a_test_fails_with_its_numbers(shop):
    result = run(make_test(make_table(), shop, terms={"operator": "mustBe", "value": 0}))
    assert (result.outcome, result.words) == ("failed", "50, expected exactly 0")
    assert Observation.objects.get().passed is False


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT count(*) FROM nowhere", "nowhere"), ("SELECT id FROM orders", "one row of one number"),
        ("SELECT NULL", "NULL"), ("SELECT 'many'", "no number"),
    ],
)  # fmt: skip
def test_an_error_is_no_failure(shop, sql, words):
    result = run(make_test(make_table(), shop, sql))
    assert (result.outcome, result.value) == ("error", None)
    assert words in result.words
    assert not Observation.objects.exists()


def test_without_a_connection_it_cannot_run_and_says_so():
    result = run(make_test(make_table(), None))
    assert (result.outcome, "names no connection" in result.words) == ("error", True)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("DELETE FROM orders", "only reads"), ("SELECT 1; DROP TABLE orders", "exactly one statement"), ("-- SELECT\nDROP TABLE orders", "only reads"),
        ("INSERT INTO orders SELECT * FROM orders", "only reads"), ("", "Write the SQL"),
    ],
)  # fmt: skip
def test_what_does_more_than_read_is_not_kept(shop, sql, why):
    with pytest.raises(CannotTest, match=why):
        make_test(make_table(), shop, sql)
    assert not DataTest.objects.exists()


def test_the_session_cannot_write_even_where_a_statement_slips_through(shop):
    test = make_test(make_table(), shop)
    type(test).objects.filter(pk=test.pk).update(sql="WITH x AS (SELECT 1) INSERT INTO orders SELECT 1, 2 FROM x")
    test.refresh_from_db()
    result = run(test)
    assert (result.outcome, "read-only" in result.words) == ("error", True)
    assert run(make_test(test.asset, shop, name="Still as many")).value == 50


def test_one_text_serves_every_environment(shop):
    more = {"variables": {"": {"table": "orders"}, "prod": {"least": 10}, "dev": {"least": 45}}, "environment": "prod"}
    test = make_test(make_table(), shop, "SELECT count(*) FROM {{ table }} WHERE id >= {{ least }}", **more)
    assert [run(test).value, run(test, environment="dev").value] == [40, 5]
    undeclared = run(test, environment="staging")
    assert (undeclared.outcome, "least" in undeclared.words) == ("error", True)


def test_an_undeclared_variable_is_named_before_it_is_kept(shop):
    with pytest.raises(CannotTest, match="“day”"):
        make_test(make_table(), shop, "SELECT count(*) FROM orders WHERE day = {{ day }}")


def test_a_location_balance_compares_two_tables(shop, tmp_path):
    more = {"kind": "location", "source": make_table(), "source_sql": "SELECT count(*) FROM orders", "terms": {"tolerance": 0}}
    test = make_test(make_table("shop.main.loaded"), shop, "SELECT count(*) FROM loaded", **more)
    assert run(test).outcome == "passed"
    change_database(tmp_path, "DELETE FROM loaded WHERE id < 5")
    result = run(test)
    assert (result.outcome, result.value, result.other) == ("failed", 45, 50)
    assert "45 here, 50 in shop.main.orders (-10.00%)" in result.words


def test_a_historic_balance_compares_with_the_time_before(shop, tmp_path):
    test = make_test(make_table(), shop, kind="historic", terms={"tolerance": 10, "direction": "not below"})
    assert run(test).outcome == "learning"
    change_database(tmp_path, "DELETE FROM orders WHERE id < 20")
    result = run(test, now=NOON + timedelta(days=1))
    assert (result.outcome, result.value, result.other) == ("failed", 30, 50)


def test_a_statistical_test_is_judged_by_its_chart(shop):
    test = make_test(
        make_table(), shop, "SELECT sum(amount) + {{ more }} FROM orders", kind="statistical", terms={}, variables={"": {"more": 0}}
    )
    outcomes = []
    for day in range(23):
        test.variables = {"": {"more": 9_000 if day == 22 else (day * 7) % 5}}
        outcomes.append(run(test, now=NOON + timedelta(days=day)).outcome)
    assert outcomes[:19] == ["learning"] * 19
    assert (outcomes[21], outcomes[22]) == ("passed", "failed")
    assert ControlChart.objects.get().test == "Orders"


def test_failing_rows_can_be_counted(shop):
    test = make_test(
        make_table(), shop, "SELECT * FROM orders WHERE amount > 90", terms={"operator": "mustBe", "value": 0, "counts_rows": True}
    )
    assert (run(test).outcome, run(test).value) == ("failed", 4)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT setval('catalog_asset_id_seq', 1)",
        "WITH gone AS (DELETE FROM catalog_asset RETURNING 1) SELECT count(*) FROM gone",
        "SELECT set_config('transaction_read_only', 'off', false), setval('catalog_asset_id_seq', 1)",
    ],
)
def test_postgresql_itself_refuses_what_writes(sql):
    ours = settings.DATABASES["default"]
    address = f"postgresql://{ours['USER']}@/{ours['NAME']}?host={ours['HOST']}" if str(ours["HOST"]).startswith("/") else ""
    if not address:
        pytest.skip("The database of these tests isn't reached through a socket.")
    own = save_connection(name="Own", address=address, namespace="", person=None)
    with pytest.raises(CannotAsk, match=r"read-only|read-write|data-modifying"):
        ask(own, sql, {})
