"""What all REST views share: keys or sessions, scopes, paging, and one shape of error."""

from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from catalog.auth import key_for
from catalog.models import ApiKey, Person

BEARER_PARTS = 2


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer prv_…`; the caller acts as whoever made the key, limited by its scopes."""

    def authenticate(self, request: Request) -> tuple[Person, ApiKey] | None:
        """Find the key, or leave it to the session when no bearer is sent."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        key = key_for(parts[1].decode("latin-1"), now=timezone.now()) if len(parts) == BEARER_PARTS else None
        if key is None:
            raise AuthenticationFailed("This key is unknown, expired or revoked. Make a new one under Keys.")
        return key.created_by or Person(handle="key", name=key.name), key

    def authenticate_header(self, request: Request) -> str:
        """Make a missing key a 401 that says how to bring one."""
        del request
        return 'Bearer realm="Provender"'


class MayCall(BasePermission):
    """Somebody signed in, or a key whose scopes cover the method."""

    message = "Sign in, or send a key with the right scope: read to look, write to change."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Check the key's scopes, or that somebody is signed in."""
        del view
        if isinstance(request.auth, ApiKey):
            return ("read" if request.method in SAFE_METHODS else "write") in request.auth.scopes
        return bool(request.user and request.user.is_authenticated)


class Pages(PageNumberPagination):
    """`?page=&page_size=`, at most 500 a page."""

    page_size_query_param = "page_size"
    max_page_size = 500


class AwayForNow(APIException):
    """The database can't be reached."""

    status_code = 503
    default_detail = "The database is away for a moment. Try again."
    default_code = "unavailable"
    wait = 2


def answer_errors(error: Exception, context: dict[str, Any]) -> Response | None:
    """Give every error one shape: `{"error": {"code", "message", "fields"?}}`."""
    if isinstance(error, OperationalError | InterfaceError):
        error = AwayForNow()
    response = exception_handler(error, context)
    if response is None:
        return None
    details = response.data
    fields = details if isinstance(details, dict) and "detail" not in details else None
    message = str(details["detail"]) if isinstance(details, dict) and "detail" in details else "Some values can't be used."
    code = getattr(error, "default_code", "error")
    response.data = {"error": {"code": code, "message": message, **({"fields": fields} if fields else {})}}
    return response
