"""Teams: making them, changing them, who is in them."""

from django.db import transaction

from catalog import audit
from catalog.actions.index_terms import index_people
from catalog.models import Membership, Person, Team


@transaction.atomic
def create_team(*, slug: str, name: str, description: str, contact: str, lead: Person) -> Team:
    """Found a team; whoever founds it leads it."""
    team = Team.objects.create(slug=slug, name=name, description=description, contact=contact)
    Membership.objects.create(team=team, person=lead, is_lead=True)
    audit.record(verb="team.created", target=team, after={"name": name, "lead": str(lead)})
    index_people([lead.pk])
    return team


@transaction.atomic
def change_team(*, team: Team, name: str, description: str, contact: str) -> None:
    """Change what a team says of itself and where to reach it."""
    current = Team.objects.get(pk=team.pk)
    wanted = {"name": name, "description": description, "contact": contact}
    changed = {field: value for field, value in wanted.items() if getattr(current, field) != value}
    if not changed:
        return
    Team.objects.filter(pk=team.pk).update(**changed)
    audit.record(verb="team.changed", target=team, before={field: getattr(current, field) for field in changed}, after=changed)


@transaction.atomic
def add_member(*, team: Team, person: Person, is_lead: bool = False) -> Membership:
    """Take a person into the team, or change whether they lead it."""
    membership, _ = Membership.objects.update_or_create(team=team, person=person, defaults={"is_lead": is_lead})
    audit.record(verb="member.added", target=team, after={"person": str(person), "is_lead": is_lead})
    index_people([person.pk])
    return membership


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """Let a person leave the team."""
    audit.record(verb="member.removed", target=membership.team, before={"person": str(membership.person)})
    membership.delete()
    index_people([membership.person_id])
