"""The DataOps report as a page and as a table, and the rows behind each of its numbers."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Domain, Team
from catalog.views.access import person_of
from catalog.views.tables import csv_rows
from feedback.queries.report import WEEKS, Asked, report, table
from feedback.queries.report_rows import report_rows

CSV_HEAD = ("measure", "label", "week", "rows", "of_which", "percent", "median_seconds")


@require_safe
def dataops_report(request: HttpRequest) -> HttpResponse:
    """Show the report, of all one may see, a domain or a team."""
    person = person_of(request)
    asked = Asked.read(request.GET.dict())
    facts = {
        "report": report(person, asked, timezone.now()), "asked": asked, "weeks": WEEKS, "query": request.GET.urlencode(),
        "domains": Domain.objects.visible_to(person).order_by("name"), "teams": Team.objects.order_by("name"),
    }  # fmt: skip
    return render(request, "feedback/report.html", facts)


@require_safe
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """List the rows behind a number; `which`: its part or the rest."""
    said = request.GET
    asked = Asked.read(said.dict())
    try:
        found = report_rows(person_of(request), key, asked, said.get("which", ""), timezone.now(), said.get("page", ""))
    except KeyError as error:
        raise Http404 from error
    return render(request, "feedback/report_rows.html", {"found": found, "asked": asked})


@require_safe
def report_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the same numbers week by week."""
    now = timezone.now()
    page = report(person_of(request), Asked.read(request.GET.dict()), now)
    return csv_rows(f"dataops-{now:%Y-%m-%d}.csv", CSV_HEAD, table(page))
