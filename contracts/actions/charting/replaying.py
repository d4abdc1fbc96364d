"""Reading points with a chart's memory: going on from it, or from where its baseline begins."""

from collections.abc import Iterable, Mapping, Sequence

from catalog import bulk
from contracts.models import ChartPoint, ChartState, ControlChart
from contracts.spc import Design, Memory, Method, Phase, Point, Reading, Scale, Season, start, step
from contracts.spc.learning import SIZES
from contracts.spc.saying import say_reading

READ = ("value", "size", "observed_at", "phase", "charted", "center", "lower", "upper", "average", "z", "signals", "notes")
# Django's bulk_update spells a CASE out for each value of each row, which took the watcher four fifths of its time.
WRITE = f"""
UPDATE contracts_chartpoint p SET {", ".join(f"{name} = v.{name}" for name in READ)} FROM (VALUES %s) v (id, {", ".join(READ)}) WHERE p.id = v.id
"""
ROW = "(%s, %s::float8, %s::float8, %s, %s, %s::float8, %s::float8, %s::float8, %s::float8, %s::float8, %s::float8, %s::varchar[], %s::varchar[])"


def design_of(chart: ControlChart) -> Design:
    """Give what was decided about the chart."""
    return Design(
        method=Method(chart.method),
        scale=Scale(chart.scale) if chart.scale else None,
        season=Season(chart.season) if chart.season else None,
        is_size=chart.metric.endswith(SIZES),
    )


def extend(chart: ControlChart, points: Sequence[ChartPoint]) -> Sequence[ChartPoint]:
    """Read points later than all before, oldest first; fills points and chart, and saves neither."""
    _read(chart, Memory.of(chart.memory), points)
    chart.point_count += len(points)
    return points


def replay(chart: ControlChart, changed: Mapping[str, ChartPoint]) -> None:
    """Read everything since the baseline anew, with points added or corrected; saves the points that read differently, and not the chart."""
    kept = {point.subject: point for point in chart.points.all()}
    written = {subject: _row(point) for subject, point in kept.items()}
    for subject, point in changed.items():
        if subject in kept:
            kept[subject].value, kept[subject].size, kept[subject].observed_at = point.value, point.size, point.observed_at
        else:
            kept[subject] = point
    ordered = sorted(kept.values(), key=lambda point: (point.observed_at, point.subject))
    before = [point for point in ordered if chart.since and point.observed_at < chart.since]
    fresh = [point for subject, point in changed.items() if kept[subject] is point]
    new = {point.subject for point in fresh}
    for point in before:
        if point.subject in new:  # told late, from before the baseline that counts now: it is kept, and judged by nothing
            _fill(point, Reading(Phase.LEARNING, point.value))
    _read(chart, start(), ordered[len(before) :])
    if len(before) == len(ordered) and ordered:
        _show(chart, start(), ordered[-1], Reading(Phase.LEARNING, ordered[-1].value))
    bulk.write(
        WRITE, (row for point in ordered if point.subject not in new and (row := _row(point)) != written[point.subject]), template=ROW
    )
    ChartPoint.objects.bulk_create(fresh)
    chart.point_count = len(ordered)


def _row(point: ChartPoint) -> tuple[object, ...]:
    return (point.pk, *(getattr(point, name) for name in READ))


def _read(chart: ControlChart, memory: Memory, points: Iterable[ChartPoint]) -> None:
    design = design_of(chart)
    newest: tuple[ChartPoint, Reading] | None = None
    for point in points:
        told = Point(point.observed_at, point.value, point.size, is_excluded=bool(point.excluded_reason))
        memory, reading = step(memory, told, design)
        _fill(point, reading)
        newest = (point, reading)
    if newest:
        _show(chart, memory, *newest)


def _fill(point: ChartPoint, reading: Reading) -> None:
    point.phase = str(reading.phase)
    point.charted, point.center, point.lower, point.upper = reading.charted, reading.center, reading.lower, reading.upper
    point.average, point.z = reading.average, reading.z
    point.signals = [str(signal) for signal in reading.signals]
    point.notes = list(reading.notes)


def _show(chart: ControlChart, memory: Memory, point: ChartPoint, reading: Reading) -> None:
    chart.memory = memory.document()
    chart.last_at, chart.last_value = point.observed_at, point.value
    chart.last_words = say_reading(reading, len(memory.learned))
    if memory.settled is None:
        chart.state = ChartState.LEARNING
    else:
        chart.state = ChartState.ALARMING if reading.is_alarm else ChartState.CALM
