"""Tests run by the clock and by arrival, once each, and again if their worker died."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contracts.actions.testing import due_on_arrival, run_due
from contracts.models import DataTest, DataTestResult
from tests.contracts.testing.making import make_database, make_table, make_test
from tests.lineage.queries.makers import make_job, make_run, touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(tmp_path):
    return make_database(tmp_path, ["CREATE TABLE orders AS SELECT 1 AS id"])


def test_a_run_s_arrival_makes_its_tests_due_once(shop):
    asset, run = make_table(), make_run(make_job())
    touch(run, asset)
    make_test(asset, shop, on_arrival=True)
    make_test(asset, shop, name="By hand")
    due_on_arrival([run.pk])
    due_on_arrival([run.pk])
    assert run_due() == 1
    due_on_arrival([run.pk])
    assert run_due() == 0
    result = DataTestResult.objects.get()
    assert (result.trigger, result.run_id, result.outcome) == ("arrival", run.pk, "passed")


@pytest.mark.parametrize(("state", "direction"), [("failed", "output"), ("completed", "input")])
def test_only_what_a_good_run_wrote_is_tested(shop, state, direction):
    asset, run = make_table(), make_run(make_job(), state=state)
    touch(run, asset, direction)
    make_test(asset, shop, on_arrival=True)
    due_on_arrival([run.pk])
    assert run_due() == 0


def test_a_scheduled_test_comes_again_after_its_interval(shop):
    test = make_test(make_table(), shop, every_minutes=60)
    DataTest.objects.update(next_at=timezone.now() - timedelta(minutes=1))
    assert [run_due(), run_due()] == [1, 0]
    test.refresh_from_db()
    assert timedelta(minutes=59) < test.next_at - timezone.now() <= timedelta(minutes=60)


def test_a_test_whose_worker_died_is_taken_again(shop):
    test = make_test(make_table(), shop, every_minutes=60)
    DataTest.objects.update(next_at=timezone.now() + timedelta(minutes=10))  # the lease of somebody gone
    assert run_due() == 0
    DataTest.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    assert run_due() == 1
    assert test.results.count() == 1


def test_a_paused_test_does_not_run(shop):
    make_test(make_table(), shop, every_minutes=60)
    DataTest.objects.update(state="paused", next_at=timezone.now() - timedelta(minutes=1))
    assert run_due() == 0
