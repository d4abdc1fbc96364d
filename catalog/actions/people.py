"""People: who gets in, what they are, how they come and go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.text import slugify

from catalog import audit
from catalog.actions.index_terms import index_people
from catalog.models import ApiKey, Person
from catalog.models.people import Dates

LONGEST_HANDLE = 60
UNCONFIRMED_FOR = timedelta(days=3)  # as long as the letter's link works


class CannotChangePerson(Exception):
    """The change would lock everybody out, or makes no sense; the message says which."""


class CannotSetUp(Exception):
    """The first administrator exists already."""


class CannotInvite(Exception):
    """Nobody can be invited under this e-mail; the message says why."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What people say of themselves; an empty time zone is the installation's."""

    name: str
    title: str = ""
    time_zone: str = ""
    dates: str = Dates.WORDS


def free_handle(wanted: str) -> str:
    """Give a handle that nobody has, from a name or an e-mail: what is before the @, in small letters; a number after it where it is taken."""
    stem = slugify(re.sub(r"[._+]", "-", wanted.partition("@")[0]))[: LONGEST_HANDLE - 4].strip("-") or "person"
    taken = set(Person.objects.filter(handle__startswith=stem).values_list("handle", flat=True))
    return next(handle for number in range(1, len(taken) + 2) if (handle := stem if number == 1 else f"{stem}-{number}") not in taken)


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
def invite_person(*, name: str, email: str, title: str = "") -> Person:
    """Let somebody in who will choose their own password from a letter. Raises CannotInvite where the e-mail is somebody's."""
    known = Person.objects.filter(email__iexact=email).first()
    if known:
        raise CannotInvite(f"{known} has this e-mail already and signs in as {known.handle}.")
    somebody = Person(handle=free_handle(email), name=name, email=email.lower(), title=title)
    somebody.set_unusable_password()
    somebody.save()
    audit.record(verb="person.invited", target=somebody, after={"handle": somebody.handle, "email": somebody.email})
    index_people([somebody.pk])
    return somebody


@transaction.atomic
def sign_up(*, person: Person, way: str) -> None:
    """Keep somebody who came by themselves: by a provider that vouches for their e-mail they are in, else once they confirmed it.

    `person` is not saved yet and has its password set; `way`: "password" or the provider's name.
    """
    person.handle = free_handle(person.email or person.name)
    person.name = person.name or person.handle
    person.is_confirmed = person.is_active = way != "password"
    person.save()
    with audit.acting(replace(audit.actor(), person=person)):
        audit.record(verb="person.signed_up", target=person, after={"handle": person.handle, "way": way})
    if person.is_active:
        index_people([person.pk])


@transaction.atomic
def confirm_email(*, person: Person, email: str) -> None:
    """Note that an e-mail is somebody's; who signed up with it may come in. A closed account stays closed."""
    with audit.acting(replace(audit.actor(), person=person)):
        audit.record(verb="email.confirmed", target=person, after={"email": email})
    if Person.objects.filter(pk=person.pk, is_confirmed=False).update(is_confirmed=True, is_active=True):
        person.is_confirmed = person.is_active = True
        index_people([person.pk])


def forget_unconfirmed(*, now: datetime) -> int:
    """Drop who signed up and let the letter's link grow old, so that the e-mail is free for its owner; returns how many."""
    dropped = 0
    for person in Person.objects.filter(is_confirmed=False, is_active=False, joined_at__lt=now - UNCONFIRMED_FOR):
        with transaction.atomic():
            audit.record(verb="person.forgotten", target=person)
            person.delete()
            dropped += 1
    return dropped


def note_sign_in(*, person: Person, way: str) -> None:
    """Write that somebody came in, and how: "password", "demo" or the provider's name."""
    with audit.acting(replace(audit.actor(), person=person)):
        audit.record(verb="person.signed_in", target=person, after={"way": way})


@transaction.atomic
def change_profile(*, person: Person, profile: Profile) -> None:
    """Take what somebody says of themselves. Raises CannotChangePerson for a time zone that isn't one."""
    if profile.time_zone and profile.time_zone not in available_timezones():
        raise CannotChangePerson(f"{profile.time_zone} is no time zone. Write it as Europe/Berlin or UTC.")
    wanted = {"name": profile.name, "title": profile.title, "time_zone": profile.time_zone, "dates": profile.dates}
    before = {field: getattr(person, field) for field, value in wanted.items() if getattr(person, field) != value}
    if not before:
        return
    for field in before:
        setattr(person, field, wanted[field])
    person.save(update_fields=list(before))
    audit.record(verb="profile.changed", target=person, before=before, after={field: wanted[field] for field in before})
    index_people([person.pk])


@transaction.atomic
def end_sessions(*, person: Person) -> None:
    """Sign somebody out on every device: no session of before counts any more."""
    person.sign_outs += 1
    person.save(update_fields=["sign_outs"])
    audit.record(verb="sessions.ended", target=person)


def keys_left_by(person: Person) -> int:
    """Count the keys somebody made that still open something: they are their organisation's, and go on posting events when the account closes."""
    return ApiKey.objects.filter(created_by=person, revoked_at=None, scopes__contains=["ingest"]).count()


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
    if is_active and not current.is_confirmed:
        changed["is_confirmed"] = True  # an administrator knows them
    Person.objects.filter(pk=person.pk).update(**changed)
    left = {"keys_that_still_post": keys_left_by(current)} if not is_active else {}
    audit.record(verb="person.changed", target=current, before={field: getattr(current, field) for field in changed}, after=changed | left)
    index_people([person.pk])


@transaction.atomic
def change_password(*, person: Person, password: str) -> None:
    """Set a new password, after its owner proved the old one or followed a letter's link. Raises django's ValidationError for a weak one."""
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    with audit.acting(replace(audit.actor(), person=person)):  # who follows a link in a letter isn't signed in yet
        audit.record(verb="password.changed", target=person)


def set_unread(counts: Mapping[int, int]) -> None:
    """Set how many notices wait to be read: {person: count}. Kept with the person, so that the bar on top costs no query."""
    for person_id, count in counts.items():
        Person.objects.filter(pk=person_id).exclude(unread=count).update(unread=count)
