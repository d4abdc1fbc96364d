"""Control charts for pages: those of an asset, one with its drawing, and the estate's expected false alarms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from catalog import bulk
from catalog.models import Person
from contracts.models import ChartPoint, ChartState, ControlChart
from contracts.spc import Memory, Signal
from contracts.spc.calibration import false_alarms
from contracts.spc.drawing import Picture, Told, draw_chart
from contracts.spc.learning import SIZES
from contracts.spc.saying import NOTES, number, say_memory

SPARK = 30
SHOWN = 90
WINDOW = timedelta(days=14)
NEWEST = """
SELECT c.id, p.charted FROM unnest(%s::bigint[]) AS c(id) CROSS JOIN LATERAL (
    SELECT charted, observed_at FROM contracts_chartpoint WHERE chart_id = c.id AND charted IS NOT NULL ORDER BY observed_at DESC LIMIT %s
) p ORDER BY c.id, p.observed_at DESC
"""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A chart in a list: its newest values for a small line, oldest first."""

    chart: ControlChart
    values: tuple[float, ...]
    name: str


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point in the table beside a chart."""

    point: ChartPoint
    kind: str
    words: str
    value: str
    lower: str
    center: str
    upper: str


@dataclass(frozen=True, slots=True)
class ChartPage:
    """One chart: its drawing, the same as rows (newest first), and what it knows as sentences."""

    chart: ControlChart
    picture: Picture | None
    rows: tuple[PointRow, ...]
    said: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Estate:
    """All charts somebody may see: how many in which state, and what false alarms their rules make a day.

    `points_a_day` and `alarms_a_day` are of the last fourteen days and of charts that watch; `expected` is what chance alone would raise.
    """

    counts: dict[str, int]
    points_a_day: float
    expected: float
    alarms_a_day: float


def name_of(chart: ControlChart) -> str:
    """Say what is charted: `Row count`, `Null count of email`."""
    said = chart.test or chart.metric.replace("_", " ")
    said = said[:1].upper() + said[1:]
    return f"{said} of {chart.column_path}" if chart.column_path else said


def chart_rows(charts: Iterable[ControlChart]) -> list[ChartRow]:
    """Add to charts their newest values; one query, whose cost doesn't grow with how long they have been charted."""
    listed = list(charts)
    values: dict[int, list[float]] = defaultdict(list)
    for chart, value in bulk.ask(NEWEST, [chart.pk for chart in listed], SPARK):
        values[chart].append(value)
    return [ChartRow(chart, tuple(reversed(values[chart.pk])), name_of(chart)) for chart in listed]


def chart_page(chart: ControlChart, until: datetime | None = None) -> ChartPage:
    """Gather one chart with its newest ninety points (before `until`, if given); one query."""
    points = chart.points.filter(charted__isnull=False).select_related("excluded_by")
    if until:
        points = points.filter(observed_at__lt=until)
    rows = [_row(point) for point in points.order_by("-observed_at")[:SHOWN]]
    name = name_of(chart)
    picture = draw_chart([_told(row) for row in reversed(rows)], name)
    return ChartPage(chart, picture, tuple(rows), tuple(say_memory(Memory.of(chart.memory), is_size=chart.metric.endswith(SIZES))), name)


def _row(point: ChartPoint) -> PointRow:
    told = [number(line) if line is not None else "" for line in (point.charted, point.lower, point.center, point.upper)]
    return PointRow(point, _kind(point), _words(point), *told)


def _kind(point: ChartPoint) -> str:
    if point.excluded_reason:
        return "aside"
    if point.signals:
        return "alarm"
    return "noted" if point.notes else point.phase if point.phase == "learning" else "calm"


def _words(point: ChartPoint) -> str:
    if point.excluded_reason:
        return f"set aside: {point.excluded_reason}"
    if point.signals:
        return "; ".join(_signal(signal, point) for signal in point.signals)
    return "; ".join(NOTES.get(note, note) for note in point.notes) or (
        "learned from" if point.phase == "learning" else "within its limits"
    )


def _signal(signal: str, point: ChartPoint) -> str:
    if signal == Signal.BEYOND:
        return "above the upper limit" if (point.z or 0) > 0 else "below the lower limit"
    return {Signal.DRIFT: "the moving average drifted", Signal.SHRANK: "the total shrank", Signal.CHANGED: "it had never varied"}.get(
        Signal(signal), signal
    )


def _told(row: PointRow) -> Told:
    point = row.point
    words = f"{point.observed_at:%a %d %b %Y %H:%M}: {number(point.charted)}, {row.words}"
    value = point.charted if point.charted is not None else point.value
    return Told(point.observed_at, value, point.center, point.lower, point.upper, row.kind, words, f"#p{point.pk}")


def estate(person: Person | None, now: datetime) -> Estate:
    """Count charts and work out what chance alone makes them alarm; two queries."""
    charts = ControlChart.objects.visible_to(person)
    counts = dict.fromkeys(ChartState.values, 0) | dict(charts.values_list("state").annotate(n=Count("pk")).order_by())
    judged = ChartPoint.objects.filter(chart__in=charts, observed_at__gt=now - WINDOW, observed_at__lte=now, z__isnull=False)
    seen = judged.aggregate(points=Count("pk"), alarms=Count("pk", filter=Q(is_alarm=True)))
    points = seen["points"] / WINDOW.days
    return Estate(counts, points, false_alarms(points), seen["alarms"] / WINDOW.days)


def order_charts(charts: Sequence[ControlChart]) -> list[ControlChart]:
    """Put what is out of control first, then whole-asset metrics, then columns by name."""
    rank = {ChartState.ALARMING: 0, ChartState.CALM: 1, ChartState.LEARNING: 2}
    return sorted(charts, key=lambda chart: (rank[ChartState(chart.state)], chart.column_path, chart.metric, chart.test))
