"""Who queries an asset: a page, and a piece of the asset's own page fetched once that stands."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Asset
from catalog.queries import asset_frame
from catalog.views.access import person_of
from lineage.queries.querying import asset_queries


@require_safe
def asset_queried(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show how often, by how many, and which columns."""
    person = person_of(request)
    get_object_or_404(Asset.objects.visible_to(person), pk=asset_id)
    facts = {"queries": asset_queries(asset_id, today=timezone.localdate())}
    if request.headers.get("HX-Request"):
        if not facts["queries"].queries:
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return render(request, "lineage/asset_queries_body.html", facts)
    return render(request, "lineage/asset_queries.html", {**facts, "frame": asset_frame(asset_id, person), "tab": "asset"})
