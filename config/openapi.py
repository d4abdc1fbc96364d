"""The OpenAPI document. What writes it is imported when somebody asks for it: every start would pay a sixth more for it."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def openapi(request: "HttpRequest") -> "HttpResponse":
    """Answer with the document of all endpoints."""
    return _document()(request)


@cache
def _document() -> "Callable[[HttpRequest], HttpResponse]":
    from drf_spectacular.views import SpectacularAPIView

    from config import openapi_keys  # noqa: F401 - importing it registers how keys are described

    return SpectacularAPIView.as_view()
