"""The asset page: its own tabs (overview, columns, history) inside the frame."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.actions.undo import is_past
from catalog.column_tree import column_tree
from catalog.models import Asset, AuditEntry
from catalog.queries import asset_frame
from catalog.schema_history import schema_history
from catalog.views.access import person_of

ENTRIES = 50
PEEK = 8
SIMILAR = 5


def overview(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show what an asset is for, its first columns, and what lies near it."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    columns = frame.asset.columns.filter(is_current=True).order_by("ordinal")[:PEEK]
    near = Asset.objects.visible_to(person).present().for_listing().filter(namespace=frame.namespace).exclude(pk=asset_id)
    if frame.asset.domain_id:
        near = near.filter(domain_id=frame.asset.domain_id)
    page = {"frame": frame, "tab": "asset", "columns": columns, "near": near.order_by("-usage", "id")[:SIMILAR]}
    return render(request, "catalog/asset.html", page)


def columns(request: HttpRequest, asset_id: int) -> HttpResponse:
    """List the columns, nested ones under their parents; `q` filters by path and description, `gone=1` shows former ones."""
    frame = asset_frame(asset_id, person_of(request))
    wanted, gone = request.GET.get("q", "").strip(), bool(request.GET.get("gone"))
    known = frame.asset.columns.prefetch_related("tags")
    shown = known.filter(is_current=not gone).order_by("ordinal", "path")
    rows = column_tree(list(shown), wanted)
    page = {"frame": frame, "tab": "asset-columns", "rows": rows, "wanted": wanted, "gone": gone}
    return render(request, "catalog/asset_columns.html", page)


def history(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show the versions of the schema with what changed, and what people did."""
    frame = asset_frame(asset_id, person_of(request))
    versions = frame.asset.schema_versions.order_by("-last_seen_at", "-id")[:ENTRIES]
    entries = (
        AuditEntry.objects.filter(target_kind="asset", target_id=str(asset_id)).select_related("actor", "api_key").order_by("-at")[:ENTRIES]
    )
    means = dict(frame.asset.columns.exclude(description="").values_list("path", "description"))
    listed = [(entry, frame.may_edit and is_past(entry=entry, thing=frame.asset, columns=means)) for entry in entries]
    page = {"frame": frame, "tab": "asset-history", "changes": schema_history(list(versions)), "entries": listed}
    return render(request, "catalog/asset_history.html", page)
