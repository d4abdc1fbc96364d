"""The profile of a table: its newest one, and taking one now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Role
from catalog.queries import asset_frame
from catalog.views.access import person_of, require
from contracts.actions.testing import CannotProfile, profile_asset, propose_tests
from contracts.actions.testing.proposing import connection_of
from contracts.models import Profile

OLDER = 10


@require_safe
def profile(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show the newest profile and how rows went before."""
    frame = asset_frame(asset_id, person_of(request))
    known = list(Profile.objects.filter(asset=asset_id).select_related("by").order_by("-at")[:OLDER])
    facts = {
        "frame": frame, "tab": "asset-charts", "newest": known[0] if known else None, "older": known[1:],
        "connection": connection_of(frame.asset),
    }  # fmt: skip
    return render(request, "contracts/profile.html", facts)


@require_POST
def take_profile(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Profile the table now, and propose tests from what it shows."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    require(person, Role.CONTRIBUTOR, frame.asset.domain)
    connection = connection_of(frame.asset)
    if connection is None:
        messages.error(request, "No connection reaches this asset; an administrator adds one under Imports.")
        return redirect("asset-profile", asset_id)
    try:
        taken = profile_asset(asset=frame.asset, connection=connection, by=person)
    except CannotProfile as error:
        messages.error(request, str(error))
        return redirect("asset-profile", asset_id)
    count = propose_tests(asset=frame.asset, person=person)
    messages.success(request, f"{taken.row_count:,} rows looked at in {taken.seconds:.1f} s; {count} new tests proposed.")
    return redirect("asset-profile", asset_id)
