"""Connections to databases and sources that are read again and again: administrators' matters."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.views.access import person_of, require_administrator
from lineage.actions.importing.connections import CannotConnect, remove_connection, save_connection
from lineage.actions.importing.starting import CannotImport, read_source_now, remove_source, save_source
from lineage.import_forms import ConnectionForm, SourceForm
from lineage.models import Connection, Import, ImportSource


def connections(request: HttpRequest) -> HttpResponse:
    """List connections and save one; an address is never shown again."""
    person = person_of(request)
    require_administrator(person)
    form = ConnectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            saved = save_connection(name=said["name"], address=said["address"], namespace=said["namespace"], person=person)
        except CannotConnect as error:
            form.add_error("address" if "address" in str(error) else "name", str(error))
        else:
            messages.success(request, f"{saved} is saved. Its address is encrypted and won't be shown again.")
            return redirect("connections")
    known = Connection.objects.select_related("created_by").prefetch_related("sources").order_by("name")
    response = render(request, "lineage/connections.html", {"connections": known, "form": form}, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def connection_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a connection."""
    require_administrator(person_of(request))
    found = get_object_or_404(Connection, pk=pk)
    remove_connection(connection=found)
    messages.success(request, f"{found} is forgotten, and with it the sources that used it. What they brought stays.")
    return redirect("connections")


def source_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an import that was done a source that is read again and again."""
    person = person_of(request)
    require_administrator(person)
    done = get_object_or_404(Import.objects.visible_to(person), pk=pk)
    form = SourceForm(request.POST or None, initial={"label": done.label, "every_minutes": 1_440})
    if done.connection_id:
        del form.fields["folder"]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        source = ImportSource(
            label=said["label"],
            kind=done.kind,
            settings=done.settings,
            connection=done.connection,
            folder=said.get("folder", ""),
            every_minutes=said["every_minutes"],
            created_by=person,
        )
        try:
            save_source(source=source, now=timezone.now())
        except CannotImport as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{source} is saved; its imports appear below.")
            return redirect("imports")
    return render(request, "lineage/import_source.html", {"form": form, "import": done}, status=422 if form.is_bound else 200)


@require_POST
def source_decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Read a saved source now, or forget it."""
    require_administrator(person_of(request))
    source = get_object_or_404(ImportSource.objects.select_related("connection", "created_by"), pk=pk)
    if decision == "remove":
        remove_source(source=source)
        messages.success(request, f"{source} won't be read again. What it brought stays.")
        return redirect("imports")
    try:
        return redirect("import", read_source_now(source=source, needs_confirming=True).pk)
    except CannotImport as error:
        messages.error(request, str(error))
        return redirect("imports")
