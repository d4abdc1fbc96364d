"""Resolving a case, and hearing from those who reported it whether it looks right now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Person
from feedback.actions.cases.deciding import reopen_case
from feedback.actions.cases.moving import CannotMoveCase, change, lock, note
from feedback.models import Case, CaseEntry, Report
from feedback.models.case import CaseState, Outcome
from lineage.models import Run

SILENCE_DAYS = 7  # unanswered that long, a fix counts as confirmed
CLOSES_AFTER_DAYS = 14


@dataclass(frozen=True, slots=True)
class Resolution:
    """What came of a case. `public_answer` goes to the reporters; run, version and commit say where it was fixed."""

    outcome: str
    public_answer: str
    internal_note: str = ""
    run_id: int | None = None
    version: str = ""
    commit: str = ""


@transaction.atomic
def resolve_case(*, case: Case, resolution: Resolution, person: Person) -> None:
    """Say what came of it. Whoever reported it is asked whether it looks right now; without other reporters it is solved at once."""
    if resolution.outcome not in {Outcome.FIXED, Outcome.AS_DESIGNED, Outcome.DOCUMENTED, Outcome.WONT_FIX}:
        raise CannotMoveCase("Choose what came of it: fixed, as designed, documented or won't fix. (A duplicate is merged into its case.)")
    if not resolution.public_answer.strip():
        raise CannotMoveCase("Write the answer that its reporters will read.")
    if resolution.run_id and not Run.objects.visible_to(person).filter(pk=resolution.run_id).exists():
        raise CannotMoveCase("There is no such run, or you may not see it. Choose one of those that wrote the asset.")
    case = lock(case.pk)
    now = timezone.now()
    case.outcome, case.public_answer, case.internal_note = (
        resolution.outcome,
        resolution.public_answer.strip(),
        resolution.internal_note.strip(),
    )
    case.fixed_by_run_id, case.fixed_in_version, case.fixed_in_commit = resolution.run_id, resolution.version, resolution.commit
    case.fixed_at = now
    if case.first_reply_at is None:
        case.first_reply_at, case.reply_due_at = now, None
    asked = case.reports.exclude(reporter=person).update(asked_at=now, agreed_at=None, refused_at=None)
    case.reports.filter(reporter=person).update(asked_at=now, agreed_at=now)
    case.solved_at = None if asked else now
    change(case, "case.resolved", CaseState.TO_VERIFY if asked else CaseState.SOLVED, person, text=case.public_answer)
    if asked:
        note(case, CaseEntry.Kind.ASKED, person, facts={"reporters": asked})


@transaction.atomic
def confirm_report(*, report: Report, looks_right: bool, person: Person, text: str = "") -> None:
    """Take a reporter's answer to "does it look right now?". The last yes solves the case; one no reopens it as regressed."""
    if report.reporter_id != person.pk:
        raise CannotMoveCase("Only the one who reported it can say whether it looks right now.")
    case = lock(report.case_id)
    if case.state not in {CaseState.TO_VERIFY, CaseState.SOLVED}:
        raise CannotMoveCase("There is nothing to confirm: the case is not marked as fixed.")
    now = timezone.now()
    if not looks_right:
        Report.objects.filter(pk=report.pk).update(refused_at=now, agreed_at=None)
        note(case, CaseEntry.Kind.REFUSED, person, text.strip())
        reopen_case(case=case, reason=text.strip() or "It still looks wrong.", person=person, is_regressed=True)
        return
    Report.objects.filter(pk=report.pk).update(agreed_at=now, refused_at=None)
    note(case, CaseEntry.Kind.CONFIRMED, person, text.strip())
    case.save()
    audit.record(verb="report.confirmed", target=case)
    if case.state == CaseState.TO_VERIFY and not case.reports.filter(agreed_at=None).exists():
        case.solved_at = now
        change(case, "case.solved", CaseState.SOLVED, person, text="Everybody who reported it confirmed.")


@transaction.atomic
def end_quiet_cases(*, now: datetime) -> int:
    """Take silence for a yes after a week, and close what was solved two weeks ago; gives how many cases moved."""
    silent = Case.objects.filter(state=CaseState.TO_VERIFY, fixed_at__lt=now - timedelta(days=SILENCE_DAYS))
    old = Case.objects.filter(state=CaseState.SOLVED, solved_at__lt=now - timedelta(days=CLOSES_AFTER_DAYS))
    moved = 0
    for case_id, state in [*silent.values_list("pk", "state"), *old.values_list("pk", "state")]:
        case = lock(case_id)
        if case.state != state:
            continue  # somebody was faster
        if state == CaseState.TO_VERIFY:
            case.solved_at = now
            change(case, "case.solved", CaseState.SOLVED, None, text=f"Nobody objected for {SILENCE_DAYS} days.")
        else:
            change(case, "case.closed", CaseState.CLOSED, None)
        moved += 1
    return moved
