"""Who looks, and what they may do; what they may not is said in words."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from catalog.auth import may
from catalog.models import Domain, Person, Role

ROLE_NEEDED = {
    Role.CONTRIBUTOR: "a contributor",
    Role.STEWARD: "a steward",
    Role.OWNER: "an owner",
}


def person_of(request: HttpRequest) -> Person:
    """Give the person signed in; pages for everybody are marked `login_not_required` and don't ask."""
    if not isinstance(request.user, Person):
        raise PermissionDenied("Sign in first.")
    return request.user


def require(person: Person, role: Role, domain: Domain | None) -> None:
    """Stop who has not this role in the domain (outside any domain: who leads no team)."""
    if may(person, role, domain):
        return
    if domain is None:
        raise PermissionDenied("This asset is in no domain yet: only team leads and administrators may change it.")
    raise PermissionDenied(f"You need to be {ROLE_NEEDED.get(role, 'a reader')} of {domain.name}. Ask one of its owners.")


def require_administrator(person: Person) -> None:
    """Stop everybody but instance administrators."""
    if not person.is_administrator:
        raise PermissionDenied("Only administrators may do this.")
