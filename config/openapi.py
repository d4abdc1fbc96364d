"""The OpenAPI document. What writes it is imported when somebody asks for it: every start would pay a sixth more for it."""

from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


@login_not_required
def openapi(request: "HttpRequest") -> "HttpResponse":
    """Answer with the document of all endpoints."""
    return _document()(request)


@cache
def _document() -> "Callable[[HttpRequest], HttpResponse]":
    from drf_spectacular.views import SpectacularJSONAPIView

    return SpectacularJSONAPIView.as_view()
