"""Error pages in the house's own look."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

refused = partial(defaults.permission_denied, template_name="errors/403.html")
not_found = partial(defaults.page_not_found, template_name="errors/404.html")
broken = partial(defaults.server_error, template_name="errors/500.html")


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that this was tried too often in too short a time."""
    return render(request, "errors/429.html", status=429)
