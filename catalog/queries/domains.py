"""Domains by what somebody may do in them."""

from django.db.models import Q, QuerySet

from catalog.models import Domain, DomainRole, Membership, Person, Role


def domains_where(person: Person, role: Role) -> QuerySet[Domain]:
    """Give the domains in which somebody has at least this role; catalog.auth.may says the same for one domain."""
    if person.is_administrator:
        return Domain.objects.order_by("name")
    roles = DomainRole.objects.filter(Q(person=person) | Q(team__memberships__person=person), role__in=Role.at_least(role))
    led = Membership.objects.filter(person=person, is_lead=True).values("team")
    return Domain.objects.filter(Q(pk__in=roles.values("domain")) | Q(owner_team__in=led)).order_by("name")
