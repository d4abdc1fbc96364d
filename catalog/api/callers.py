"""Who calls the API, what they may do, and under which key it is recorded."""

from contextlib import AbstractContextManager

from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from catalog import audit
from catalog.auth import may
from catalog.models import ApiKey, Domain, Person, Role


def caller(request: Request) -> Person:
    """Give the person behind the session or the key."""
    if not isinstance(request.user, Person):
        raise PermissionDenied("Sign in, or send a key.")
    return request.user


def acting(request: Request) -> AbstractContextManager[None]:
    """Record everything done inside as done by the caller, through their key if they used one."""
    who = audit.actor()
    person = caller(request)
    key = request.auth if isinstance(request.auth, ApiKey) else None
    return audit.acting(audit.Actor(person=person if person.pk else None, api_key=key, request_id=who.request_id))


def require_role(request: Request, role: Role, domain: Domain | None) -> None:
    """Refuse callers without this role in the domain."""
    if not may(caller(request), role, domain):
        raise PermissionDenied(f"You need the role {role} in {domain or 'a team that leads'}.")
