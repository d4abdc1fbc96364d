"""The steward's inbox: views, bulk decisions, saved views, CSV."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.asked import number
from catalog.forms import what_is_wrong
from catalog.views.access import person_of
from catalog.views.tables import csv_rows
from feedback.actions.cases.moving import CannotMoveCase
from feedback.actions.desk import CannotSetDesk, drop_view, save_view
from feedback.forms.cases import DecideForm
from feedback.models import Case, SavedView
from feedback.models.case import Severity
from feedback.queries.inbox import ORDERS, VIEWS, InboxFilter, Row, handled_by, inbox
from feedback.views.cases import decide

BULK = 200
HEADINGS = (
    "case",
    "state",
    "severity",
    "title",
    "asset",
    "column",
    "reports",
    "broken promise",
    "suspected",
    "opened",
    "next clock",
    "assignee",
    "last word by",
)


@require_safe
def desk_inbox(request: HttpRequest) -> HttpResponse:
    """Show the cases somebody must act on."""
    person = person_of(request)
    found = inbox(person, InboxFilter.read(request.GET.dict()), now=timezone.now(), page=number(request.GET.get("page", "")) or 1)
    tabs = [(view, label, found.counts.get(view)) for view, label in VIEWS.items()]
    page = {
        "inbox": found, "tabs": tabs, "orders": ORDERS, "severities": Severity.choices, "decide": DecideForm(),
        "saved": SavedView.objects.filter(person=person).order_by("name"), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "feedback/inbox.html", page)


@require_POST
def inbox_bulk(request: HttpRequest) -> HttpResponse:
    """Take one decision about all ticked cases; what can't be done is said, the rest is done."""
    person = person_of(request)
    form = DecideForm(request.POST)
    back = redirect(f"{reverse('inbox')}?{request.POST.get('query', '')}")
    if not form.is_valid():
        messages.error(request, what_is_wrong(form))
        return back
    ids = [number(said) for said in request.POST.getlist("cases")][:BULK]
    done = 0
    for case in handled_by(person).filter(pk__in=ids):
        try:
            decide(case, person, form.cleaned_data)
            done += 1
        except CannotMoveCase as error:
            messages.error(request, f"{case}: {error}")
    messages.success(request, f"{done} case{'' if done == 1 else 's'} changed.") if done else messages.warning(
        request, "Nothing was changed."
    )
    return back


@require_safe
def inbox_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the chosen view as a table, all its pages."""
    chosen = InboxFilter.read(request.GET.dict())
    return csv_rows(f"cases-{chosen.view}-{timezone.now():%Y-%m-%d}.csv", HEADINGS, _lines(request, chosen))


def _lines(request: HttpRequest, chosen: InboxFilter) -> Iterator[list[str]]:
    number, more = 1, True
    while more:
        found = inbox(person_of(request), chosen, now=timezone.now(), page=number)
        yield from map(_cells, found.rows)
        number, more = number + 1, found.page.has_next()


def _cells(row: Row) -> list[str]:
    case: Case = row.case
    return [
        str(case.pk), case.get_state_display(), case.get_severity_display(), case.title, case.asset.name, case.column_path, str(row.reports),
        row.deviation, str(case.suspect.get("words", "")), case.opened_at.isoformat(timespec="minutes"),
        row.due_at.isoformat(timespec="minutes") if row.due_at else "", str(case.assignee or ""), str(case.last_speaker or ""),
    ]  # fmt: skip


@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the filter one looks through under a name."""
    query = request.POST.get("query", "")
    try:
        save_view(person=person_of(request), name=request.POST.get("name", ""), query=query)
    except CannotSetDesk as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('inbox')}?{query}")


@require_POST
def view_drop(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget a saved view of one's own."""
    drop_view(view=get_object_or_404(SavedView, pk=view_id, person=person_of(request)))
    return redirect("inbox")
