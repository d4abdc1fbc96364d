"""The impact list of an asset or one of its columns, as a page and as CSV."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Person
from catalog.queries import asset_frame
from catalog.views.access import person_of
from catalog.views.tables import csv_rows
from lineage.forms import ImpactFilterForm
from lineage.queries.impact import Affected, Impact, ImpactFilter, column_of, impact
from lineage.queries.steps import Way
from lineage.queries.walk import CAP
from lineage.views.address import read
from lineage.views.visitor import query_with

HEADINGS = ("distance", "asset", "title", "namespace", "kind", "domain", "status", "columns", "via", "jobs")


@require_safe
def asset_impact(request: HttpRequest, asset_id: int) -> HttpResponse:
    """List everything affected, nearest first."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    form = ImpactFilterForm(request.GET)
    found, facts = _asked(request, asset_id, person, form, limit=200)
    page = {"frame": frame, "tab": "asset-lineage", "form": form, "impact": found, **facts}
    return render(request, "lineage/impact.html", page)


@require_safe
def asset_impact_csv(request: HttpRequest, asset_id: int) -> StreamingHttpResponse:
    """Give the whole list, up to the cap, for a spreadsheet."""
    person = person_of(request)
    asset_frame(asset_id, person)
    found, _ = _asked(request, asset_id, person, ImpactFilterForm(request.GET), limit=CAP)
    return csv_rows(f"impact-{asset_id}.csv", HEADINGS, map(_cells, found.rows))


def _asked(request: HttpRequest, asset_id: int, person: Person, form: ImpactFilterForm, limit: int) -> tuple[Impact, dict[str, Any]]:
    form.is_valid()
    said = form.cleaned_data
    address = read(request.GET)
    way = Way(said.get("direction") or "down")
    column = column_of(asset_id, address.column) if address.column else None
    chosen = ImpactFilter(said.get("kind", ""), said.get("domain", ""), said.get("q", ""))
    found = impact(
        asset_id,
        person,
        way=way,
        column=column.pk if column else None,
        indirect=address.indirect,
        depth=said.get("distance"),
        at=address.at,
        chosen=chosen,
        limit=limit,
    )
    turns = {"down": query_with(request, direction=""), "up": query_with(request, direction="up")}
    return found, {"way": way.value, "column": column, "turns": turns, "csv": query_with(request), "cap": CAP, "address": address}


def _cells(row: Affected) -> tuple[object, ...]:
    asset = row.asset
    return (row.distance, asset.name, asset.title, asset.namespace, asset.kind, asset.domain, row.status.label, row.columns or "",
            row.via.name if row.via else "", "; ".join(name for _, name in row.jobs))  # fmt: skip
