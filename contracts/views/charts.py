"""Pages of control charts: those of an asset, one chart, the estate; and what stewards decide there."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Asset, Person, Role
from catalog.queries import asset_frame
from catalog.views.access import person_of, require
from contracts.actions.charting import CannotChart, accept_shift, exclude_point, include_point, redesign_chart
from contracts.models import ChartPoint, ChartState, ControlChart
from contracts.queries.charts import chart_page, chart_rows, estate, order_charts
from contracts.spc.calibration import ALL_NELSON, ALL_WESTERN_ELECTRIC, RUN_LENGTH

PAGE_SIZE = 40
METHODS = (
    ("individuals", "Single values"),
    ("shares", "Shares of cases (p)"),
    ("counts", "Counts of rare things (c)"),
    ("rates", "Rates of rare things (u)"),
)
SCALES = (("", "Let the chart choose"), ("plain", "As they are"), ("log", "Their logarithm"), ("steps", "The step since the last"))
SEASONS = (("", "Let the chart find out"), ("none", "All values before"), ("weekday", "The same weekday"), ("hour", "The same hour"))


@require_safe
def asset_charts(request: HttpRequest, asset_id: int) -> HttpResponse:
    """List the control charts of an asset, what is out of control first."""
    frame = asset_frame(asset_id, person_of(request))
    charts = order_charts(list(ControlChart.objects.filter(asset=asset_id)))
    page = Paginator(charts, PAGE_SIZE).get_page(request.GET.get("page"))
    facts = {"frame": frame, "tab": "asset-charts", "page": page, "rows": chart_rows(page.object_list)}
    return render(request, "contracts/asset_charts.html", facts)


@require_safe
def charts(request: HttpRequest) -> HttpResponse:
    """Show the estate: charts by state, and the false alarms to expect of them."""
    person = person_of(request)
    found = ControlChart.objects.visible_to(person).select_related("asset", "asset__namespace").defer("memory")
    state = request.GET.get("state", "")
    found = found.filter(state=state) if state in ChartState.values else found
    words = request.GET.get("q", "").strip()[:100]
    found = found.filter(asset__name__icontains=words) if words else found
    page = Paginator(found.order_by("state", "-last_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    facts = {
        "page": page, "rows": chart_rows(page.object_list), "estate": estate(person, timezone.now()), "state": state, "words": words,
        "states": ChartState.choices, "run_length": RUN_LENGTH, "western": ALL_WESTERN_ELECTRIC, "nelson": ALL_NELSON,
    }  # fmt: skip
    return render(request, "contracts/charts.html", facts)


@require_safe
def chart(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one chart: the drawing, the same as a table, what it knows, and what a steward may decide."""
    found = _chart(request, pk)
    frame = asset_frame(found.asset_id, person_of(request))
    until = parse_datetime(request.GET.get("until", "").replace(" ", "+"))
    shown = chart_page(found, until if until and timezone.is_aware(until) else None)
    choices = (("method", "What a value is", METHODS), ("scale", "What is charted", SCALES), ("season", "Compared with", SEASONS))
    facts: dict[str, Any] = {"frame": frame, "tab": "asset-charts", "chart": found, "shown": shown, "until": until, "choices": choices}
    facts["chosen"] = {found.method, f"scale:{found.scale}", f"season:{found.season}"}
    facts["older"] = shown.rows[-1].point.observed_at.isoformat() if shown.rows and len(shown.rows) < found.point_count else ""
    return render(request, "contracts/chart.html", facts)


def _chart(request: HttpRequest, pk: int) -> ControlChart:
    visible = ControlChart.objects.visible_to(person_of(request)).select_related("asset__domain", "since_by")
    return get_object_or_404(visible, pk=pk)


@require_POST
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a shift: learn anew from a point on."""
    found, person = _stewarded(request, pk)
    since = parse_datetime(request.POST.get("since", ""))
    if since is None or timezone.is_naive(since):
        messages.error(request, "Choose from which value on the new normal begins.")
        return redirect("chart", pk)
    try:
        accept_shift(chart=found, since=since, reason=request.POST.get("reason", ""), person=person)
        messages.success(request, "Accepted. The chart learns from there anew.")
    except CannotChart as error:
        messages.error(request, str(error))
    return redirect("chart", pk)


def _stewarded(request: HttpRequest, pk: int) -> tuple[ControlChart, Person]:
    person = person_of(request)
    found = _chart(request, pk)
    require(person, Role.STEWARD, found.asset.domain)
    return found, person


@require_POST
def design(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what is charted and what it is compared with."""
    found, _ = _stewarded(request, pk)
    try:
        redesign_chart(chart=found, **{word: request.POST.get(word, "") for word in ("method", "scale", "season")})
        messages.success(request, "The chart was drawn anew.")
    except CannotChart as error:
        messages.error(request, str(error))
    return redirect("chart", pk)


@require_POST
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a point aside with a reason, or (`does=include`) let it count again."""
    person = person_of(request)
    visible = ChartPoint.objects.filter(chart__asset__in=Asset.objects.visible_to(person))
    found = get_object_or_404(visible.select_related("chart__asset__domain"), pk=pk)
    require(person, Role.STEWARD, found.chart.asset.domain)
    try:
        if request.POST.get("does") == "include":
            include_point(point=found)
            messages.success(request, "The value counts again.")
        else:
            exclude_point(point=found, reason=request.POST.get("reason", ""), person=person)
            messages.success(request, "Set aside. The chart was read anew without it.")
    except CannotChart as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('chart', args=[found.chart_id])}#p{found.pk}")
