"""What is used together with an asset: a piece of its overview, or a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.queries import asset_frame
from catalog.views.access import person_of
from lineage.queries.together import used_together


@require_safe
def asset_together(request: HttpRequest, asset_id: int) -> HttpResponse:
    """List companions with by whom they are used together; as a piece without the frame (and without words where there are none)."""
    person = person_of(request)
    if request.headers.get("HX-Request") == "true":
        found = used_together(asset_id, person, today=timezone.localdate())
        return render(request, "lineage/together_card.html", {"companions": found}) if found else HttpResponse(status=204)
    frame = asset_frame(asset_id, person)
    page = {"frame": frame, "tab": "asset", "companions": used_together(asset_id, person, today=timezone.localdate())}
    return render(request, "lineage/together.html", page)
