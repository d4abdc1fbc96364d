"""Pages of events: the log, one event, and the problems with their re-drive."""

from itertools import chain
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.auth import may
from catalog.models import Role
from catalog.views.access import person_of, require
from lineage.actions.redrive import redrive
from lineage.forms import EventFilterForm
from lineage.models import Event
from lineage.models.event import EventProblem
from lineage.queries.concealing import conceal_messages
from lineage.queries.events import event_page, find_events, find_problems, problems_of
from lineage.views.visitor import query_with, visitor


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """List events, newest first."""
    form = EventFilterForm(request.GET)
    page = find_events(form.chosen(), visitor(request), request.GET.get("after", ""))
    problems = problems_of(page.rows)
    conceal_messages(chain.from_iterable(problems.values()), visitor(request))
    rows = [(event, problems.get(event.pk, [])) for event in page.rows]
    return render(
        request, "lineage/events.html", {"form": form, "rows": rows, "pager": _pager(request, page.older, is_first=page.is_first)}
    )


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event as it came, and what it led to."""
    # The table is partitioned: a number is unique by its sequence, not by a constraint.
    found = Event.objects.visible_to(visitor(request)).filter(pk=pk).order_by("-received_at").first()
    if found is None:
        raise Http404("There is no such event; it may have aged out of the log.")
    page = event_page(found, visitor(request))
    conceal_messages(page.problems, visitor(request))
    return render(request, "lineage/event.html", {"page": page, "event": found})


@require_safe
def event_problems(request: HttpRequest) -> HttpResponse:
    """List what was odd or failed."""
    severity = request.GET.get("severity", "")
    severity = severity if severity in EventProblem.Severity.values else ""
    is_open = request.GET.get("solved") != "1"
    page = find_problems(visitor(request), severity=severity, is_open=is_open, cursor=request.GET.get("after", ""))
    conceal_messages(page.rows, visitor(request))
    facts: dict[str, Any] = {
        "page": page,
        "severity": severity,
        "is_open": is_open,
        "pager": _pager(request, page.older, is_first=page.is_first),
    }
    facts["may_redrive"] = may(person_of(request), Role.STEWARD, None)
    return render(request, "lineage/event_problems.html", facts)


@require_POST
def event_redrive(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a failed event again, after what failed it was mended."""
    require(person_of(request), Role.STEWARD, None)
    if redrive(event_ids=[pk]):
        messages.success(request, f"Event {pk} is recorded now.")
    else:
        messages.error(request, f"Event {pk} failed again; its page says why.")
    return redirect("event-problems")


def _pager(request: HttpRequest, older: str, *, is_first: bool) -> dict[str, str]:
    return {"older": query_with(request, after=older) if older else "", "newest": "" if is_first else query_with(request, after="")}
