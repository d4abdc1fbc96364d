"""The chart: learns, freezes, watches."""

import json
import math
import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.spc import Design, Memory, Method, Phase, Point, Scale, Season, Signal, read_all, start, step
from tests.contracts.spc.published import case
from tests.make import NOON

PLAIN = Design(scale=Scale.PLAIN, season=Season.NONE)


def points(values, sizes=None, every=timedelta(days=1)):
    sizes = sizes or [None] * len(values)
    return [Point(NOON + every * at, value, size) for at, (value, size) in enumerate(zip(values, sizes, strict=True))]


def readings(values, design=PLAIN, **more):
    return [reading for _, reading in read_all(points(values, **more), design)]


def around(center, sigma, count, seed=1):
    draw = random.Random(seed)
    return [draw.gauss(center, sigma) for _ in range(count)]


@given(st.lists(st.floats(-1e6, 1e6), max_size=19), st.sampled_from(list(Method)))
def test_learning_never_alarms(values, method):
    told = readings([abs(value) for value in values], Design(method), sizes=[100.0] * len(values))
    assert not any(reading.is_alarm for reading in told)
    assert {reading.phase for reading in told} <= {Phase.LEARNING}


def test_a_point_beyond_the_frozen_limits_alarms_and_does_not_move_them():
    told = readings([*around(50, 2, 25), 90.0, *around(50, 2, 3, seed=2)])
    assert told[25].signals[0] is Signal.BEYOND
    assert (told[25].lower, told[25].upper) == (told[24].lower, told[24].upper) == (told[-1].lower, told[-1].upper)


def test_the_tested_point_is_not_in_its_own_baseline():
    calm, wild = around(50, 2, 25), around(50, 2, 25)
    wild[-1] = 500.0
    assert readings(calm)[-1].upper == readings(wild)[-1].upper


def test_a_small_shift_that_stays_is_found_as_drift():
    told = readings([*around(50, 2, 20), *around(54, 1, 12, seed=3)])
    assert Signal.DRIFT in {signal for reading in told[20:] for signal in reading.signals}


def test_a_point_set_aside_is_neither_learned_from_nor_judged():
    told = points([*around(50, 2, 10), 5_000.0, *around(50, 2, 12, seed=2)])
    told[10] = Point(told[10].at, 5_000.0, is_excluded=True)
    (*_, (memory, _)) = read_all(told, PLAIN)
    assert memory.settled is not None
    assert memory.settled.center == pytest.approx(50, abs=2)


def test_a_wild_point_while_learning_is_left_out_by_itself():
    values = around(50, 2, 24)
    values[7] = 900.0
    assert readings(values)[-1].upper < 70


def test_a_total_that_only_grows_is_charted_by_its_steps_and_may_not_shrink():
    total = [1_000.0]
    for step_ in around(100, 5, 30):
        total.append(total[-1] + step_)
    told = readings([*total, total[-1] - 1], Design(is_size=True, season=Season.NONE))
    assert told[25].charted == pytest.approx(100, abs=20)
    assert not told[25].is_alarm
    assert Signal.SHRANK in told[-1].signals


def test_sizes_that_vary_by_factors_are_charted_by_their_logarithm():
    draw = random.Random(4)
    told = readings([draw.lognormvariate(8, 0.5) for _ in range(30)], Design(is_size=True, season=Season.NONE))
    last = told[-1]
    assert last.upper / last.center == pytest.approx(last.center / last.lower)


def test_any_change_of_what_never_varied_alarms():
    told = readings([*[7.0] * 24, 8.0])
    assert told[-1].signals == (Signal.CHANGED,)
    assert not any(reading.is_alarm for reading in told[:-1])


def test_shares_are_judged_by_their_size():
    draw = random.Random(5)
    nulls = [sum(draw.random() < 0.05 for _ in range(400)) for _ in range(20)]
    small, large = (
        readings([*nulls, share * size], Design(Method.SHARES), sizes=[400.0] * 20 + [size])[-1]
        for share, size in ((0.12, 25.0), (0.12, 4_000.0))
    )
    assert not small.is_alarm
    assert large.is_alarm
    assert small.charted == large.charted == pytest.approx(0.12)


def test_the_first_null_among_many_rows_alarms():
    told = readings([*[0.0] * 20, 0.0, 3.0], Design(Method.SHARES), sizes=[400.0] * 22)
    assert [reading.is_alarm for reading in told[20:]] == [False, True]


def test_values_that_follow_their_neighbours_note_drift_instead_of_alarming():
    draw = random.Random(6)
    values = [math.sin(at / 5) + draw.gauss(0, 0.1) for at in range(120)]
    (*_, (memory, _)) = all_read = list(read_all(points(values), PLAIN))
    assert memory.settled.is_dependent
    assert Signal.DRIFT not in {signal for _, reading in all_read for signal in reading.signals}


def test_a_weekday_is_compared_with_the_same_weekday():
    draw = random.Random(12)
    values = [(100 if at % 7 < 5 else 30) * draw.gauss(1, 0.03) for at in range(60)]
    values[58] = 100.0 if 58 % 7 >= 5 else 30.0
    told = readings(values, Design())
    assert [at for at, reading in enumerate(told) if reading.is_alarm] == [58]


def test_the_taxis_of_new_york_alarm_on_all_five_events_and_seldom_otherwise():
    told = case("nab-nyc-taxi-daily")
    days = told["data"]["days"]
    series = [
        Point(datetime.fromisoformat(f"{day}T00:00+00:00"), rides) for day, rides in zip(days, told["data"]["daily_total"], strict=True)
    ]
    alarms = {day for day, (_, reading) in zip(days, read_all(series, Design(is_size=True)), strict=True) if reading.is_alarm}
    assert [bool(alarms & set(event)) for event in told["known_events"].values()] == [True] * 5
    assert len(alarms - {day for event in told["known_events"].values() for day in event}) <= 10


@given(st.lists(st.floats(-100, 100).map(lambda value: round(value, 3)), max_size=70), st.integers(0, 70))
def test_going_on_from_a_kept_memory_says_the_same(values, cut):
    whole = list(read_all(points(values), Design()))
    memory = start()
    for point in points(values)[:cut]:
        memory, _ = step(memory, point, Design())
    kept = Memory.of(json.loads(json.dumps(memory.document())))
    assert [reading for _, reading in read_all(points(values)[cut:], Design(), kept)] == [reading for _, reading in whole[cut:]]


def test_a_steady_size_off_by_a_row_is_no_news_but_off_by_many_is():
    told = readings([*[240.0] * 24, 241.0, 240.0, 260.0], Design(is_size=True, season=Season.NONE))
    assert [reading.is_alarm for reading in told[24:]] == [False, False, True]


def test_two_deliveries_a_day_of_different_size_are_told_apart_by_their_hour():
    draw = random.Random(3)
    values = [draw.gauss(36, 4) if at % 2 else 31.0 + draw.random() for at in range(80)]
    alarms = [at for at, reading in enumerate(readings(values, Design(), every=timedelta(hours=12))) if reading.is_alarm and at > 45]
    assert len(alarms) <= 2
