"""Run lengths against theory, and the one every chart states."""

import random

import pytest

from contracts.spc import Design, Phase, Point, Scale, Season, run_length, start, step
from contracts.spc.calibration import RUN_LENGTH, false_alarms
from tests.contracts.spc.published import theory
from tests.make import NOON

SHIFTS = (0, 0.5, 1, 1.5, 2, 3)


def test_limits_alone_run_as_long_as_theory_says():
    assert [run_length.shewhart(3, shift) for shift in SHIFTS] == pytest.approx(theory()["arl"]["WER1"], rel=2e-3)


@pytest.mark.parametrize(("weight", "width", "key"), [(0.1, 2.7, "EWMA lam=0.1 L=2.7"), (0.2, 2.86, "EWMA lam=0.2 L=2.86")])
def test_an_ewma_runs_as_long_as_theory_says(weight, width, key):
    found = [run_length.ewma(width, weight, shift=shift) for shift in SHIFTS]
    assert found == pytest.approx(theory()["arl"][key], rel=0.01, abs=0.06)


@pytest.mark.parametrize("decision", [4, 4.77, 5])
def test_a_cusum_runs_as_long_as_theory_says(decision):
    found = [run_length.cusum(0.5, decision, shift=shift) for shift in SHIFTS]
    assert found == pytest.approx(theory()["arl"][f"CUSUM k=0.5 h={decision}"], rel=0.01, abs=0.06)


def test_the_stated_run_length_is_that_of_the_two_rules_together():
    assert run_length.ewma(3.1, beyond=3.0) == pytest.approx(RUN_LENGTH, rel=1e-3)
    assert false_alarms(RUN_LENGTH * 3) == pytest.approx(3)


def test_charts_that_learned_from_twenty_points_alarm_about_as_seldom_as_they_state():
    """A quick look; tests/benchmarks/bench_spc.py holds it to 5 %."""
    draw, design = random.Random(20), Design(scale=Scale.PLAIN, season=Season.NONE)
    alarms = watched = 0
    for _ in range(300):
        memory = start()
        for _ in range(220):
            memory, reading = step(memory, Point(NOON, draw.gauss(40, 3)), design)
            watched += reading.phase is Phase.WATCHING
            alarms += reading.is_alarm
    assert watched / alarms == pytest.approx(RUN_LENGTH, rel=0.25)
