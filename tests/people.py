"""The cast: alice owns the sales domain, bob is on her team, charlie sees nothing restricted, ada administers."""

from dataclasses import dataclass

from django.test import Client

from catalog.models import Domain, DomainRole, Membership, Person, Role, Team


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, their team and their domain."""

    alice: Person
    bob: Person
    charlie: Person
    ada: Person
    team: Team
    domain: Domain


def make_person(handle: str, **fields: object) -> Person:
    """Make somebody who can't sign in with a password (hashing one is slow)."""
    person = Person(handle=handle, name=handle.capitalize(), **fields)
    person.set_unusable_password()
    person.save()
    return person


def make_cast(*, is_restricted: bool = False) -> Cast:
    """Make the cast: alice leads the team and owns its domain, bob contributes, charlie and ada are outside."""
    alice, bob, charlie = (make_person(handle) for handle in ("alice", "bob", "charlie"))
    team = Team.objects.create(slug="sales-data", name="Sales data")
    Membership.objects.create(team=team, person=alice, is_lead=True)
    Membership.objects.create(team=team, person=bob)
    domain = Domain.objects.create(slug="sales", name="Sales", owner_team=team, is_restricted=is_restricted)
    DomainRole.objects.create(domain=domain, person=alice, role=Role.OWNER)
    DomainRole.objects.create(domain=domain, person=bob, role=Role.CONTRIBUTOR)
    return Cast(alice=alice, bob=bob, charlie=charlie, ada=make_person("ada", is_administrator=True), team=team, domain=domain)


def as_(person: Person, **options: object) -> Client:
    """Give a browser in which somebody is signed in. `options`: as Django's Client takes them."""
    client = Client(**options)
    client.force_login(person)
    return client
