"""Domains: the business's own departments of data, and who may do what in them."""

from typing import Self

from django.db import models
from django.db.models import Q

from catalog.models.people import Person, Team


class Role(models.TextChoices):
    """What somebody may do in a domain; each includes the ones before it."""

    READER = "reader", "Reader"
    CONTRIBUTOR = "contributor", "Contributor"
    STEWARD = "steward", "Steward"
    OWNER = "owner", "Owner"

    @classmethod
    def at_least(cls, role: "Role") -> list["Role"]:
        """List the roles that include this one."""
        members = list(cls)
        return members[members.index(role) :]


class DomainQuerySet(models.QuerySet["Domain"]):
    """Filters of domains."""

    def visible_to(self, person: Person | None) -> Self:
        """Open domains for everybody signed in; restricted ones for those with a role there."""
        if person is not None and person.is_administrator:
            return self
        if person is None or not person.pk:
            return self.filter(is_restricted=False)
        mine = Q(roles__person=person) | Q(roles__team__memberships__person=person) | Q(owner_team__memberships__person=person)
        return self.filter(Q(is_restricted=False) | Q(pk__in=Domain.objects.filter(mine).values("pk")))


class Domain(models.Model):
    """A bounded context with its own words."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    owner_team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="domains")
    is_restricted = models.BooleanField(default=False, db_default=False, help_text="Only people with a role here see its assets.")
    ticket_url = models.CharField(
        max_length=500,
        blank=True,
        db_default="",
        help_text="Where access is asked for instead of here; {asset}, {name} and {id} are filled in.",
    )
    is_demo = models.BooleanField(default=False, db_default=False)

    objects = DomainQuerySet.as_manager()

    def __str__(self) -> str:
        """Say the domain's name."""
        return self.name


class DomainRole(models.Model):
    """A role given to a person or to a whole team."""

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="roles", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="domain_roles")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="domain_roles")
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, team__isnull=False) | Q(person__isnull=False, team=None),
                name="domain_role_is_for_a_person_or_a_team",
            ),
            models.UniqueConstraint(fields=["domain", "person", "team"], nulls_distinct=False, name="domain_role_is_given_once"),
        ]

    def __str__(self) -> str:
        """Say who may do what."""
        return f"{self.person or self.team}: {self.get_role_display()} of {self.domain}"
