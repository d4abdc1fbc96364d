"""Charts, tests and profiles follow merged assets."""

import pytest
from django.db import connection

from contracts.actions.measured import follow_merges
from contracts.models import ControlChart, DataTest
from tests.contracts.charts.making import calm, observe
from tests.contracts.testing.making import make_test
from tests.make import make_asset

pytestmark = pytest.mark.django_db


def merge(loser, survivor):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE merged_asset ON COMMIT DROP AS SELECT %s::bigint AS loser, %s::bigint AS survivor", [loser.pk, survivor.pk]
        )
    follow_merges({loser.pk: survivor.pk})


def test_two_charts_of_one_metric_become_one_with_all_their_points():
    loser, survivor = make_asset("loser"), make_asset("survivor")
    observe(survivor, calm(15))
    observe(loser, [*calm(15, seed=2), 90.0], start=10)  # five days that both told
    observe(loser, [1.0], metric="sum", column_path="amount")
    merge(loser, survivor)
    chart = ControlChart.objects.get(metric="distinct_count")
    assert (chart.asset, chart.point_count, chart.state) == (survivor, 26, "alarming")
    assert ControlChart.objects.get(metric="sum").asset == survivor


def test_tests_move_and_keep_apart_by_name():
    loser, survivor = make_asset("loser"), make_asset("survivor")
    mine, theirs = make_test(survivor, None), make_test(loser, None)
    other = make_test(loser, None, name="Other")
    merge(loser, survivor)
    assert set(DataTest.objects.values_list("asset", "name")) == {
        (survivor.pk, "Orders"), (survivor.pk, f"Orders ({theirs.pk})"), (survivor.pk, "Other"),
    }  # fmt: skip
    assert {mine.pk, other.pk} < set(DataTest.objects.values_list("pk", flat=True))
