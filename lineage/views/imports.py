"""Imports: what is brought from outside is read, shown as a proposal, confirmed or discarded, and can be undone."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Person
from catalog.views.access import person_of
from lineage.actions.importing.starting import CannotImport, Wanted, confirm_import, discard_import, may_import, start_import
from lineage.actions.importing.undoing import CannotUndo, undo_import, why_not
from lineage.import_forms import FORMS, DatabaseForm, ImportForm, UploadForm
from lineage.models import Connection, Import, ImportKind, ImportSource
from lineage.queries.imports import can_be_saved, import_page, namespaces_seen_by

PER_PAGE = 25
# What the page of a kind says above its form.
INTRO = {
    ImportKind.DBT: (
        "The files of dbt's target folder: manifest.json, and beside it catalog.json, run_results.json and sources.json where they are;"
        " or a zip of the folder. Models, sources, seeds, snapshots, tests, freshness and exposures are read."
    ),
    ImportKind.SQL: "SQL files, or a zip of a folder of them. Each file becomes a job with the tables and columns it reads and writes.",
    ImportKind.DATABASE: "Reads the tables, views, columns and comments of a live database; nothing is written there, no row is read.",
    ImportKind.QUERIES: (
        "A query log as CSV, JSON or JSON lines: pg_stat_statements, Snowflake's QUERY_HISTORY, BigQuery's JOBS, or any with a column"
        " query. Statements that write become jobs; those that read make columns and tables popular."
    ),
}
ICONS = {ImportKind.DBT: "k-model", ImportKind.SQL: "k-file", ImportKind.DATABASE: "k-table", ImportKind.QUERIES: "search"}


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """List what was imported, and what can be."""
    person = person_of(request)
    kinds = [(kind, INTRO[kind], ICONS[kind]) for kind in ImportKind if may_import(person, kind)]
    found = Import.objects.visible_to(person).defer("content", "proposal", "skipped").select_related("by").order_by("-created_at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    sources = ImportSource.objects.visible_to(person).select_related("connection").order_by("label") if person.is_administrator else []
    facts = {
        "page": page,
        "kinds": kinds,
        "sources": sources,
        "connections": Connection.objects.count() if person.is_administrator else None,
    }
    return render(request, "lineage/imports.html", facts)


def import_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for what is to be imported, and begin."""
    person = person_of(request)
    if kind not in FORMS:
        raise Http404("There is no such kind of import.")
    _require(person, kind)
    form = (
        FORMS[kind](request.POST or None, request.FILES or None)
        if request.method == "POST"
        else FORMS[kind](initial={"label": request.GET.get("label", "")})
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("import", start_import(wanted=_wanted(kind, form), person=person).pk)
        except CannotImport as error:
            form.add_error(None, str(error))
    facts = {
        "form": form,
        "kind": ImportKind(kind),
        "intro": INTRO[ImportKind(kind)],
        "namespaces": namespaces_seen_by(person),
        "most": settings.IMPORT_MAX_BYTES,
        "has_connections": kind != ImportKind.DATABASE or Connection.objects.exists(),
    }
    return render(request, "lineage/import_new.html", facts, status=422 if form.is_bound else 200)


def _wanted(kind: str, form: ImportForm) -> Wanted:
    label, said = form.cleaned_data["label"], form.settings()
    if isinstance(form, UploadForm):
        size = sum(file.size or 0 for file in form.cleaned_data["upload"])
        if size > settings.IMPORT_MAX_BYTES:
            raise CannotImport(
                f"These files have {size:,} bytes; at most {settings.IMPORT_MAX_BYTES:,} are taken (PROVENDER_IMPORT_MAX_BYTES)."
            )
        name, content = form.content()
        return Wanted(kind, label, said, content, name)
    connection = form.cleaned_data["connection"] if isinstance(form, DatabaseForm) else None
    return Wanted(kind, label, said, connection=connection)


def _require(person: Person, kind: str) -> None:
    if may_import(person, kind):
        return
    if kind == ImportKind.DATABASE:
        raise PermissionDenied("Only administrators may reach into databases.")
    raise PermissionDenied("Only team leads and administrators may import: an import describes assets for everybody.")


def _visible(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(person_of(request)).defer("content").select_related("by", "source"), pk=pk)


@require_safe
def import_shown(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an import: how far it is, what it proposes, what it did."""
    found = _visible(request, pk)
    facts: dict[str, Any] = {"page": import_page(found, person_of(request)), "import": found}
    facts["undo"] = found.state == "done" and not why_not(found, now=timezone.now())
    facts["may_save"] = can_be_saved(found) and person_of(request).is_administrator
    template = "lineage/import_body.html" if request.headers.get("HX-Request") else "lineage/import.html"
    return render(request, template, facts)


@require_POST
def import_decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Confirm, discard or undo an import."""
    found = _visible(request, pk)
    _require(person_of(request), found.kind)
    try:
        _decide(request, found, decision)
    except (CannotImport, CannotUndo) as error:
        messages.error(request, str(error))
    return redirect("import", pk)


def _decide(request: HttpRequest, found: Import, decision: str) -> None:
    if decision == "confirm":
        confirm_import(found=found)
    elif decision == "discard":
        discard_import(found=found)
        messages.success(request, "Discarded; nothing was changed.")
    elif decision == "undo":
        count = undo_import(found=found, now=timezone.now())
        messages.success(request, f"{count:,} events left the log. Pages follow when the rebuild, which has started, is done.")
    else:
        raise Http404("There is nothing else to decide.")
