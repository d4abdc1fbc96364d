"""The search page and the suggestions of its box."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from catalog.asked import number
from catalog.search import Filters, find, suggest
from catalog.views.access import person_of


def search(request: HttpRequest) -> HttpResponse:
    """Find assets, columns and jobs; htmx asks for the results alone while somebody types."""
    person = person_of(request)
    q = " ".join(request.GET.get("q", "").split())[:200]
    found = find(q, Filters.read(request.GET.dict()), person=person, page=number(request.GET.get("page", "")) or 1)
    live = request.headers.get("HX-Request") == "true"
    return render(request, "catalog/search.html#results" if live else "catalog/search.html", {"q": q, "found": found})


def suggestions(request: HttpRequest) -> HttpResponse:
    """Give at most ten names that start with `q`, as JSON."""
    return JsonResponse({"suggestions": suggest(request.GET.get("q", ""), person=person_of(request))})
