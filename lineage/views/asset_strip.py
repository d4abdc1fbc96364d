"""The strip of the last runs that wrote an asset: a piece of the asset's page, fetched once the page stands."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.models import Asset
from catalog.views.access import person_of
from lineage.queries.asset_runs import asset_runs
from lineage.queries.runs import RunFilter
from lineage.views.charts import strip_marks

SHOWN = 30


@require_safe
def asset_strip(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Draw how the newest runs that wrote the asset ended, oldest left, and count them in words."""
    person = person_of(request)
    get_object_or_404(Asset.objects.visible_to(person), pk=asset_id)
    runs = list(asset_runs(asset_id, "output", RunFilter(), person).rows[:SHOWN])
    counts = Counter(run.get_state_display().lower() for run in runs)
    told = ", ".join(f"{count} {state}" for state, count in counts.most_common())
    return render(request, "lineage/asset_strip.html", {"marks": strip_marks(runs), "count": len(runs), "told": told})
