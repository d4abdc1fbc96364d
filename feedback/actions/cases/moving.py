"""How a case moves from state to state: which moves there are, and what they do to its clocks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalog import audit
from catalog.models import Domain, Person
from feedback.clocks import Hours, strikes_at, worked
from feedback.models import Case, CaseEntry, ServiceTarget, WorkHours
from feedback.models.case import ENDED, CaseState, Severity

State = CaseState
# From each state, where a case may go.
MOVES: dict[str, frozenset[str]] = {
    State.NEW: frozenset(set(State) - {State.NEW}),
    State.OPEN: frozenset(set(State) - {State.NEW}),
    State.WAITING_REPORTER: frozenset(set(State) - {State.NEW}),
    State.WAITING_PRODUCER: frozenset(set(State) - {State.NEW}),
    State.TO_VERIFY: frozenset({State.OPEN, State.WAITING_PRODUCER, State.TO_VERIFY, State.SOLVED, State.CLOSED}),
    State.SOLVED: frozenset({State.OPEN, State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN}),
    State.DECLINED: frozenset({State.OPEN}),
}
PAUSED = frozenset({State.WAITING_REPORTER, State.TO_VERIFY})
# (hours to the first reply, hours to a solution) in working time, where nobody set targets.
USUAL_HOURS = {Severity.HIGH: (2.0, 8.0), Severity.NORMAL: (8.0, 24.0), Severity.LOW: (16.0, 80.0)}


class CannotMoveCase(Exception):
    """The case is not where this could be done; the message says what can."""


def lock(case_id: int) -> Case:
    """Read a case for change; nobody else changes it until this transaction ends."""
    return Case.objects.select_for_update(of=("self",), no_key=True).select_related("asset__domain", "assignee").get(pk=case_id)


def move(case: Case, state: str, *, now: datetime | None = None) -> None:
    """Set a case's state and its clocks; the caller saves it. Raises CannotMoveCase."""
    if state not in MOVES[case.state]:
        raise CannotMoveCase(
            f"A case that is {case.get_state_display().lower()} can't become {State(state).label.lower()}. Reopen it first."
        )
    now = now or timezone.now()
    if case.state in PAUSED and state not in PAUSED:
        resume(case, now)
    if state in PAUSED and case.paused_at is None:
        case.paused_at = now
    if state in ENDED:
        case.paused_at = None
    case.state = state
    case.snoozed_until = None


def resume(case: Case, now: datetime) -> None:
    """Let the clocks run on: what was left of each when the pause began is left now."""
    if case.paused_at is None:
        return
    hours = hours_of(case.asset.domain)
    for clock in ("reply_due_at", "solve_due_at"):
        due = getattr(case, clock)
        if due and due > case.paused_at:
            setattr(case, clock, strikes_at(now, worked(case.paused_at, due, hours), hours))
    case.paused_at = None


def start_clocks(case: Case, now: datetime, *, agreements_hit: int) -> None:
    """Set both clocks: the target hours of the severity, halved when an agreement is hit, in the domain's working time."""
    reply, solve = target_hours(case.asset.domain, case.severity)
    factor = 0.5 if agreements_hit else 1.0
    hours = hours_of(case.asset.domain)
    case.reply_due_at = None if case.first_reply_at else strikes_at(now, timedelta(hours=reply * factor), hours)
    case.solve_due_at = strikes_at(now, timedelta(hours=solve * factor), hours)


def target_hours(domain: Domain | None, severity: str) -> tuple[float, float]:
    """Give the hours to the first reply and to a solution: the domain's, else the organisation's, else the usual ones."""
    found = {target.domain_id: target for target in ServiceTarget.objects.filter(severity=severity, domain_id__in=_scope(domain))}
    found.update({target.domain_id: target for target in ServiceTarget.objects.filter(severity=severity, domain=None)})
    target = (found.get(domain.pk) if domain else None) or found.get(None)
    return (target.reply_hours, target.solve_hours) if target else USUAL_HOURS[Severity(severity)]


def hours_of(domain: Domain | None) -> Hours:
    """Give the working hours of a domain: its own, else the organisation's, else weekdays from nine to five."""
    rows = {row.domain_id: row for row in WorkHours.objects.filter(domain=None)}
    rows.update({row.domain_id: row for row in WorkHours.objects.filter(domain_id__in=_scope(domain))})
    row = (rows.get(domain.pk) if domain else None) or rows.get(None)
    return row.hours() if row else Hours(zone=settings.TIME_ZONE)


def _scope(domain: Domain | None) -> list[int]:
    return [domain.pk] if domain else []


def note(
    case: Case,
    kind: CaseEntry.Kind,
    person: Person | None,
    text: str = "",
    *,
    is_internal: bool = False,
    facts: Mapping[str, Any] | None = None,
) -> CaseEntry:
    """Write a line of the case's story, and who spoke last."""
    case.last_spoke_at, case.last_speaker = timezone.now(), person
    return CaseEntry.objects.create(case=case, kind=kind, author=person, text=text, is_internal=is_internal, facts=dict(facts or {}))


def change(case: Case, verb: str, state: str, person: Person | None, *, text: str = "", is_internal: bool = False) -> None:
    """Move a case, write it into its story and the audit log, and save it: what most decisions are."""
    before = case.state
    move(case, state)
    note(case, CaseEntry.Kind.STATE, person, text, is_internal=is_internal, facts={"from": before, "to": state})
    case.save()
    audit.record(verb=verb, target=case, before={"state": before}, after={"state": state})
