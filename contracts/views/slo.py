"""The page of service levels: every promise of deliveries with its budget."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.views.access import person_of
from contracts.queries.slo import domains, levels, promises, totals

PAGE_SIZE = 30
LONGEST = 100


@require_safe
def slo(request: HttpRequest) -> HttpResponse:
    """List promises of deliveries, those that missed most first."""
    person = person_of(request)
    now = timezone.now()
    domain, words = request.GET.get("domain", "")[:LONGEST], request.GET.get("q", "").strip()[:LONGEST]
    found = promises(person, now, domain=domain, words=words)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = levels(list(page.object_list), now)
    facts = {"page": page, "rows": rows, "totals": totals(found), "domain": domain, "words": words, "domains": domains(person)}
    return render(request, "contracts/slo.html", facts)
