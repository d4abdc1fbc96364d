"""Pieces of a page that another room serves, put in on the server: pages compose by URL, also where no script runs."""

import copy

from django.http import Http404, HttpRequest, QueryDict
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.safestring import SafeString, mark_safe
from django_htmx.middleware import HtmxDetails

OK = 200


def fragment(request: HttpRequest, name: str, *args: object) -> SafeString | str:
    """Ask the view behind a URL name for its piece, as htmx would; empty where no room serves it, or it has nothing to say (204, 404)."""
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    match = resolve(address)
    try:
        answer = match.func(_asked_for(request, address), *match.args, **match.kwargs)
    except Http404:
        return ""
    if answer.status_code != OK:
        return ""
    if not getattr(answer, "is_rendered", True):
        answer.render()
    content: bytes = answer.content
    return mark_safe(content.decode())  # noqa: S308  # our own view rendered it


def _asked_for(request: HttpRequest, address: str) -> HttpRequest:
    """Copy a request as if htmx had asked for `address` in the same session."""
    asked = copy.copy(request)
    asked.META = {**request.META, "HTTP_HX_REQUEST": "true", "QUERY_STRING": "", "PATH_INFO": address}
    asked.__dict__.pop("headers", None)  # a cached property of the original's META
    asked.method, asked.GET, asked.path, asked.path_info = "GET", QueryDict(), address, address
    vars(asked)["htmx"] = HtmxDetails(asked)
    return asked
