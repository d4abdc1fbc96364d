"""The demo's people, teams and domains, and what they decide about assets: made with the catalog's own actions."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models, transaction

from catalog import audit
from catalog.actions.describe import describe_asset, describe_column
from catalog.actions.domains import create_domain, give_role
from catalog.actions.govern import decide_owner, govern_asset
from catalog.actions.index_assets import index_assets
from catalog.actions.index_terms import index_people
from catalog.actions.teams import add_member, create_team
from catalog.models import Asset, AssetName, Column, Domain, OwnerSuggestion, Person, Team
from config.demo.landscape.staff import COLLEAGUES, CREWS, DEPARTMENTS, DESCRIPTIONS, MEANINGS, UNDECIDED, Colleague, Crew, Department
from config.demo.landscape.words import Asset as DemoAsset
from config.demo.landscape.words import Landscape
from lineage.models import Job

TEAM_PREFIX = "team:"
Named = TypeVar("Named", Person, Team, Domain)


class Staff:
    """The demo's people, teams and domains as rows, by the handles and slugs the landscape uses.

    Where somebody real already has a handle or slug, the demo's gets `demo-` in front.
    """

    def __init__(self) -> None:
        """Start with those that are there."""
        self.people = _ours(Person, "handle")
        self.teams = _ours(Team, "slug")
        self.domains = _ours(Domain, "slug")

    @transaction.atomic
    def hire(self) -> None:
        """Make whoever and whatever is missing; done twice it changes nothing."""
        for colleague in COLLEAGUES:
            if colleague.handle not in self.people:
                self.people[colleague.handle] = _person(colleague)
        with audit.acting(audit.Actor(person=self.administrator)):
            for crew in CREWS:
                if crew.slug not in self.teams:
                    self.teams[crew.slug] = self._team(crew)
            for department in DEPARTMENTS:
                if department.slug not in self.domains:
                    self.domains[department.slug] = self._domain(department)
        index_people(person.pk for person in self.people.values())

    @property
    def administrator(self) -> Person:
        """Give who administers: everything the demo decides is recorded as theirs."""
        return self.people[next(colleague.handle for colleague in COLLEAGUES if colleague.is_administrator)]

    def _team(self, crew: Crew) -> Team:
        lead, *others = (self.people[handle] for handle in crew.members)
        team = create_team(
            slug=_free(Team, "slug", crew.slug), name=crew.name, description=crew.description, contact=f"#{crew.slug}", lead=lead
        )
        _mark(team)
        for person in others:
            add_member(team=team, person=person)
        return team

    def _domain(self, department: Department) -> Domain:
        domain = create_domain(
            slug=_free(Domain, "slug", department.slug),
            name=department.name,
            description=department.description,
            owner_team=self.teams[department.team],
            is_restricted=department.is_restricted,
        )
        _mark(domain)
        for who, role in department.roles:
            if who.startswith(TEAM_PREFIX):
                give_role(domain=domain, role=role, team=self.teams[who.removeprefix(TEAM_PREFIX)])
            else:
                give_role(domain=domain, role=role, person=self.people[who])
        return domain


def _ours(model: type[Named], field: str) -> dict[str, Named]:
    rows: Iterable[Named] = model._default_manager.filter(is_demo=True)  # noqa: SLF001 - typed for any of the three
    return {getattr(row, field).removeprefix("demo-"): row for row in rows}


def _free(model: type[models.Model], field: str, wanted: str) -> str:
    taken = model._default_manager.filter(**{field: wanted}).exists()  # noqa: SLF001 - typed for any of the three
    return f"demo-{wanted}" if taken else wanted


def _mark(row: Team | Domain) -> None:
    row.is_demo = True
    row.save(update_fields=["is_demo"])


def _person(colleague: Colleague) -> Person:
    """Let a demo person in: no password opens the account, only the role switcher does."""
    person = Person(
        handle=_free(Person, "handle", colleague.handle),
        name=colleague.name,
        email=f"{colleague.handle}@kettle.example",
        title=colleague.title,
        is_administrator=colleague.is_administrator,
        is_demo=True,
    )
    person.set_unusable_password()
    person.save()
    audit.record(verb="person.added", target=person, after={"handle": person.handle, "is_demo": True})
    return person


@transaction.atomic
def govern(staff: Staff, landscape: Landscape) -> int:
    """Give assets their titles, purposes, domains, owners, stewards and lifecycle; returns how many there are."""
    rows = assets_of(landscape)
    with audit.acting(audit.Actor(person=staff.administrator)):
        for key, asset in rows.items():
            _describe(asset, landscape.asset(key))
        for key, asset in rows.items():
            _decide(asset, landscape.asset(key), staff, rows)
        _decide_owners(staff, rows)
        for key, path, meaning in MEANINGS:
            describe_column(column=Column.objects.get(asset=rows[key], path=path), description=meaning)
    _own_jobs(staff, landscape)
    index_assets(asset.pk for asset in rows.values())
    return len(rows)


def assets_of(landscape: Landscape) -> dict[str, Asset]:
    """Find the landscape's assets, by key; those no event has told of yet are left out."""
    names = AssetName.objects.filter(namespace__name__in=landscape.spaces).select_related("asset", "namespace")
    found = {(row.namespace.name, row.name): row.asset for row in names}
    places = {asset.key: (asset.space.name, asset.name) for asset in landscape.assets}
    return {key: found[place] for key, place in places.items() if place in found}


def _describe(asset: Asset, told: DemoAsset) -> None:
    describe_asset(asset=asset, title=told.words[0], purpose=told.words[1], description=DESCRIPTIONS.get(told.key, ""))


def _decide(asset: Asset, told: DemoAsset, staff: Staff, rows: dict[str, Asset]) -> None:
    department = next(department for department in DEPARTMENTS if department.slug == told.domain)
    govern_asset(
        asset=asset,
        domain=staff.domains[department.slug],
        owner_team=staff.teams[department.team],
        steward=staff.people[department.steward],
        lifecycle=told.lifecycle,
        successor=rows[told.successor] if told.successor else None,
    )


def _decide_owners(staff: Staff, rows: dict[str, Asset]) -> None:
    """Accept owners named by events where they are who owns the asset, decline the others (who loads a table doesn't own it)."""
    settled = {asset.pk for key, asset in rows.items() if key not in UNDECIDED}
    waiting = OwnerSuggestion.objects.filter(asset__in=settled, decision=OwnerSuggestion.Decision.OPEN).select_related("asset__owner_team")
    for suggestion in waiting:
        owner = suggestion.asset.owner_team
        is_owner = owner is not None and staff.teams.get(suggestion.owner.removeprefix(TEAM_PREFIX)) == owner
        decision = OwnerSuggestion.Decision.ACCEPTED if is_owner else OwnerSuggestion.Decision.DECLINED
        decide_owner(suggestion=suggestion, decision=decision, person=staff.administrator)


def _own_jobs(staff: Staff, landscape: Landscape) -> None:
    """Give jobs their teams; set-based, there is no decision in it that anybody would look up."""
    for slug, team in staff.teams.items():
        names = [job.name for job in landscape.jobs if job.team == slug]
        Job.objects.filter(namespace__name__in=landscape.spaces, name__in=names).update(owner_team=team)
