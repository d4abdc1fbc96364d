"""What people decide about a chart: that a shift is the new normal, that a point doesn't count, how it compares."""

from datetime import datetime

from django.db import transaction

from catalog import audit
from catalog.models import Person
from contracts.actions.charting.replaying import replay
from contracts.actions.judging.signals import raise_signals
from contracts.models import ChartPoint, ControlChart
from contracts.spc import Method, Scale, Season

SAVED = [
    "method",
    "scale",
    "season",
    "since",
    "since_reason",
    "since_by",
    "memory",
    "state",
    "last_at",
    "last_value",
    "last_words",
    "point_count",
]


class CannotChart(Exception):
    """The chart can't be changed so; the message says what to do."""


@transaction.atomic
def accept_shift(*, chart: ControlChart, since: datetime, reason: str, person: Person | None) -> None:
    """Take the values from `since` on as the new normal: limits are learned from them anew. Raises CannotChart."""
    if not reason.strip():
        raise CannotChart("Say what changed, so that others understand the new limits.")
    locked = _locked(chart)
    if not locked.points.filter(observed_at__gte=since).exists():
        raise CannotChart("There is no value since then; choose a time at or before the newest point.")
    before = {"since": locked.since.isoformat() if locked.since else None}
    locked.since, locked.since_reason, locked.since_by = since, reason.strip(), person
    _replayed(locked)
    audit.record(verb="chart.shift_accepted", target=locked, before=before, after={"since": since.isoformat(), "reason": reason.strip()})


@transaction.atomic
def exclude_point(*, point: ChartPoint, reason: str, person: Person | None) -> None:
    """Set a point aside: it is drawn, but neither learned from nor judged. Raises CannotChart."""
    if not reason.strip():
        raise CannotChart("Say why the point doesn't count.")
    _mark(point, reason.strip(), person)
    audit.record(verb="chart.point_excluded", target=point.chart, after={"at": point.observed_at.isoformat(), "reason": reason.strip()})


@transaction.atomic
def include_point(*, point: ChartPoint) -> None:
    """Let a point count again. Raises CannotChart."""
    if not point.excluded_reason:
        raise CannotChart("The point counts already.")
    audit.record(
        verb="chart.point_included", target=point.chart, before={"at": point.observed_at.isoformat(), "reason": point.excluded_reason}
    )
    _mark(point, "", None)


def _mark(point: ChartPoint, reason: str, person: Person | None) -> None:
    locked = _locked(point.chart)
    ChartPoint.objects.filter(pk=point.pk).update(excluded_reason=reason, excluded_by=person)
    _replayed(locked)


@transaction.atomic
def redesign_chart(*, chart: ControlChart, method: str, scale: str, season: str) -> None:
    """Choose what is charted and what it is compared with; empty leaves scale and season to the chart. Raises CannotChart."""
    if method not in set(Method) or scale not in {"", *Scale} or season not in {"", *Season}:
        raise CannotChart("Choose a method, scale and season from the lists.")
    locked = _locked(chart)
    if Method(method) in {Method.SHARES, Method.RATES} and locked.points.filter(size=None).exists():
        raise CannotChart("Shares and rates need the number of cases with every value; some values here came without.")
    before = {"method": locked.method, "scale": locked.scale, "season": locked.season}
    after = {"method": method, "scale": scale, "season": season}
    if before == after:
        return
    locked.method, locked.scale, locked.season = method, scale, season
    _replayed(locked)
    audit.record(verb="chart.redesigned", target=locked, before=before, after=after)


def _locked(chart: ControlChart) -> ControlChart:
    return ControlChart.objects.select_for_update(no_key=True).get(pk=chart.pk)


def _replayed(chart: ControlChart) -> None:
    replay(chart, {})
    chart.save(update_fields=SAVED)
    raise_signals([chart.asset_id])
