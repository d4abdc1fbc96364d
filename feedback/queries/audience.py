"""Who hears: those who answer for an asset, those who rely on it, those who follow it; never who may not see it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from catalog.models import Asset, Domain, DomainRole, Membership, Person, Role, TermLink
from contracts.models import Agreement
from feedback.models import Follow


@dataclass(slots=True)
class Audience:
    """People and teams (whose channels hear), each with the reason; the first reason given stays."""

    people: dict[int, str] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)

    def add(self, reason: str, people: Iterable[int | None] = (), teams: Iterable[int | None] = ()) -> None:
        """Add those that aren't in it yet; None is nobody."""
        for person in people:
            if person is not None:
                self.people.setdefault(person, reason)
        for team in teams:
            if team is not None:
                self.teams.setdefault(team, reason)

    def leave_out(self, people: Iterable[int | None]) -> None:
        """Take somebody out: nobody is told what they did themselves."""
        for person in people:
            if person is not None:
                self.people.pop(person, None)


def seeing(asset: Asset | None, people: Collection[int]) -> set[int]:
    """Keep those who are active and may see the asset (None: nothing to hide)."""
    known = Person.objects.filter(pk__in=people, is_active=True)
    domain = asset.domain if asset else None
    if domain is None or not domain.is_restricted:
        return set(known.values_list("pk", flat=True))
    mine = Q(is_administrator=True) | Q(domain_roles__domain=domain) | Q(memberships__team__domain_roles__domain=domain)
    if domain.owner_team_id:
        mine |= Q(memberships__team_id=domain.owner_team_id)
    return set(known.filter(mine).values_list("pk", flat=True))


def teams_seeing(asset: Asset | None, teams: Collection[int]) -> set[int]:
    """Keep the teams that may see the asset."""
    domain = asset.domain if asset else None
    if domain is None or not domain.is_restricted:
        return set(teams)
    own = {domain.owner_team_id}
    by_role = DomainRole.objects.filter(domain=domain, team__in=teams).values_list("team_id", flat=True)
    return set(teams) & (own | set(by_role))


def answering_for(asset: Asset) -> set[int]:
    """Give the asset's steward and the leads of its team; where it has neither, who answers for its domain."""
    found = {asset.steward_id} if asset.steward_id else set()
    found |= leads(asset.owner_team_id)
    return found or (stewards_of(asset.domain) if asset.domain else set())


def stewards_of(domain: Domain) -> set[int]:
    """Give the people who answer for a domain: stewards and owners by role, and the leads of its team."""
    roles = DomainRole.objects.filter(domain=domain, role__in=Role.at_least(Role.STEWARD))
    people = set(roles.filter(person__isnull=False).values_list("person_id", flat=True))
    of_teams = Membership.objects.filter(team__in=roles.filter(team__isnull=False).values("team"))
    return {pk for pk in people if pk} | set(of_teams.values_list("person_id", flat=True)) | leads(domain.owner_team_id)


def leads(team_id: int | None) -> set[int]:
    """Give a team's leads; all of it where nobody leads."""
    if team_id is None:
        return set()
    members = dict(Membership.objects.filter(team_id=team_id).values_list("person_id", "is_lead"))
    return {person for person, is_lead in members.items() if is_lead} or set(members)


def consumers(agreements: Iterable[Agreement]) -> Audience:
    """Give whom these agreements are with; a job's or asset's stand for its team and steward."""
    found = Audience()
    for agreement in agreements:
        found.add("", [agreement.consumer_person_id], [agreement.consumer_team_id])
        if agreement.consumer_team_id:
            found.add("", leads(agreement.consumer_team_id))
        for thing in (agreement.consumer_job, agreement.consumer_asset):
            if thing is not None:
                found.add("", leads(thing.owner_team_id), [thing.owner_team_id])
        if agreement.consumer_asset is not None:
            found.add("", [agreement.consumer_asset.steward_id])
    return found


def followers(asset: Asset, reason: str, columns: Collection[str] = ()) -> set[int]:
    """Give who follows the asset, these columns of it, its domain or one of its terms, for this reason."""
    terms = TermLink.objects.filter(asset=asset, is_declined=False).values("term")
    things = Q(asset=asset, column_path="") | Q(asset=asset, column_path__in=[path for path in columns if path]) | Q(term__in=terms)
    if asset.domain_id:
        things |= Q(domain=asset.domain_id)
    wanted = Q(reasons=[]) | Q(reasons__contains=[reason])
    return set(Follow.objects.filter(things & wanted).values_list("person_id", flat=True))
