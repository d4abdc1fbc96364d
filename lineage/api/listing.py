"""Lists that are paged by cursor: `{"results": […], "next": "<address>" or null}`."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lineage.api.asking import whole

LARGEST_PAGE = 500
PAGE_PARAMETERS = [
    OpenApiParameter("after", str, description="The cursor of the next page, as `next` holds it."),
    OpenApiParameter("page_size", int, description=f"Rows a page, at most {LARGEST_PAGE}."),
]


def page_size(request: Request, default: int = 50) -> int:
    """Read how many rows are wanted."""
    return whole(request, "page_size", default, least=1, most=LARGEST_PAGE) or default


def answer(request: Request, rows: Any, cursor: str) -> Response:
    """Answer one page."""
    return Response({"results": rows, "next": address_after(request, cursor) if cursor else None})


def address_after(request: Request, cursor: str) -> str:
    """Give the address of the page that starts after the cursor."""
    query = request.query_params.copy()
    query["after"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def paged(shape: serializers.Serializer[Any], name: str) -> Any:
    """Describe a page of rows for the OpenAPI document."""
    return inline_serializer(name, {"results": shape, "next": serializers.URLField(allow_null=True)})
