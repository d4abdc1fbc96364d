"""Charts follow observations, in order of time, once each."""

import random

import pytest

from contracts.actions.charting import chart_runs
from contracts.models import ChartPoint, ControlChart
from lineage.models import Observation
from tests.contracts.charts.making import DAY, calm, charted, observe
from tests.lineage.queries.makers import make_job, make_run, touch
from tests.make import NOON, make_asset

pytestmark = pytest.mark.django_db


def said(chart):
    return list(chart.points.order_by("observed_at").values_list("value", "phase", "center", "upper", "signals"))


def test_a_chart_learns_then_alarms():
    chart = charted([*calm(22), 90.0])
    assert chart.state == "alarming"
    assert "above the limit" in chart.last_words
    assert chart.points.filter(is_alarm=True).count() == 1
    assert set(chart.points.filter(phase="learning").values_list("is_alarm", flat=True)) == {False}


def test_the_same_observations_again_change_nothing():
    chart = charted(calm(22))
    observe(chart.asset, calm(22))
    assert ChartPoint.objects.count() == 22
    assert ControlChart.objects.get().memory == chart.memory


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_arrival_gives_the_same_chart(seed):
    values = [*calm(28), 80.0, 50.0]
    order = random.Random(seed).sample(range(0, 30, 3), 10)
    in_time, shuffled = make_asset("in-time"), make_asset("shuffled")
    observe(in_time, values)
    for at in order:
        observe(shuffled, values[at : at + 3], start=at)
    first, second = ControlChart.objects.get(asset=in_time), ControlChart.objects.get(asset=shuffled)
    assert said(first) == said(second)
    assert (first.memory, first.state, first.last_words) == (second.memory, second.state, second.last_words)


def test_a_corrected_value_is_judged_anew():
    chart = charted([*calm(24), 90.0])
    observe(chart.asset, [50.0], start=24)
    chart.refresh_from_db()
    assert (chart.state, chart.point_count) == ("calm", 25)


def test_what_a_run_reported_is_charted_with_the_rows_it_is_out_of():
    run, asset = make_run(make_job()), make_asset()
    touch(run, asset)
    for metric, column, value in (("row_count", "", 400.0), ("null_count", "email", 8.0)):
        Observation.objects.create(
            asset=asset, metric=metric, column_path=column, subject=run.run_id, value=value, observed_at=NOON, event_digest=b"x"
        )
    chart_runs([run.pk])
    chart_runs([run.pk])
    nulls = ControlChart.objects.get(metric="null_count")
    assert (nulls.method, nulls.points.get().size, nulls.points.get().charted) == ("shares", 400.0, 0.02)
    assert ChartPoint.objects.count() == 2


def test_a_run_costs_a_fixed_number_of_queries(django_assert_num_queries):
    asset, job = make_asset(), make_job()
    for at in range(3):
        run = make_run(job, f"run-{at}", first_event_at=NOON + DAY * at, last_event_at=NOON + DAY * at)
        touch(run, asset)
        for column in "abcdefgh":
            Observation.objects.create(
                asset=asset, metric="sum", column_path=column, subject=run.run_id, value=at, observed_at=NOON + DAY * at, event_digest=b"x"
            )
        if at < 2:
            chart_runs([run.pk])
    with django_assert_num_queries(11):  # savepoints of the two transactions included
        chart_runs([run.pk])
