"""A control chart as coordinates: points, limits that may move with every point, zones, ticks. What is drawn is also said in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor, log10

from .saying import number

WIDTH, HEIGHT = 760.0, 280.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 96.0, 14.0, 30.0
_ROOM = 0.06
_TICKS = 4
_DATES = 6
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Told:
    """One point to draw: what was charted and between which limits, whether it alarmed, was noted or set aside, what to say on hover."""

    at: datetime
    value: float
    center: float | None
    lower: float | None
    upper: float | None
    kind: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A drawn point, px. `kind`: calm, alarm, noted, aside or learning."""

    x: float
    y: float
    kind: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick: its place on its axis, px, and its words."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawing, px. Lines are SVG paths; `words` says the chart without looking."""

    spots: tuple[Spot, ...]
    line: str
    center: str
    limits: tuple[str, ...]
    band: str
    ticks: tuple[Mark, ...]
    dates: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    words: str
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    floor: float = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    count: int

    def x(self, at: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at + 0.5) / self.count

    def y(self, value: float) -> float:
        share = (self.high - value) / (self.high - self.low)
        return TOP + (HEIGHT - TOP - BOTTOM) * min(max(share, 0.0), 1.0)


def draw_chart(points: Sequence[Told], name: str) -> Picture | None:
    """Draw points, oldest first, evenly spaced; None where there is none."""
    if not points:
        return None
    scale = _scale(points)
    spots = tuple(Spot(scale.x(at), scale.y(point.value), point.kind, point.words, point.href) for at, point in enumerate(points))
    lines = [
        _path([(scale.x(at), getattr(point, side)) for at, point in enumerate(points)], scale) for side in ("center", "lower", "upper")
    ]
    return Picture(
        spots=spots,
        line="M" + " ".join(f"{spot.x:.1f},{spot.y:.1f}" for spot in spots if spot.kind != "aside"),
        center=lines[0],
        limits=(lines[1], lines[2]),
        band=_band(points, scale),
        ticks=tuple(Mark(scale.y(tick), number(tick)) for tick in _nice(scale.low, scale.high)),
        dates=_dates(points, scale),
        labels=_labels(points[-1], scale),
        words=_words(points, name),
    )


def _scale(points: Sequence[Told]) -> _Scale:
    drawn = [value for point in points for value in (point.value, point.center, point.lower, point.upper) if value is not None]
    low, high = min(drawn), max(drawn)
    room = (high - low) * _ROOM or abs(high) * _ROOM or 1.0
    return _Scale(low if low == 0 else low - room, high + room, len(points))


def _path(pairs: Sequence[tuple[float, float | None]], scale: _Scale) -> str:
    parts, is_open = [], False
    for x, value in pairs:
        if value is None:
            is_open = False
            continue
        parts.append(f"{'L' if is_open else 'M'}{x:.1f},{scale.y(value):.1f}")
        is_open = True
    return "".join(parts)


def _band(points: Sequence[Told], scale: _Scale) -> str:
    """Shade what lies between the limits, where there are any."""
    upper = [(scale.x(at), scale.y(point.upper)) for at, point in enumerate(points) if point.upper is not None]
    lower = [(scale.x(at), scale.y(point.lower)) for at, point in enumerate(points) if point.lower is not None]
    if not upper:
        return ""
    return "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in [*upper, *reversed(lower)]) + "Z"


def _nice(low: float, high: float) -> list[float]:
    raw = (high - low) / _TICKS
    power = 10 ** floor(log10(raw))
    step = next(power * nice for nice in _STEPS if power * nice >= raw)
    first = int(low / step) if low >= 0 else int(low / step) - 1
    return [tick for tick in (at * step for at in range(first, first + _TICKS + 3)) if low <= tick <= high]


def _dates(points: Sequence[Told], scale: _Scale) -> tuple[Mark, ...]:
    step = max(1, -(-len(points) // _DATES))
    is_short = (points[-1].at - points[0].at).days < 2  # noqa: PLR2004 - within a day or two the hour tells more than the date
    shown = "%H:%M" if is_short else "%d %b"
    return tuple(Mark(scale.x(at), points[at].at.strftime(shown)) for at in range(0, len(points), step))


def _labels(last: Told, scale: _Scale) -> tuple[Mark, ...]:
    lines = (("upper", last.upper), ("centre", last.center), ("lower", last.lower))
    found = [Mark(scale.y(value) + 4, f"{name} {number(value)}") for name, value in lines if value is not None]
    spread: list[Mark] = []
    for mark in found:
        at = mark.at if not spread else max(mark.at, spread[-1].at + 14)
        spread.append(Mark(at, mark.words))
    return tuple(spread)


def _words(points: Sequence[Told], name: str) -> str:
    last = points[-1]
    alarms = sum(point.kind == "alarm" for point in points)
    said = f"Control chart of {name}: {len(points)} values, the last {number(last.value)}"
    if last.upper is not None:
        said += f", limits {number(last.lower)} to {number(last.upper)}"
    return f"{said}; {alarms or 'none'} out of control."
