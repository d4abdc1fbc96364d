"""The demo's data tests: over the real schema, through a role that reads nothing else."""

import pytest

from config.demo import testing
from config.demo.landscape import KETTLE
from config.demo.landscape.spaces import WAREHOUSE, table
from config.demo.people import Staff
from config.demo.runs import settled_day
from config.demo.warehouse import build_warehouse, tear_down
from contracts.actions.testing.asking import CannotAsk, ask
from contracts.models import DataTest
from lineage.models import Connection
from tests.make import NOON, make_asset, make_namespace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tested():
    build_warehouse(KETTLE, today=settled_day(NOON))
    space = make_namespace(WAREHOUSE.name, "postgres")
    keys = {asked.asset for asked in testing.ASKED} | {asked.source for asked in testing.ASKED if asked.source}
    for key in sorted(keys | {*testing.PROFILED, *testing.PROPOSED}):
        make_asset(table(key), namespace=space, kind="table", columns=("customer_id bigint",) if key in testing.PROFILED else ())
    staff = Staff()
    staff.hire()
    testing.ask_the_data(staff, NOON)
    yield
    testing.forget_tests()
    tear_down()


def test_every_test_of_the_demo_runs_one_fails_and_none_breaks(tested):
    outcomes = dict(DataTest.objects.running().values_list("name", "last_outcome"))
    assert "error" not in outcomes.values(), DataTest.objects.filter(last_outcome="error").values_list("name", "last_words")
    assert [name for name, outcome in outcomes.items() if outcome == "failed"] == ["Nothing is sold before its customer signed up"]
    assert set(DataTest.objects.values_list("kind", flat=True)) == {
        "location",
        "historic",
        "statistical",
        "completeness",
        "correctness",
        "business",
    }


def test_the_reader_of_the_demo_reads_nothing_else(tested):
    link = Connection.objects.get(name=testing.NAME)
    for sql in ("SELECT count(*) FROM catalog_apikey", "SELECT setval('catalog_asset_id_seq', 1)"):
        with pytest.raises(CannotAsk, match="permission denied"):
            ask(link, sql, {})
    assert "***" in link.address
