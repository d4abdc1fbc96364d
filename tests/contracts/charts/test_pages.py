"""Pages of control charts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.contracts.charts.making import DAY, calm, charted, observe
from tests.make import NOON, make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast(is_restricted=True)


@pytest.fixture
def chart(cast):
    return charted([*calm(24), 90.0], domain=cast.domain)


@pytest.fixture
def sign_in(client, cast):
    def as_(handle):
        client.force_login(getattr(cast, handle))
        return client

    return as_


def test_an_asset_lists_its_charts_with_what_they_say(sign_in, chart):
    text = sign_in("bob").get(f"/assets/{chart.asset_id}/charts/").content.decode()
    for words in ("Distinct count", "Out of control", "above the limit", "sparkline", f"/charts/{chart.pk}/"):
        assert words in text


def test_a_chart_is_drawn_and_told_as_a_table(sign_in, chart):
    text = sign_in("bob").get(f"/charts/{chart.pk}/").content.decode()
    assert text.count("qc-spot") == 25
    assert "once in 270 values" in text
    assert "limits learned from 20 values" in text
    assert text.count('<tr id="p') == 25
    assert "style=" not in text.split("<main")[1].split("</main>")[0]


def test_who_may_not_see_the_asset_sees_no_chart(sign_in, chart):
    charlie = sign_in("charlie")
    assert charlie.get(f"/charts/{chart.pk}/").status_code == 404
    assert charlie.post(f"/charts/{chart.pk}/shift/", {"since": NOON.isoformat(), "reason": "x"}).status_code == 404
    assert charlie.post(f"/charts/points/{chart.points.first().pk}/", {"reason": "x"}).status_code == 404
    assert "Distinct count" not in charlie.get("/charts/").content.decode()


def test_a_contributor_may_not_decide(sign_in, chart):
    bob = sign_in("bob")
    assert bob.post(f"/charts/{chart.pk}/shift/", {"since": NOON.isoformat(), "reason": "x"}).status_code == 403
    assert "Accept a shift" not in bob.get(f"/charts/{chart.pk}/").content.decode()


def test_a_steward_accepts_a_shift_and_sets_a_point_aside(sign_in, chart):
    alice = sign_in("alice")
    alarm = chart.points.get(is_alarm=True)
    alice.post(f"/charts/points/{alarm.pk}/", {"reason": "Fair in Ghent"})
    assert "set aside: Fair in Ghent" in alice.get(f"/charts/{chart.pk}/").content.decode()
    alice.post(f"/charts/points/{alarm.pk}/", {"does": "include"})
    alice.post(f"/charts/{chart.pk}/shift/", {"since": (NOON + DAY * 20).isoformat(), "reason": "New shop"})
    text = alice.get(f"/charts/{chart.pk}/").content.decode()
    assert "Learning: 5 of at least 20" in text
    assert "New shop" in text


def test_a_bad_wish_is_answered_in_words(sign_in, chart):
    alice = sign_in("alice")
    told = alice.post(f"/charts/{chart.pk}/design/", {"method": "shares", "scale": "", "season": ""}, follow=True).content.decode()
    assert "number of cases" in told
    told = alice.post(f"/charts/{chart.pk}/shift/", {"since": "soon", "reason": "x"}, follow=True).content.decode()
    assert "Choose from which value" in told


def test_the_estate_says_what_to_expect(sign_in, chart):
    text = sign_in("ada").get("/charts/").content.decode()
    for words in ("False alarms to expect", "once in 270", "1 chart", "Distinct count"):
        assert words in text
    assert "No chart matches" in sign_in("ada").get("/charts/?state=learning").content.decode()


def test_an_asset_without_numbers_says_how_a_chart_begins(sign_in, cast):
    asset = make_asset("empty", domain=cast.domain)
    assert "/api/v1/observations" in sign_in("bob").get(f"/assets/{asset.pk}/charts/").content.decode()


def test_many_points_are_paged(sign_in, chart):
    observe(chart.asset, calm(100, seed=3), start=25)
    text = sign_in("bob").get(f"/charts/{chart.pk}/").content.decode()
    assert text.count('<tr id="p') == 90
    assert "?until=" in text


def test_a_list_of_charts_costs_the_same_however_many(sign_in, chart, django_assert_num_queries):
    address, bob = f"/assets/{chart.asset_id}/charts/", sign_in("bob")
    with CaptureQueriesContext(connection) as one:
        bob.get(address)
    for column in "abcdefgh":
        observe(chart.asset, [1.0, 2.0], metric="sum", column_path=column)
    with django_assert_num_queries(len(one)):
        bob.get(address)
