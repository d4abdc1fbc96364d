"""What all REST views share: keys or sessions, scopes, paging."""

from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from catalog.auth import key_for
from catalog.models import ApiKey, Person

if TYPE_CHECKING:  # rest_framework.views loads this module while it is itself being loaded
    from rest_framework.views import APIView

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
        if key.created_by and not key.created_by.is_active:
            raise AuthenticationFailed("The account that made this key is closed. Make a new key under Keys.")
        return key.created_by or Person(handle="key", name=key.name), key

    def authenticate_header(self, request: Request) -> str:
        """Make a missing key a 401 that says how to bring one."""
        del request
        return 'Bearer realm="Provender"'


class MayCall(BasePermission):
    """Somebody signed in, or a key whose scopes cover the method."""

    message = "Sign in, or send a key with the right scope: read to look, write to change."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Check the key's scopes, or that somebody is signed in."""
        del view
        if isinstance(request.auth, ApiKey):
            return ("read" if request.method in SAFE_METHODS else "write") in request.auth.scopes
        return bool(request.user and request.user.is_authenticated)


class Pages(PageNumberPagination):
    """`?page=&page_size=`, at most 500 a page."""

    page_size_query_param = "page_size"
    max_page_size = 500
