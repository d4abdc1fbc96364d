"""Control charts: do they alarm as seldom as they state (within 5 %), and what does reading a point cost? `python -m tests.benchmarks.bench_spc`."""

import argparse
import random
from datetime import UTC, datetime, timedelta
from math import sqrt
from time import perf_counter

from contracts.spc import Design, Phase, Point, Scale, Season, run_length, start, step
from contracts.spc.calibration import RUN_LENGTH
from contracts.spc.rules import NELSON, WESTERN_ELECTRIC, rules_at_end

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
ALLOWED = 0.05
# name -> (season, time between points, points watched per chart)
CHARTS = {
    "single values, limits from 20 points": (Season.NONE, timedelta(days=1), 300),
    "against the same weekday": (Season.WEEKDAY, timedelta(days=1), 500),
    "against the same hour": (Season.HOUR, timedelta(hours=1), 500),
}


def simulate(season: Season, every: timedelta, watched: int, charts: int) -> tuple[float, float, float]:
    """Give points per false alarm of in-control charts, its standard error, and seconds per point."""
    draw, design = random.Random(1), Design(scale=Scale.PLAIN, season=season)
    alarms = points = read = 0
    began = perf_counter()
    for _ in range(charts):
        memory, at, seen = start(), BEGIN, 0
        while seen < watched:
            memory, reading = step(memory, Point(at, draw.gauss(0, 1)), design)
            at, read = at + every, read + 1
            if reading.phase is Phase.WATCHING and reading.z is not None:
                seen += 1
                alarms += reading.is_alarm
        points += seen
    return points / alarms, points / alarms / sqrt(alarms), (perf_counter() - began) / read


def rules_alone(rules: tuple, runs: int) -> float:
    """Give the mean run length of rules on known limits."""
    draw, total = random.Random(2), 0
    for _ in range(runs):
        z: list[float] = []
        while True:
            z = [*z[-14:], draw.gauss(0, 1)]
            total += 1
            if rules_at_end(z, rules):
                break
    return total / runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the charts")
    charts = 800 if parser.parse_args().quick else 8_000
    print(f"stated: one false alarm in {RUN_LENGTH} points; exact for known limits: {run_length.ewma(3.1, beyond=3.0):.1f}")
    off = 0
    for name, (season, every, watched) in CHARTS.items():
        found, error, seconds = simulate(season, every, watched, charts if season is Season.NONE else charts // 4)
        share = found / RUN_LENGTH - 1
        off += abs(share) > ALLOWED
        print(f"{name}: {found:.1f} +- {error:.1f} points per false alarm ({share:+.1%}), {seconds * 1e6:.0f} µs a point")
    print(
        f"all Western Electric rules: {rules_alone(WESTERN_ELECTRIC, charts // 2):.1f}; all of Nelson's: {rules_alone(NELSON, charts // 2):.1f}"
    )
    return 1 if off else 0


if __name__ == "__main__":
    raise SystemExit(main())
