"""A chart of how long a job's runs took: one bar per run, oldest left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

WIDTH, HEIGHT = 720.0, 160.0
LEFT, TOP, BOTTOM = 56.0, 10.0, 26.0
_LEAST_BAR = 2.0
_NICE = (1, 2, 5, 10, 15, 30)
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"), (0.001, "ms"))


@dataclass(frozen=True, slots=True)
class DurationBar:
    """One ended run: when it began, how many seconds it took, its state, where it leads."""

    at: datetime
    seconds: float
    state: str
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A drawn bar, px."""

    x: float
    y: float
    width: float
    height: float
    state: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart with what it stands for."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class DurationChart:
    """The drawing, px; `words` says it without looking."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    middle: Tick | None
    words: str
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT


def in_units(seconds: float) -> str:
    """Say a duration in its largest unit that is at least one: `3.4 s`, `12 min`."""
    for size, unit in _UNITS:
        if seconds >= size:
            value = seconds / size
            return f"{value:.3g} {unit}" if value < 1_000 else f"{value:.0f} {unit}"  # noqa: PLR2004 - four digits need no rounding
    return "0 s"


def draw_durations(runs: Sequence[DurationBar]) -> DurationChart | None:
    """Draw the bars on a scale from zero; None where no run has ended."""
    if not runs:
        return None
    usual = median(run.seconds for run in runs)
    top = _ceiling(max(run.seconds for run in runs))
    scale = (HEIGHT - TOP - BOTTOM) / top
    step = min((WIDTH - LEFT) / len(runs), 36.0)
    floor = HEIGHT - BOTTOM
    bars = tuple(_bar(run, LEFT + at * step, step, floor, scale) for at, run in enumerate(runs))
    ticks = tuple(Tick(floor - top * part * scale, in_units(top * part) if part else "0") for part in (0.0, 0.5, 1.0))
    words = (
        f"{len(runs)} ended runs, half of them took {in_units(usual)} or less, the longest {in_units(max(run.seconds for run in runs))}."
    )
    return DurationChart(bars, ticks, Tick(floor - usual * scale, f"median {in_units(usual)}"), words)


def _bar(run: DurationBar, x: float, step: float, floor: float, scale: float) -> Bar:
    height = max(run.seconds * scale, _LEAST_BAR)
    gap = min(step * 0.25, 6.0)
    words = f"{run.at:%d %b %Y %H:%M}: {in_units(run.seconds)}, {run.state}"
    return Bar(x + gap / 2, floor - height, step - gap, height, run.state, run.href, words)


def _ceiling(seconds: float) -> float:
    unit = next((size for size, _ in _UNITS if seconds >= size), _UNITS[-1][0])
    count = max(seconds / unit, 1.0)
    return unit * next((nice for nice in _NICE if nice >= count), -(-count // 30) * 30)
