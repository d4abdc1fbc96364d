"""A day's runs against the clock: one row per run, children under their parent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH, LEFT, TOP, ROW = 1200.0, 300.0, 30.0, 24.0
_LEAST_BAR = 3.0
_LABEL_ROOM = 40.0
_INDENT = 16.0
_DEEPEST = 6
_LONGEST_LABEL = 38


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The stretch of time drawn; `now` lies in it, or is None."""

    start: datetime
    end: datetime
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class DayBar:
    """One run: its id, its parent's, what to write, and when."""

    key: str
    parent: str
    label: str
    state: str
    start: datetime
    end: datetime
    href: str


@dataclass(frozen=True, slots=True)
class GanttRow:
    """A drawn run, px. `starts_before` and `ends_after` say that the bar is cut off by the day."""

    y: float
    x: float
    width: float
    indent: float
    label: str
    full_label: str
    state: str
    href: str
    words: str
    starts_before: bool
    ends_after: bool


@dataclass(frozen=True, slots=True)
class Hour:
    """A line down the chart."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Gantt:
    """The drawing, px."""

    rows: tuple[GanttRow, ...]
    hours: tuple[Hour, ...]
    now_x: float | None
    height: float
    width: float = WIDTH
    left: float = LEFT
    row: float = ROW


def draw_day(bars: Sequence[DayBar], span: DaySpan) -> Gantt:
    """Draw the runs in family order: a parent, then its children, each by start."""
    seconds = (span.end - span.start).total_seconds()
    scale = (WIDTH - LEFT - 8.0) / seconds
    rows = tuple(_row(bar, depth, at, span, scale) for at, (bar, depth) in enumerate(in_families(bars)))
    now_x = LEFT + (span.now - span.start).total_seconds() * scale if span.now else None
    places = [(LEFT + hour * 3_600 * scale, f"{hour:02d}:00") for hour in range(0, int(seconds // 3_600), 3)]
    hours = tuple(Hour(x, words if now_x is None or abs(x - now_x) > _LABEL_ROOM else "") for x, words in places)
    return Gantt(rows, hours, now_x, TOP + ROW * len(rows) + 8.0)


def in_families(bars: Sequence[DayBar]) -> list[tuple[DayBar, int]]:
    """Put each run under its parent, with its depth; parents outside the day, and circles, count as none."""
    known = {bar.key for bar in bars}
    children: dict[str, list[DayBar]] = {}
    for bar in bars:
        parent = bar.parent if bar.parent in known and bar.parent != bar.key else ""
        children.setdefault(parent, []).append(bar)
    ordered: list[tuple[DayBar, int]] = []
    seen: set[int] = set()
    _descend(children, ordered, seen)
    circles = [(bar, 0) for bar in bars if id(bar) not in seen]
    return ordered + circles


def _descend(children: dict[str, list[DayBar]], ordered: list[tuple[DayBar, int]], seen: set[int]) -> None:
    waiting = [(bar, 0) for bar in sorted(children.get("", ()), key=lambda bar: bar.start, reverse=True)]
    while waiting:
        bar, depth = waiting.pop()
        if id(bar) in seen:
            continue
        seen.add(id(bar))
        ordered.append((bar, depth))
        waiting += [(child, depth + 1) for child in sorted(children.get(bar.key, ()), key=lambda child: child.start, reverse=True)]


def _row(bar: DayBar, depth: int, at: int, span: DaySpan, scale: float) -> GanttRow:
    start, end = max(bar.start, span.start), min(max(bar.end, bar.start), span.end)
    indent = _INDENT * min(depth, _DEEPEST)
    room = _LONGEST_LABEL - round(indent / 7)
    label = bar.label if len(bar.label) <= room else f"…{bar.label[1 - room :]}"
    return GanttRow(
        y=TOP + ROW * at,
        x=LEFT + (start - span.start).total_seconds() * scale,
        width=max((end - start).total_seconds() * scale, _LEAST_BAR),
        indent=indent,
        label=label,
        full_label=bar.label,
        state=bar.state,
        href=bar.href,
        words=f"{bar.label}: {bar.state}, {bar.start:%H:%M:%S} to {bar.end:%H:%M:%S}",
        starts_before=bar.start < span.start,
        ends_after=bar.end > span.end,
    )
