"""The Runs tab of an asset: the runs that wrote it, and those that read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.queries import asset_frame
from catalog.views.access import person_of
from lineage.picture.durations import draw_durations
from lineage.queries.asset_runs import asset_runs as runs_of
from lineage.queries.runs import RunFilter
from lineage.views.charts import duration_bars
from lineage.views.visitor import query_with


@require_safe
def asset_runs(request: HttpRequest, asset_id: int) -> HttpResponse:
    """List an asset's runs, newest first; `side=input` those that read it."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    side = "input" if request.GET.get("side") == "input" else "output"
    page = runs_of(asset_id, side, RunFilter(), person, request.GET.get("after", ""))
    facts = {
        "frame": frame, "tab": "asset-runs", "page": page, "side": side, "chart": draw_durations(duration_bars(page.rows)),
        "pager": {"older": query_with(request, after=page.older) if page.older else "", "newest": "" if page.is_first else query_with(request, after="")},
    }  # fmt: skip
    return render(request, "lineage/asset_runs.html", facts)
