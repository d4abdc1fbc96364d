"""Domains: making them, changing them, giving and taking roles."""

from django.db import transaction

from catalog import audit
from catalog.models import Domain, DomainRole, Person, Role, Team

CHANGEABLE = ("name", "description", "owner_team", "is_restricted")


class CannotGiveRole(Exception):
    """The role can't be given; the message says why."""


@transaction.atomic
def create_domain(*, slug: str, name: str, description: str, owner_team: Team | None, is_restricted: bool, ticket_url: str = "") -> Domain:
    """Open a domain."""
    said = {"name": name, "description": description, "owner_team": owner_team, "is_restricted": is_restricted, "ticket_url": ticket_url}
    domain = Domain.objects.create(slug=slug, **said)
    audit.record(verb="domain.created", target=domain, after={"name": name, "is_restricted": is_restricted})
    return domain


@transaction.atomic
def change_domain(
    *, domain: Domain, name: str, description: str, owner_team: Team | None, is_restricted: bool, ticket_url: str = ""
) -> None:
    """Change what a domain says of itself, who owns it, and whether outsiders see its assets."""
    current = Domain.objects.select_related("owner_team").get(pk=domain.pk)
    wanted = {"name": name, "description": description, "owner_team": owner_team, "is_restricted": is_restricted, "ticket_url": ticket_url}
    changed = {field: value for field, value in wanted.items() if getattr(current, field) != value}
    if not changed:
        return
    Domain.objects.filter(pk=domain.pk).update(**changed)
    before = {field: _plain(getattr(current, field)) for field in changed}
    audit.record(verb="domain.changed", target=domain, before=before, after={field: _plain(value) for field, value in changed.items()})


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Team) else value


@transaction.atomic
def give_role(*, domain: Domain, role: str, person: Person | None = None, team: Team | None = None) -> DomainRole:
    """Give a person or a whole team a role in the domain; a second role replaces the first."""
    if role not in Role.values:
        raise CannotGiveRole(f"There is no role {role!r}; choose one of {', '.join(Role.values)}.")
    if (person is None) == (team is None):
        raise CannotGiveRole("Name a person or a team, one of the two.")
    given, is_new = DomainRole.objects.update_or_create(domain=domain, person=person, team=team, defaults={"role": role})
    audit.record(verb="role.given" if is_new else "role.changed", target=domain, after={"to": str(person or team), "role": role})
    return given


@transaction.atomic
def take_role(*, given: DomainRole) -> None:
    """Take a role away."""
    audit.record(verb="role.taken", target=given.domain, before={"from": str(given.person or given.team), "role": given.role})
    given.delete()
