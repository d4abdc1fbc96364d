"""Suggested meanings of columns: a piece of the columns tab for who may describe them, accepted with one click or all at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.actions.describe import describe_column
from catalog.auth import may
from catalog.models import Asset, Person, Role
from catalog.queries import asset_frame
from catalog.views.access import person_of, require
from lineage.queries.column_hints import column_hints


def _asset(person: Person, asset_id: int) -> Asset:
    return get_object_or_404(Asset.objects.visible_to(person).select_related("domain"), pk=asset_id)


@require_safe
def asset_column_hints(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show what upstream says of columns nobody described; nothing to show is 204 for the piece, a word on the page."""
    person = person_of(request)
    asset = _asset(person, asset_id)
    is_piece = request.headers.get("HX-Request") == "true"
    hints = column_hints(asset, person) if may(person, Role.CONTRIBUTOR, asset.domain) else []
    if is_piece:
        page = {"hints": hints, "asset": asset}
        return render(request, "lineage/column_hints_card.html", page) if hints else HttpResponse(status=204)
    page = {"frame": asset_frame(asset_id, person), "tab": "asset-columns", "hints": hints}
    return render(request, "lineage/column_hints.html", page)


@require_POST
def column_hints_accept(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Take the suggested words for one column (`column`: its number), or for all of them."""
    person = person_of(request)
    asset = _asset(person, asset_id)
    require(person, Role.CONTRIBUTOR, asset.domain)
    wanted = request.POST.get("column", "")
    hints = [hint for hint in column_hints(asset, person) if not wanted or str(hint.column.pk) == wanted]
    for hint in hints:
        describe_column(column=hint.column, description=hint.source.meaning)
    if hints:
        messages.success(request, f"Described {len(hints)} column{'' if len(hints) == 1 else 's'} as upstream does.")
    else:
        messages.error(request, "The suggestion is gone: somebody has described the column, or its source changed.")
    return redirect("asset-columns", asset_id)
