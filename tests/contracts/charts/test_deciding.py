"""Stewards accept shifts, set points aside and redesign charts; all of it audited."""

import pytest

from catalog.models import AuditEntry
from contracts.actions.charting import CannotChart, accept_shift, exclude_point, include_point, redesign_chart
from tests.contracts.charts.making import DAY, calm, charted, observe
from tests.make import NOON
from tests.people import make_person

pytestmark = pytest.mark.django_db


def test_an_accepted_shift_is_learned_anew_and_old_points_keep_what_was_said():
    chart = charted([*calm(24), *calm(10, center=80)])
    before = list(chart.points.filter(observed_at__lt=NOON + DAY * 24).order_by("observed_at").values_list("upper", flat=True))
    accept_shift(chart=chart, since=NOON + DAY * 24, reason="New shop in Ghent", person=make_person("alice"))
    chart.refresh_from_db()
    assert (chart.state, chart.since_reason) == ("learning", "New shop in Ghent")
    observe(chart.asset, calm(15, center=80, seed=3), start=34)
    chart.refresh_from_db()
    assert chart.memory["settled"]["center"] == pytest.approx(80, abs=3)
    assert list(chart.points.filter(observed_at__lt=NOON + DAY * 24).order_by("observed_at").values_list("upper", flat=True)) == before
    assert AuditEntry.objects.get(verb="chart.shift_accepted").after["reason"] == "New shop in Ghent"


def test_a_shift_needs_a_reason_and_a_value():
    chart = charted(calm(5))
    for since, reason, told in ((NOON, " ", "Say what changed"), (NOON + DAY * 99, "because", "no value since then")):
        with pytest.raises(CannotChart, match=told):
            accept_shift(chart=chart, since=since, reason=reason, person=None)


def test_an_excluded_point_no_longer_alarms_and_can_come_back():
    chart = charted([*calm(24), 90.0])
    point = chart.points.get(is_alarm=True)
    exclude_point(point=point, reason="Test orders of the fair", person=None)
    chart.refresh_from_db()
    assert (chart.state, chart.points.filter(is_alarm=True).count()) == ("calm", 0)
    include_point(point=chart.points.get(pk=point.pk))
    chart.refresh_from_db()
    assert chart.state == "alarming"
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"chart.point_excluded", "chart.point_included"}


def test_a_chart_can_be_compared_by_weekday():
    chart = charted(calm(40))
    redesign_chart(chart=chart, method="individuals", scale="plain", season="weekday")
    chart.refresh_from_db()
    assert chart.memory["settled"]["season"] == "weekday"


def test_shares_need_their_number_of_cases():
    with pytest.raises(CannotChart, match="number of cases"):
        redesign_chart(chart=charted(calm(3)), method="shares", scale="", season="")
