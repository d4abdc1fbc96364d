"""The home page: search first, then what is worth a look. The top room may read everything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.models import Person
from feedback.queries import shelves


def home(request: HttpRequest) -> HttpResponse:
    """Show the shelves to whoever is signed in."""
    assert isinstance(request.user, Person)  # noqa: S101  # LoginRequiredMiddleware lets nobody else through
    return render(request, "feedback/home.html", {"shelves": shelves(request.user, now=timezone.now())})
