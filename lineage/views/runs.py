"""Pages of runs: the list, a day as a Gantt chart, one run."""

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lineage.forms import DayForm, RunFilterForm
from lineage.models import Run
from lineage.picture.gantt import DaySpan, draw_day
from lineage.queries.runs import DAY_LIMIT, RunFilter, find_runs, run_page, runs_between
from lineage.views.charts import day_bars
from lineage.views.visitor import query_with, visitor


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """List runs, newest first."""
    form = RunFilterForm(request.GET)
    page = find_runs(form.chosen(), visitor(request), request.GET.get("after", ""))
    pager = {
        "older": query_with(request, after=page.older) if page.older else "",
        "newest": "" if page.is_first else query_with(request, after=""),
    }
    return render(request, "lineage/runs.html", {"form": form, "page": page, "pager": pager, "filters": request.GET.urlencode()})


@require_safe
def runs_day(request: HttpRequest) -> HttpResponse:
    """Draw one day's runs against the clock, in the installation's time zone."""
    now = timezone.now()
    form = DayForm({"date": timezone.localdate(now), **request.GET.dict()})
    form.is_valid()
    day = form.cleaned_data.get("date") or timezone.localdate(now)
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    found = runs_between(start, end, RunFilter(namespace=form.cleaned_data.get("namespace", "")), visitor(request))
    chart = draw_day(day_bars(found, now), DaySpan(start, end, min(max(now, start), end) if start <= now < end else None))
    facts = {
        "form": form, "day": day, "chart": chart, "runs": found, "limit": DAY_LIMIT, "is_cut": len(found) == DAY_LIMIT,
        "before": query_with(request, date=str(day - timedelta(days=1))), "after": query_with(request, date=str(day + timedelta(days=1))),
    }  # fmt: skip
    return render(request, "lineage/runs_day.html", facts)


@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one run."""
    found = get_object_or_404(Run.objects.visible_to(visitor(request)).select_related("job__namespace"), pk=pk)
    return render(request, "lineage/run.html", {"page": run_page(found, visitor(request)), "run": found})
