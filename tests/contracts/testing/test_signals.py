"""What tests and charts find where no promise is broken: a deviation of its own, that closes by itself."""

from datetime import timedelta

import pytest

from catalog.models import Domain
from contracts.actions.charting import exclude_point
from contracts.actions.judging.heirs import renew_heirs
from contracts.actions.judging.signals import raise_signals
from contracts.actions.quality import judge_observed
from contracts.actions.testing import decide_test
from contracts.models import ChartPoint, ControlChart, DataTest, Deviation, Inheritance
from contracts.queries.gate import gate
from tests.contracts.charts.making import calm, charted, observe
from tests.contracts.testing.test_quality import promise
from tests.lineage.queries.makers import link
from tests.make import NOON, make_asset
from tests.people import make_person

pytestmark = pytest.mark.django_db


def came(test, outcome, hours=0, words="1, expected 2"):
    """Let a test have come out so, and have it noticed."""
    DataTest.objects.filter(pk=test.pk).update(last_outcome=outcome, last_words=words, last_at=NOON + timedelta(hours=hours))
    judge_observed([test.asset_id])
    test.asset.refresh_from_db()
    return gate(test.asset, None)


def enough(asset, **fields):
    return DataTest.objects.create(**{"asset": asset, "name": "Enough", "kind": "business", "sql": "SELECT 1", **fields})


def told():
    return list(Deviation.objects.order_by("pk").values_list("signal", "severity", "resolved_at", "flaps"))


def test_a_failed_test_closes_the_gate_and_shows_in_the_standing_until_it_passes():
    test = enough(make_asset())
    assert came(test, "failed").reasons[0].code == "test_failed"
    assert (test.asset.standing, test.asset.standing_note) == ("at_risk", "At risk: “Enough: 1, expected 2”")
    assert came(test, "error", hours=1, words="away").verdict == "no", "that it could not run says nothing of the data"
    assert (came(test, "passed", hours=2).verdict, test.asset.standing) == ("unknown", "unknown")
    assert told() == [(f"test/{test.pk}", "error", NOON + timedelta(hours=2), 0)]
    came(test, "failed", hours=2.5)
    assert told() == [(f"test/{test.pk}", "error", None, 1)], "a flap is joined"


def test_what_is_made_from_it_inherits_nothing():
    test = enough(make_asset())
    link(test.asset, make_asset("report"))
    came(test, "failed")
    renew_heirs()
    assert not Inheritance.objects.exists()


def test_what_a_broken_promise_says_already_is_not_said_twice():
    asset = make_asset()
    test = enough(asset)
    clause = promise(asset, "sql", key="quality/orders/Enough", verdict="broken")
    came(test, "failed")
    assert told() == []
    type(clause).objects.filter(pk=clause.pk).update(verdict="kept")
    came(test, "failed")
    assert len(told()) == 1


def test_a_paused_test_says_nothing_any_more():
    test = enough(make_asset())
    came(test, "failed")
    decide_test(test=test, decision="pause")
    assert Deviation.objects.get().resolved_at is not None


@pytest.mark.parametrize(("promised", "severity", "standing"), [(False, "info", "unknown"), (True, "warning", "at_risk")])
def test_an_alarm_of_a_chart_is_news_and_a_risk_only_to_what_is_promised(promised, severity, standing):
    chart = charted([*calm(22), 90.0])
    if promised:
        promise(chart.asset, "distinctCount", terms={"metric": "distinctCount", "operator": "mustBeLessThan", "value": 500})
    judge_observed([chart.asset_id])
    chart.asset.refresh_from_db()
    assert [row[:3] for row in told()] == [(f"chart/{chart.pk}", severity, None)]
    assert "distinct count: 90: above the limit" in Deviation.objects.get().words
    assert chart.asset.standing == standing
    observe(chart.asset, [50.0], start=23)
    judge_observed([chart.asset_id])
    assert told()[0][2] == NOON + timedelta(days=23)


def test_a_learning_chart_alarms_nobody_and_a_point_set_aside_neither():
    learning = charted([*calm(8), 900.0], name="young")
    judge_observed([learning.asset_id])
    chart = charted([*calm(22), 90.0], name="old")
    judge_observed([chart.asset_id])
    assert [row[0] for row in told()] == [f"chart/{chart.pk}"]
    exclude_point(point=ChartPoint.objects.get(is_alarm=True), reason="a holiday", person=None)
    assert Deviation.objects.open().count() == 0


def test_the_chart_of_a_tests_measure_alarms_through_its_test_alone():
    asset = make_asset()
    enough(asset, last_outcome="passed", last_at=NOON)
    observe(asset, [*calm(22), 90.0], metric="measure", test="Enough")
    assert ControlChart.objects.get().state == "alarming"
    raise_signals([asset.pk])
    assert told() == []


def test_the_other_side_of_a_balance_keeps_its_name_where_it_is_secret():
    source = make_asset("secret", domain=Domain.objects.create(slug="vault", name="Vault", is_restricted=True))
    test = enough(make_asset(), kind="location", source=source, source_sql="SELECT 2")
    came(test, "failed", words="1, expected 2 in secret")
    assert Deviation.objects.get().words == "Enough: it is unlike what it is held against"


def test_its_page_leads_to_the_test_that_found_it(client):
    test = enough(make_asset())
    came(test, "failed")
    client.force_login(make_person("ada"))
    page = client.get(f"/deviations/{Deviation.objects.get().pk}/").content.decode()
    assert f'href="/tests/{test.pk}/"' in page
    assert "Test failed" in page
    assert "Enough" in client.get("/deviations/?kind=test").content.decode()
    assert "Enough" not in client.get("/deviations/?kind=chart").content.decode()
