"""Pages of data tests and profiles."""

import pytest

from contracts.models import DataTest, Profile
from tests.contracts.testing.making import make_database, make_table, make_test
from tests.lineage.queries.makers import link, make_job
from tests.people import make_cast

pytestmark = pytest.mark.django_db
FILLED = {
    "name": "Enough orders", "kind": "business", "sql": "SELECT count(*) FROM {{ table }}", "operator": "mustBeBetween", "low": "10", "high": "90",
    "variables": "[prod]\ntable = orders\n[dev]\ntable = few", "environment": "prod", "severity": "error", "every_minutes": "60",
}  # fmt: skip


@pytest.fixture
def cast():
    return make_cast(is_restricted=True)


@pytest.fixture
def shop(tmp_path):
    return make_database(tmp_path, ["CREATE TABLE orders AS SELECT range AS id FROM range(50)", "CREATE TABLE few AS SELECT 1 AS id"])


@pytest.fixture
def asset(cast):
    return make_table(domain=cast.domain, columns=("id bigint",))


@pytest.fixture
def sign_in(client, cast):
    def as_(handle):
        client.force_login(getattr(cast, handle))
        return client

    return as_


def test_a_steward_writes_a_test_runs_it_in_two_environments_and_pauses_it(sign_in, shop, asset):
    alice = sign_in("alice")
    answer = alice.post(f"/assets/{asset.pk}/tests/new/", {**FILLED, "connection": shop.pk})
    test = DataTest.objects.get()
    assert answer.url == f"/tests/{test.pk}/"
    alice.post(f"/tests/{test.pk}/run/")
    alice.post(f"/tests/{test.pk}/run/", {"environment": "dev"})
    text = alice.get(f"/tests/{test.pk}/").content.decode()
    for words in ("50, expected between 10 and 90", "1, expected between 10 and 90", "Passed", "Failed", "every 60 minutes"):
        assert words in text
    alice.post(f"/tests/{test.pk}/decide/", {"decision": "pause"})
    test.refresh_from_db()
    assert (test.state, test.next_at) == ("paused", None)


def test_the_form_shows_what_is_there_and_keeps_what_is_changed(sign_in, shop, asset):
    alice = sign_in("alice")
    alice.post(f"/assets/{asset.pk}/tests/new/", {**FILLED, "connection": shop.pk})
    test = DataTest.objects.get()
    assert "[prod]\ntable = orders" in alice.get(f"/tests/{test.pk}/edit/").content.decode()
    alice.post(f"/tests/{test.pk}/edit/", {**FILLED, "connection": shop.pk, "high": "40"})
    test.refresh_from_db()
    assert test.terms == {"operator": "mustBeBetween", "value": [10.0, 40.0]}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"sql": "DROP TABLE orders"}, "only reads"),
        ({"variables": "what?"}, "is neither"),
        ({"low": ""}, "two numbers"),
        ({"source": "99999"}, "no asset 99999"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_form(sign_in, shop, asset, wrong, words):
    answer = sign_in("alice").post(f"/assets/{asset.pk}/tests/new/", {**FILLED, "connection": shop.pk, **wrong})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_who_may_not_see_or_change_is_kept_out(sign_in, shop, asset):
    test = make_test(asset, shop)
    for path in (f"/tests/{test.pk}/", f"/assets/{asset.pk}/tests/", f"/assets/{asset.pk}/profile/", f"/tests/{test.pk}/edit/"):
        assert sign_in("charlie").get(path).status_code == 404
    assert sign_in("charlie").post(f"/tests/{test.pk}/run/").status_code == 404
    assert "Orders" not in sign_in("charlie").get("/tests/").content.decode()
    assert sign_in("bob").get(f"/tests/{test.pk}/edit/").status_code == 403
    assert sign_in("bob").post(f"/tests/{test.pk}/decide/", {"decision": "delete"}).status_code == 403
    assert sign_in("bob").post(f"/tests/{test.pk}/run/").status_code == 302


def test_a_test_that_names_a_hidden_asset_is_hidden(sign_in, shop, asset):
    open_ = make_table("shop.main.open")
    make_test(open_, shop, kind="location", source=asset, source_sql="SELECT 1", terms={"tolerance": 0})
    assert "Orders" not in sign_in("charlie").get(f"/assets/{open_.pk}/tests/").content.decode()


def test_the_estate_shows_coverage_and_gaps(sign_in, shop, asset):
    make_test(asset, shop)
    untested = make_table("shop.main.untested")
    text = sign_in("ada").get("/tests/").content.decode()
    for words in ("50 %", "1 of 2 tables and views", f"/assets/{untested.pk}/tests/", "Orders"):
        assert words in text
    assert "No test matches" in sign_in("ada").get("/tests/?kind=location").content.decode()


def test_proposals_are_accepted_or_declined_by_a_steward(sign_in, shop, asset):
    link(asset, copy := make_table("shop.main.few", domain=asset.domain), make_job())
    alice = sign_in("alice")
    alice.post(f"/assets/{copy.pk}/tests/propose/")
    test = DataTest.objects.get()
    assert "Accept" in alice.get(f"/assets/{copy.pk}/tests/").content.decode()
    alice.post(f"/tests/{test.pk}/decide/", {"decision": "accept"})
    test.refresh_from_db()
    assert test.state == "active"


def test_a_profile_is_taken_shown_and_proposes(sign_in, shop, asset):
    bob = sign_in("bob")
    assert "Not profiled yet" in bob.get(f"/assets/{asset.pk}/profile/").content.decode()
    bob.post(f"/assets/{asset.pk}/profile/take/")
    assert Profile.objects.get().row_count == 50
    text = bob.get(f"/assets/{asset.pk}/profile/").content.decode()
    assert "50 rows" in text
    assert DataTest.objects.filter(state="proposed", proposed_from="profile").exists()


def test_without_a_connection_the_pages_say_so(sign_in, asset):
    assert "No connection reaches" in sign_in("bob").get(f"/assets/{asset.pk}/tests/").content.decode()
    answer = sign_in("bob").post(f"/assets/{asset.pk}/profile/take/", follow=True)
    assert "an administrator adds one" in answer.content.decode()
