"""A control chart, point by point: it learns, freezes its limits, and then watches. A point is never part of what it is judged by."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from math import copysign, exp, sqrt
from statistics import fmean

from .calibration import doubt
from .learning import PREDICTORS, RESIDUALS, charted, season_key, settle, settle_anew
from .limits import Limits, standard_deviation
from .rules import LONGEST, NOTED, rules_at_end
from .weighted import WEIGHT, ewma_sigma, next_sums
from .words import BEYOND, DRIFT, Design, Memory, Method, Phase, Point, Reading, Scale, Season, Settled, Signal

DECISION = 4.77
# Where nothing ever varied a change has no z; this stands for "beyond all measure".
FAR = 99.0
DRIFT_NOTE = "drift"
SUM_NOTE = "cusum"


def start() -> Memory:
    """Give the memory of a chart that has seen nothing."""
    return Memory()


def read_all(points: Iterable[Point], design: Design, memory: Memory | None = None) -> Iterator[tuple[Memory, Reading]]:
    """Read points, oldest first; yields the memory after each with what it says of it."""
    now = memory or start()
    for point in points:
        now, reading = step(now, point, design)
        yield now, reading


def step(memory: Memory, point: Point, design: Design) -> tuple[Memory, Reading]:
    """Read one point; learning never alarms, and a point set aside changes nothing."""
    scale = memory.settled.scale if memory.settled else design.scale or Scale.PLAIN
    value = charted(point.value, point.size, memory.last, design.method, scale)
    if point.is_excluded or (memory.settled and value is None):
        last = memory.last if point.is_excluded else point.value
        return replace(memory, last=last), Reading(memory.phase, _drawn(value, scale))
    if memory.settled is None or value is None:
        return _learn(memory, point, design), Reading(Phase.LEARNING, _drawn(value, scale))
    after, reading = _watch(replace(memory, last=point.value), memory.settled, point, value, design)
    return _look_again(after, point), reading


def _learn(memory: Memory, point: Point, design: Design) -> Memory:
    more = replace(memory, learned=(*memory.learned, (point.at.isoformat(), point.value, point.size)), last=point.value)
    return settle(more, design) or more


def _look_again(memory: Memory, point: Point) -> Memory:
    if not memory.learned or memory.settled is None:
        return memory
    more = replace(memory, learned=(*memory.learned, (point.at.isoformat(), point.value, point.size)))
    return settle_anew(more, memory.settled)


def _watch(memory: Memory, settled: Settled, point: Point, value: float, design: Design) -> tuple[Memory, Reading]:
    center, sigma = _expected(memory, settled, point, design.method)
    if center is None:
        return _remember(memory, settled, point.at, value, None), Reading(Phase.WATCHING, _drawn(value, settled.scale))
    z = _in_sigmas(value - center, sigma)
    average = WEIGHT * z + (1 - WEIGHT) * memory.average
    sums = next_sums(*memory.sums, z)
    recent = (*memory.recent, z)[-LONGEST:]
    has_drifted = abs(average) > DRIFT * ewma_sigma()
    signals = tuple(_signals(settled, value, z, has_drifted=has_drifted))
    notes = [str(rule) for rule in rules_at_end(recent, NOTED)]
    notes += [SUM_NOTE] if max(sums) > DECISION else []
    notes += [DRIFT_NOTE] if has_drifted and settled.is_dependent else []
    reading = _reading(replace(memory, average=average), value, _limits(center, sigma, design.method), z)
    reading = replace(reading, signals=signals, notes=tuple(notes))
    # After an alarm the memory of drift begins anew, so that a shift that stays alarms again, but not at every point.
    after = (
        replace(memory, average=0.0, sums=(0.0, 0.0), recent=()) if signals else replace(memory, average=average, sums=sums, recent=recent)
    )
    return (after if signals else _remember(after, settled, point.at, value, center)), reading


def _expected(memory: Memory, settled: Settled, point: Point, method: Method) -> tuple[float | None, float]:
    if settled.season is not Season.NONE:
        known = memory.seasons.get(season_key(point.at, settled.season), ())
        # What grows is always a little above its own past: the usual residual is expected again.
        usual = fmean(memory.residuals) if memory.residuals else 0.0
        return (fmean(known) + usual, settled.sigma * sqrt(1 + 1 / len(known))) if known else (None, settled.sigma)
    if method in {Method.SHARES, Method.RATES} and point.size:
        return settled.center, settled.sigma / sqrt(point.size)
    return settled.center, settled.sigma


def _in_sigmas(distance: float, sigma: float) -> float:
    if sigma > 0:
        return max(min(distance / sigma, FAR), -FAR)
    return copysign(FAR, distance) if distance else 0.0


def _signals(settled: Settled, value: float, z: float, *, has_drifted: bool) -> Iterator[Signal]:
    if settled.scale is Scale.STEPS and value < 0:
        yield Signal.SHRANK
    if settled.is_constant:
        if z:
            yield Signal.CHANGED
        return
    if abs(z) > BEYOND:
        yield Signal.BEYOND
    if has_drifted and not settled.is_dependent:
        yield Signal.DRIFT


def _remember(memory: Memory, settled: Settled, at: datetime, value: float, center: float | None) -> Memory:
    """Let a calm point of a season join what the next ones are compared with."""
    if settled.season is Season.NONE:
        return memory
    key = season_key(at, settled.season)
    known = memory.seasons.get(key, ())
    seasons = {**memory.seasons, key: (*known, value)[-PREDICTORS:]}
    if center is None:
        return replace(memory, seasons=seasons)
    residuals = (*memory.residuals, (value - fmean(known)) / sqrt(1 + 1 / len(known)))[-RESIDUALS:]
    sigma = standard_deviation(residuals) * doubt(len(residuals), settled.season)
    return replace(memory, seasons=seasons, residuals=residuals, settled=replace(settled, sigma=sigma, learned_from=len(residuals)))


def _drawn(value: float | None, scale: Scale) -> float | None:
    return exp(value) if value is not None and scale is Scale.LOG else value


def _reading(memory: Memory, value: float, limits: Limits, z: float) -> Reading:
    settled = memory.settled
    scale = settled.scale if settled else Scale.PLAIN
    lines = (limits.center, limits.lower, limits.upper, limits.center + memory.average * limits.sigma)
    center, lower, upper, average = (exp(line) if scale is Scale.LOG else line for line in lines)
    return Reading(Phase.WATCHING, _drawn(value, scale), center, lower, upper, z, average)


def _limits(center: float, sigma: float, method: Method) -> Limits:
    lower, upper = center - BEYOND * sigma, center + BEYOND * sigma
    if method is Method.INDIVIDUALS:
        return Limits(center, lower, upper, sigma)
    return Limits(center, max(lower, 0.0), min(upper, 1.0) if method is Method.SHARES else upper, sigma)
