"""Runs heard in any order and any batches, the clock looking in between: the same slots as one look at the end, and no flip twice."""

import itertools
import random

import pytest
import time_machine

from contracts.actions.judging.recorded import judge_runs
from contracts.cadence.claiming import Delivery, fill
from contracts.cadence.terms import read_cadence
from contracts.models import Deviation, Slot, Verdict
from tests.contracts.judging.making import MONDAY, at, deliver, make_clause, pass_time
from tests.make import make_asset

DAYS = 8
PROMISES = [("frequency", {"value": 1, "unit": "d"}), ("timeOfAvailability", {"value": "08:00", "grace": "30min"})]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("name", "terms"), PROMISES, ids=["by-period", "by-time"])
def test_slots_are_the_same_whatever_was_heard_when(name, terms, seed):
    pick = random.Random(seed)
    asset = make_asset()
    clause = make_clause(asset, name, terms)
    runs = [
        deliver(asset, at(day, pick.randrange(24), pick.randrange(60)), judge=False)
        for day in range(DAYS)
        for _ in range(pick.randrange(3))
    ]
    heard = runs[:]
    pick.shuffle(heard)
    now = at(DAYS, 12)
    with time_machine.travel(now):
        while heard:
            size = pick.randrange(1, 4)
            judge_runs([run.pk for run in heard[:size]])
            heard = heard[size:]
            if pick.random() < 0.3:
                pass_time(now)
        pass_time(now)
        cadence = read_cadence(name, terms)
        expected = fill(cadence, [Delivery(run.ended_at, None, run.pk) for run in runs], since=MONDAY, now=now).slots
    found = Slot.objects.filter(clause=clause).order_by("due_at")
    assert [(one.slot.period, one.outcome, one.delivered_at, one.run) for one in expected] == list(
        found.values_list("period", "outcome", "delivered_at", "run_id")
    )
    flips = list(Verdict.objects.filter(clause=clause).order_by("at", "pk").values_list("before", "verdict"))
    assert flips and all(after == before for (_, after), (before, _) in itertools.pairwise(flips))
    assert Deviation.objects.filter(resolved_at=None).count() <= 1


@pytest.mark.django_db
def test_the_first_look_tells_every_turn_at_its_true_time():
    asset = make_asset()
    clause = make_clause(asset)
    for day in (0, 1, 3, 4):
        deliver(asset, at(day, 7, 50), judge=False)
    pass_time(at(4, 12))
    told = list(Verdict.objects.filter(clause=clause).order_by("at", "pk").values_list("verdict", "at"))
    assert told == [("kept", at(0, 7, 50)), ("at_risk", at(2, 8)), ("broken", at(2, 8, 15)), ("kept", at(3, 7, 50))]
