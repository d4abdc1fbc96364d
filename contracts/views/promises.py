"""The Promises tab of an asset."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.queries import asset_frame
from catalog.views.access import person_of
from contracts.queries.promises import promises_about


@require_safe
def asset_promises(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show what is promised about an asset, to whom, and whether it holds."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    found = promises_about(frame.asset, person, now=timezone.now())
    return render(request, "contracts/promises.html", {"frame": frame, "tab": "asset-promises", "found": found})
