"""Tests by the clock and by arrival: what is due is taken one by one, and taken again if whoever took it died."""

import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from contracts.actions.testing.running import run_test
from contracts.models import DataTest
from contracts.models.testing import DataTestResult
from lineage.models import Run, RunDataset
from lineage.models.run import Direction, RunState

# A test that has not answered by then is taken to have died with its worker. Two statements at a minute each fit well.
LEASE = timedelta(minutes=10)
BUDGET_SECONDS = 120.0


def due_on_arrival(run_ids: Sequence[int]) -> None:
    """Make due the tests that wait for these runs' outputs; told twice makes them due once. A step of settings.RUN_STEPS."""
    done = Run.objects.filter(pk__in=run_ids, state=RunState.COMPLETED)
    written = dict(RunDataset.objects.filter(run__in=done, direction=Direction.OUTPUT).order_by("run_id").values_list("asset_id", "run_id"))
    if not written:
        return
    for test in DataTest.objects.running().filter(on_arrival=True, asset__in=written):
        run = written[test.asset_id]
        known = DataTestResult.objects.filter(test=test, run_id=run).exists()
        if not known:
            DataTest.objects.filter(pk=test.pk).exclude(arrived_run_id=run).update(arrived_run_id=run, next_at=timezone.now())


def run_due(*, budget_seconds: float = BUDGET_SECONDS) -> int:
    """Run what is due, longest due first, until nothing is or the time is over; returns how many. Any number of workers may."""
    until = time.monotonic() + budget_seconds
    count = 0
    while time.monotonic() < until:
        test = _take()
        if test is None:
            break
        arrived = test.arrived_run_id
        trigger = DataTestResult.Trigger.ARRIVAL if arrived else DataTestResult.Trigger.SCHEDULE
        run_test(test=test, trigger=trigger, run_id=arrived)
        count += 1
    return count


@transaction.atomic
def _take() -> DataTest | None:
    due = DataTest.objects.running().filter(next_at__lte=timezone.now()).order_by(F("next_at").asc(), "pk")
    test = due.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if test is not None:
        DataTest.objects.filter(pk=test.pk).update(next_at=timezone.now() + LEASE)
    return test
