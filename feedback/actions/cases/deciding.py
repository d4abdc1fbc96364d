"""What the handler of a case decides: accept, assign, answer, ask, decline, put off, merge, reopen."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Person
from feedback.actions.cases.moving import CannotMoveCase, change, lock, move, note, start_clocks
from feedback.models import Case, CaseDeviation, CaseEntry, Report, Review
from feedback.models.case import ENDED, CaseState, Outcome, Severity


@transaction.atomic
def accept_case(*, case: Case, person: Person) -> None:
    """Take a new case out of the queue: it is open, and with the one who took it unless somebody else already has it."""
    case = lock(case.pk)
    if case.state != CaseState.NEW:
        raise CannotMoveCase("Only a new case is accepted; this one was already.")
    case.assignee = case.assignee or person
    change(case, "case.accepted", CaseState.OPEN, person)


@transaction.atomic
def assign_case(*, case: Case, to: Person | None, person: Person) -> None:
    """Hand a case to somebody, or to nobody."""
    case = lock(case.pk)
    before, case.assignee = case.assignee, to
    note(case, CaseEntry.Kind.STATE, person, f"Handed to {to}." if to else "Handed back to the desk.", is_internal=True)
    case.save()
    audit.record(verb="case.assigned", target=case, before={"assignee": _said(before)}, after={"assignee": _said(to)})


def _said(person: Person | None) -> str | None:
    return person.handle if person else None


@transaction.atomic
def set_severity(*, case: Case, severity: str, person: Person) -> None:
    """Say how bad it is; both clocks start anew from when the case was opened."""
    if severity not in Severity.values:
        raise CannotMoveCase("Severity is high, normal or low.")
    case = lock(case.pk)
    before, case.severity = case.severity, severity
    start_clocks(case, case.opened_at, agreements_hit=agreements_hit(case))
    note(case, CaseEntry.Kind.STATE, person, f"Severity: {Severity(severity).label.lower()}.", is_internal=True)
    case.save()
    audit.record(verb="case.severity_set", target=case, before={"severity": before}, after={"severity": severity})


def agreements_hit(case: Case) -> int:
    """Count the agreements that the case's deviations hit."""
    return CaseDeviation.objects.filter(case=case, deviation__hits__isnull=False).values("deviation__hits__agreement").distinct().count()


@transaction.atomic
def say(*, case: Case, text: str, person: Person, is_internal: bool = False, asks: bool = False) -> None:
    """Say something on a case: to the reporters, or internally. `asks`: the answer is theirs, and the clocks stop until it comes.

    The first public word of anybody but a reporter is the first reply, and takes a new case on.
    """
    if not text.strip():
        raise CannotMoveCase("Write something first.")
    case = lock(case.pk)
    is_reporter = case.reports.filter(reporter=person).exists()
    if not is_internal and not is_reporter:
        _reply(case)
    note(case, CaseEntry.Kind.SAID, person, text.strip(), is_internal=is_internal)
    before = case.state
    if asks and not is_internal:
        move(case, CaseState.WAITING_REPORTER)
    elif is_reporter and case.state == CaseState.WAITING_REPORTER:
        move(case, CaseState.OPEN)
    elif not is_internal and not is_reporter and case.state == CaseState.NEW:
        case.assignee = case.assignee or person
        move(case, CaseState.OPEN)
    case.save()
    after = {"internal": is_internal, **({"state": case.state} if case.state != before else {})}
    audit.record(verb="case.answered", target=case, before={"state": before} if case.state != before else {}, after=after)


def _reply(case: Case) -> None:
    if case.first_reply_at is None:
        case.first_reply_at, case.reply_due_at = timezone.now(), None


@transaction.atomic
def decline_case(*, case: Case, reason: str, person: Person) -> None:
    """Say no, and why; the reporters read the reason."""
    if not reason.strip():
        raise CannotMoveCase("Say why it is declined: its reporters will read it.")
    case = lock(case.pk)
    _reply(case)
    case.public_answer = reason.strip()
    change(case, "case.declined", CaseState.DECLINED, person, text=reason.strip())


@transaction.atomic
def snooze_case(*, case: Case, until: datetime, person: Person) -> None:
    """Put a case out of sight until a time; its clocks run on, and a new report or deviation brings it back."""
    if until <= timezone.now():
        raise CannotMoveCase("Choose a time that is still to come.")
    case = lock(case.pk)
    case.snoozed_until = until
    note(case, CaseEntry.Kind.STATE, person, f"Put off until {until:%d %b %Y, %H:%M}.", is_internal=True)
    case.save()
    audit.record(verb="case.snoozed", target=case, after={"until": until.isoformat()})


@transaction.atomic
def merge_case(*, case: Case, into: Case, person: Person) -> None:
    """Hang everything of a case on another, because the cause is one. The emptied case is kept as a duplicate."""
    if case.pk == into.pk:
        raise CannotMoveCase("A case can't be merged into itself.")
    # Always in the same order, so that two merges can't wait for each other.
    first, second = sorted((case.pk, into.pk))
    locked = {pk: lock(pk) for pk in (first, second)}
    emptied, root = locked[case.pk], locked[into.pk]
    if root.duplicate_of_id or root.state == CaseState.DECLINED:
        raise CannotMoveCase("That case is itself a duplicate or was declined; choose the one that is being worked on.")
    Report.objects.filter(case=emptied).update(case=root)
    CaseDeviation.objects.filter(case=emptied).update(case=root)
    Review.objects.filter(case=emptied).update(case=root)
    emptied.duplicate_of, emptied.outcome = root, Outcome.DUPLICATE
    emptied.public_answer = emptied.public_answer or f"The cause is the same as of “{root.title}”."
    change(emptied, "case.merged", CaseState.CLOSED, person, text=f"Same cause as case {root.pk}.")
    note(root, CaseEntry.Kind.JOINED, person, f"“{emptied.title}” has the same cause.", facts={"case": emptied.pk})
    root.snoozed_until = None
    root.save()


@transaction.atomic
def reopen_case(*, case: Case, reason: str, person: Person | None, is_regressed: bool = False) -> None:
    """Bring an ended case, or one that waits to be verified, back to open; its clocks start anew, and may strike anew."""
    case = lock(case.pk)
    if case.state not in {*ENDED, CaseState.TO_VERIFY}:
        raise CannotMoveCase("This case is open already.")
    case.is_regressed, case.is_escalating = case.is_regressed or is_regressed, False
    case.solved_at = case.fixed_at = None
    case.outcome, case.duplicate_of, case.fixed_by_run_id = "", None, None
    change(case, "case.regressed" if is_regressed else "case.reopened", CaseState.OPEN, person, text=reason)
    start_clocks(case, timezone.now(), agreements_hit=agreements_hit(case))
    case.reports.update(asked_at=None, agreed_at=None)
    case.save()
