"""Domains by what somebody may do in them."""

from django.db.models import Exists, Q, QuerySet

from catalog.models import Asset, Domain, DomainRole, Membership, Person, Role
from catalog.models.asset import AssetQuerySet


def domains_where(person: Person, role: Role) -> QuerySet[Domain]:
    """Give the domains in which somebody has at least this role; catalog.auth.may says the same for one domain."""
    if person.is_administrator:
        return Domain.objects.order_by("name")
    roles = DomainRole.objects.filter(Q(person=person) | Q(team__memberships__person=person), role__in=Role.at_least(role))
    led = Membership.objects.filter(person=person, is_lead=True).values("team")
    return Domain.objects.filter(Q(pk__in=roles.values("domain")) | Q(owner_team__in=led)).order_by("name")


def stewarded_assets(person: Person) -> AssetQuerySet:
    """Give the assets somebody is a steward of through their domain; of those in no domain, team leads are. As catalog.auth.may says."""
    if person.is_administrator:
        return Asset.objects.all()
    leads = Exists(Membership.objects.filter(person=person, is_lead=True))
    return Asset.objects.filter(Q(domain__in=domains_where(person, Role.STEWARD)) | (Q(domain=None) & Q(leads)))
