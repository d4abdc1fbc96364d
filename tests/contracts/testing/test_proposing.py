"""Proposals from lineage edges and profiles; stewards decide."""

import pytest

from catalog.models import AssetTag, AuditEntry, Column
from contracts.actions.testing import CannotProfile, decide_test, profile_asset, propose_tests, run_test
from contracts.models import DataTest
from lineage.models import Observation
from tests.contracts.testing.making import make_database, make_table
from tests.lineage.queries.makers import feed, link, make_job

pytestmark = pytest.mark.django_db
TABLES = (
    "CREATE TABLE raw AS SELECT range AS id, range % 7 AS amount, CASE WHEN range % 2 = 0 THEN 'paid' ELSE 'open' END AS status FROM range(120)",
    "CREATE TABLE clean AS SELECT * FROM raw",
)
COLUMNS = ("id bigint", "amount bigint", "status text")


@pytest.fixture
def shop(tmp_path):
    return make_database(tmp_path, TABLES)


def test_an_edge_proposes_that_as_much_arrives_as_left(shop):
    raw, clean = make_table("shop.main.raw", columns=COLUMNS), make_table("shop.main.clean", columns=COLUMNS)
    link(raw, clean, make_job())
    feed(Column.objects.get(asset=raw, path="amount"), Column.objects.get(asset=clean, path="amount"), subtype="identity")
    assert propose_tests(asset=clean, person=None) == 2
    rows, total = DataTest.objects.order_by("name")
    assert (rows.name, rows.state, rows.source, rows.proposed_from) == ("As many rows as shop.main.raw", "proposed", raw, "lineage")
    assert [run_test(test=test, trigger="hand").outcome for test in (rows, total)] == ["passed", "passed"]


def test_a_proposal_comes_once_even_when_declined(shop):
    raw, clean = make_table("shop.main.raw"), make_table("shop.main.clean")
    link(raw, clean, make_job())
    propose_tests(asset=clean, person=None)
    test = DataTest.objects.get()
    decide_test(test=test, decision="decline")
    assert propose_tests(asset=clean, person=None) == 0
    assert AuditEntry.objects.filter(verb="test.declined").exists()


def test_a_profile_tells_columns_and_proposes_tests_that_pass_today(shop):
    asset = make_table("shop.main.raw", columns=COLUMNS)
    profile = profile_asset(asset=asset, connection=shop)
    amount = profile.columns[1]
    assert (profile.row_count, amount["nulls"], amount["distinct"], amount["least"], amount["most"]) == (120, 0, 7, 0, 6)
    assert amount["quantiles"] == [[0.25, 1.0], [0.5, 3.0], [0.75, 5.0]]
    assert Observation.objects.filter(metric="null_count", test="profile").count() == 3
    assert propose_tests(asset=asset, person=None) == 7
    outcomes = {test.name: run_test(test=test, trigger="hand").outcome for test in DataTest.objects.all()}
    assert outcomes.pop("Rows like before") == "learning"
    assert set(outcomes.values()) == {"passed"}


def test_a_table_that_is_not_there_cannot_be_profiled(shop):
    with pytest.raises(CannotProfile, match="nowhere"):
        profile_asset(asset=make_table("shop.main.nowhere", columns=COLUMNS), connection=shop)


def test_what_is_summed_up_on_the_way_promises_no_equal_rows(shop):
    raw, clean = make_table("shop.main.raw", columns=COLUMNS), make_table("shop.main.clean", columns=COLUMNS)
    link(raw, clean, make_job())
    feed(Column.objects.get(asset=raw, path="amount"), Column.objects.get(asset=clean, path="amount"), subtype="aggregation")
    assert propose_tests(asset=clean, person=None) == 0


def test_values_of_personal_columns_are_never_listed(shop):
    asset = make_table("shop.main.raw", columns=COLUMNS)
    listed = [bool(column.get("listed")) for column in profile_asset(asset=asset, connection=shop).columns]
    AssetTag.objects.create(asset=asset, column=Column.objects.get(asset=asset, path="status"), key="pii", value="true")
    hidden = [bool(column.get("listed")) for column in profile_asset(asset=asset, connection=shop).columns]
    assert (listed, hidden) == ([False, False, True], [False, False, False])
