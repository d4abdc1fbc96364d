"""The asset page: its own tabs (overview, columns, history) inside the frame."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.actions.undo import is_past
from catalog.actions.viewing import note_view
from catalog.column_tree import column_tree
from catalog.models import AuditEntry
from catalog.queries import Meaning, asset_frame, suggested_terms
from catalog.queries.similar import similar
from catalog.schema_history import schema_history
from catalog.views.access import person_of

ENTRIES = 50
PEEK = 8
HINTS = 5
MOST_COLUMNS = 2_000


def overview(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show what an asset is for and how to use it, its first columns, and what is like it."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    columns = list(frame.asset.columns.filter(is_current=True).order_by("ordinal")[:MOST_COLUMNS])
    page = {
        "frame": frame,
        "tab": "asset",
        "columns": columns[:PEEK],
        "queries": frame.asset.sample_queries.select_related("added_by").order_by("title"),
        "similar": similar(frame.asset, person),
        "hints": suggested_terms(frame.asset, columns, person)[:HINTS] if frame.may_edit else (),
    }
    note_view(asset=frame.asset, person=person, at=timezone.now())
    return render(request, "catalog/asset.html", page)


def columns(request: HttpRequest, asset_id: int) -> HttpResponse:
    """List the columns, nested ones under their parents; `q` filters by path and description, `gone=1` shows former ones."""
    frame = asset_frame(asset_id, person_of(request))
    wanted, gone = request.GET.get("q", "").strip(), bool(request.GET.get("gone"))
    known = frame.asset.columns.prefetch_related("tags")
    shown = known.filter(is_current=not gone).order_by("ordinal", "path")
    rows = column_tree(list(shown), wanted)
    means: dict[int, list[Meaning]] = {}
    for meaning in frame.meanings:
        if meaning.link.column_id:
            means.setdefault(meaning.link.column_id, []).append(meaning)
    listed = [(row, means.get(row.column.pk, ())) for row in rows]
    page = {"frame": frame, "tab": "asset-columns", "rows": listed, "wanted": wanted, "gone": gone}
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
