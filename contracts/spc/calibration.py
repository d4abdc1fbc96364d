"""How often a chart alarms although nothing happened: its design's run length, and the widening that keeps it with learned limits.

Limits learned from few points are wrong by chance, and wrong limits alarm more often. Sigma is widened by `doubt` so that charts
with learned limits alarm, all of them together, as seldom as one with known limits would. The factors were found by simulation
(tests/benchmarks/bench_spc.py repeats it), with independent normal values.
"""

from itertools import pairwise

from .words import Season

# Mean points from one false alarm to the next: one point beyond 3 sigma, or the EWMA (0.2) beyond 3.1 of its own.
# Exact by run_length.ewma(3.1, beyond=3.0); a test repeats it.
RUN_LENGTH = 269.6
# Learned from so many points -> factor.
_PLAIN = ((20, 1.175), (80, 1.045), (10_000, 1.0))
_SEASONAL = ((20, 1.13), (42, 1.087))
# Mean points between false alarms, rules of Western Electric or Nelson all alarming (Champ and Woodall 1987; simulated).
ALL_WESTERN_ELECTRIC = 91.75
ALL_NELSON = 74.0


def doubt(points: int, season: Season) -> float:
    """Give the factor on sigma for limits learned from so many points."""
    table = _PLAIN if season is Season.NONE else _SEASONAL
    for (fewer, high), (more, low) in pairwise(table):
        if points <= more:
            share = (1 / max(points, fewer) - 1 / more) / (1 / fewer - 1 / more)
            return low + (high - low) * share
    return table[-1][1]


def false_alarms(points_a_day: float) -> float:
    """Give how many false alarms a day so many points a day make."""
    return points_a_day / RUN_LENGTH
