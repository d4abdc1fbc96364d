"""Pages of jobs: the list and one job."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from lineage.forms import JobFilterForm
from lineage.models import Job
from lineage.picture.durations import draw_durations
from lineage.queries.jobs import find_jobs, job_page
from lineage.views.charts import duration_bars
from lineage.views.visitor import query_with, visitor

_LAST_PAGE = 10_000
STATEMENTS = 10


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """List jobs, the latest seen first."""
    form = JobFilterForm(request.GET)
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), _LAST_PAGE) if asked.isascii() and asked.isdigit() else 1
    page = find_jobs(form.chosen(), visitor(request), number)
    pager = {
        "older": query_with(request, page=str(number + 1)) if page.has_more else "",
        "newer": query_with(request, page=str(number - 1)) if number > 1 else "",
    }
    return render(request, "lineage/jobs.html", {"form": form, "page": page, "pager": pager})


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one job."""
    seen = Job.objects.visible_to(visitor(request))
    found = get_object_or_404(seen.select_related("namespace", "owner_team", "latest_run"), pk=pk)
    page = job_page(found, visitor(request))
    parent = seen.filter(pk=found.parent_id).select_related("namespace").first() if found.parent_id else None
    facts = {
        "page": page,
        "job": found,
        "parent": parent,
        "chart": draw_durations(duration_bars(page.runs)),
        "source": web_link(found.source_url),
        "statements": found.statements.order_by("-last_seen_at", "pk")[:STATEMENTS],
    }
    return render(request, "lineage/job.html", facts)


def web_link(url: str) -> str:
    """Give the address when it may become a link: http or https only, so that no event can plant a script."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return ""
    return url if scheme in {"http", "https"} else ""
