"""People: inviting them, what they are, their passwords."""

from collections.abc import Mapping

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from catalog import audit
from catalog.actions.index_terms import index_people
from catalog.models import Person


class CannotChangePerson(Exception):
    """The change would lock everybody out, or makes no sense; the message says which."""


class CannotSetUp(Exception):
    """The first administrator exists already."""


@transaction.atomic
def add_person(*, handle: str, name: str, email: str, title: str, password: str) -> Person:
    """Let somebody in. Raises django's ValidationError for a weak password."""
    somebody = Person(handle=handle, name=name, email=email, title=title)
    validate_password(password, somebody)
    somebody.set_password(password)
    somebody.save()
    audit.record(verb="person.added", target=somebody, after={"handle": handle})
    index_people([somebody.pk])
    return somebody


@transaction.atomic
def set_up(*, handle: str, name: str, email: str, password: str) -> Person:
    """Make the first administrator. Raises CannotSetUp once anybody exists."""
    if Person.objects.select_for_update().exists():
        raise CannotSetUp("Provender is set up already. Sign in; an administrator can add you.")
    first = Person(handle=handle, name=name, email=email, is_administrator=True)
    validate_password(password, first)
    first.set_password(password)
    first.save()
    audit.record(verb="person.added", target=first, after={"handle": handle, "is_administrator": True})
    index_people([first.pk])
    return first


@transaction.atomic
def change_standing(*, person: Person, is_active: bool, is_administrator: bool) -> None:
    """Let somebody in or out, and make them an administrator or not; the last active administrator stays one."""
    current = Person.objects.select_for_update().get(pk=person.pk)
    others = Person.objects.filter(is_active=True, is_administrator=True).exclude(pk=person.pk)
    if current.is_administrator and not (is_active and is_administrator) and not others.exists():
        raise CannotChangePerson(f"{current} is the last administrator. Make somebody else one first.")
    wanted = {"is_active": is_active, "is_administrator": is_administrator}
    changed = {field: value for field, value in wanted.items() if getattr(current, field) != value}
    if not changed:
        return
    Person.objects.filter(pk=person.pk).update(**changed)
    audit.record(verb="person.changed", target=current, before={field: getattr(current, field) for field in changed}, after=changed)
    index_people([person.pk])


@transaction.atomic
def change_password(*, person: Person, password: str) -> None:
    """Set a new password, after its owner proved the old one. Raises django's ValidationError for a weak one."""
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    audit.record(verb="password.changed", target=person)


def set_unread(counts: Mapping[int, int]) -> None:
    """Set how many notices wait to be read: {person: count}. Kept with the person, so that the bar on top costs no query."""
    for person_id, count in counts.items():
        Person.objects.filter(pk=person_id).exclude(unread=count).update(unread=count)
