"""How a desk works: its targets, its hours, whose turn it is, its replies; and one's own saved views."""

from dataclasses import dataclass
from datetime import date, time
from zoneinfo import available_timezones

from django.db import transaction

from catalog import audit
from catalog.models import Domain, Person
from feedback.models import ReplyTemplate, RotaTurn, SavedView, ServiceTarget, WorkHours
from feedback.models.case import Severity


class CannotSetDesk(Exception):
    """The desk can't work like that; the message says why."""


@dataclass(frozen=True, slots=True)
class WorkDay:
    """When clocks run."""

    time_zone: str
    weekdays: tuple[int, ...]
    opens: time
    closes: time
    holidays: tuple[date, ...] = ()


@transaction.atomic
def set_target(*, domain: Domain, severity: str, reply_hours: float, solve_hours: float) -> ServiceTarget:
    """Set how soon cases of a severity get a first reply and a solution. Clocks that run keep their time."""
    if severity not in Severity.values:
        raise CannotSetDesk("Severity is high, normal or low.")
    if not 0 < reply_hours <= solve_hours:
        raise CannotSetDesk("The first reply comes before the solution: give it no more hours.")
    said = {"reply_hours": reply_hours, "solve_hours": solve_hours}
    target, _ = ServiceTarget.objects.update_or_create(domain=domain, severity=severity, defaults=said)
    audit.record(verb="desk.target_set", target=domain, after={"severity": severity, **said})
    return target


@transaction.atomic
def set_hours(*, domain: Domain, day: WorkDay) -> WorkHours:
    """Set when the clocks of a domain run."""
    if day.time_zone not in available_timezones():
        raise CannotSetDesk(f"{day.time_zone} is no time zone. Write it as Europe/Berlin or UTC.")
    if not day.weekdays:
        raise CannotSetDesk("Choose at least one weekday.")
    if day.opens >= day.closes:
        raise CannotSetDesk("The working day ends after it begins.")
    said = {
        "time_zone": day.time_zone, "weekdays": sorted(day.weekdays), "opens": day.opens, "closes": day.closes,
        "holidays": sorted(holiday.isoformat() for holiday in day.holidays),
    }  # fmt: skip
    hours, _ = WorkHours.objects.update_or_create(domain=domain, defaults=said)
    audit.record(verb="desk.hours_set", target=domain, after={"hours": str(hours)})
    return hours


@transaction.atomic
def give_turn(*, domain: Domain, person: Person, starts_on: date, ends_on: date) -> RotaTurn:
    """Say whose turn it is; new cases of the domain go to them. Turns may not overlap."""
    if ends_on < starts_on:
        raise CannotSetDesk("A turn ends after it starts.")
    Domain.objects.select_for_update(no_key=True).get(pk=domain.pk)  # two who give turns at once don't see each other's
    if RotaTurn.objects.filter(domain=domain, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise CannotSetDesk("Somebody already has a turn in these days. Remove it first.")
    turn = RotaTurn.objects.create(domain=domain, person=person, starts_on=starts_on, ends_on=ends_on)
    audit.record(verb="desk.turn_given", target=domain, after={"turn": str(turn)})
    return turn


@transaction.atomic
def take_turn(*, turn: RotaTurn) -> None:
    """Take a turn back."""
    audit.record(verb="desk.turn_taken", target=turn.domain, before={"turn": str(turn)})
    turn.delete()


@transaction.atomic
def write_template(*, domain: Domain, name: str, text: str) -> ReplyTemplate:
    """Keep a reply for the desk; the same name replaces it."""
    if not name.strip() or not text.strip():
        raise CannotSetDesk("A reply has a name and a text.")
    template, _ = ReplyTemplate.objects.update_or_create(domain=domain, name=name.strip(), defaults={"text": text})
    audit.record(verb="desk.template_written", target=domain, after={"template": name})
    return template


@transaction.atomic
def drop_template(*, template: ReplyTemplate) -> None:
    """Forget a reply."""
    if template.domain is not None:
        audit.record(verb="desk.template_dropped", target=template.domain, before={"template": template.name})
    template.delete()


@transaction.atomic
def save_view(*, person: Person, name: str, query: str) -> SavedView:
    """Keep a filter of the inbox under a name; the same name replaces it."""
    if not name.strip():
        raise CannotSetDesk("Give the view a name.")
    view, _ = SavedView.objects.update_or_create(person=person, name=name.strip()[:80], defaults={"query": query})
    audit.record(verb="view.saved", target=view)
    return view


@transaction.atomic
def drop_view(*, view: SavedView) -> None:
    """Forget a saved view."""
    audit.record(verb="view.dropped", target=view)
    view.delete()
