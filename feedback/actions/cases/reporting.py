"""Reporting a problem: a new case, or one voice more on a case that is already there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Asset, Person
from contracts.models import Deviation
from feedback.actions.cases.moving import hours_of, lock, note, start_clocks
from feedback.models import Case, CaseDeviation, CaseEntry, Report, Review, RotaTurn
from feedback.models.case import ENDED, Severity
from feedback.queries.candidates import candidate_causes

ESCALATES_AT = 3  # reports within a day
LIGHT = frozenset({Report.Kind.UNCLEAR, Report.Kind.ACCESS, Report.Kind.IDEA})


class CannotReport(Exception):
    """The report can't be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class About:
    """What of the asset it is about: a column, a run, some rows; all may be empty."""

    column_path: str = ""
    run_id: int | None = None
    row_filter: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the reporter says."""

    kind: str
    text: str
    evidence: str = ""


@transaction.atomic
def report_problem(
    *, reporter: Person, asset: Asset, said: Said, about: About | None = None, case: Case | None = None, review: Review | None = None
) -> Report:
    """Take a report: on a new case, or joined to `case`. Raises CannotReport.

    A new case goes to the asset's steward (or whose turn it is at the domain's desk), its clocks start, and the asset's open deviations
    hang on it. `review`: the review it grew out of, which gets its ribbon when the case is solved.
    """
    about = about or About()
    if not said.text.strip():
        raise CannotReport("Say in a few words what is wrong.")
    if about.column_path and not asset.columns.filter(path=about.column_path).exists():
        raise CannotReport(f"{asset} has no column {about.column_path}.")
    now = timezone.now()
    taken = _join(case, reporter) if case else _open(asset, about, said, reporter, now)
    report = Report.objects.create(
        case=taken, reporter=reporter, asset=asset, kind=said.kind, text=said.text.strip(), evidence=said.evidence.strip(),
        column_path=about.column_path, run_id=about.run_id, row_filter=about.row_filter,
    )  # fmt: skip
    if review is not None:
        Review.objects.filter(pk=review.pk, author=reporter).update(case=taken)
    _note_rush(taken, now)
    taken.save()
    audit.record(verb="problem.reported", target=taken, after={"asset": str(asset), "column": about.column_path, "kind": said.kind})
    return report


def _join(case: Case, reporter: Person) -> Case:
    case = lock(case.pk)
    if case.state in ENDED:
        raise CannotReport("That case has ended. Report it as a new problem, or tell its handlers that it is back.")
    if case.reports.filter(reporter=reporter).exists():
        raise CannotReport("You have reported this already; add to your report on the case's page.")
    note(case, CaseEntry.Kind.JOINED, reporter, "Reported it, too.")
    return case


def _open(asset: Asset, about: About, said: Said, reporter: Person, now: datetime) -> Case:
    deviations = list(Deviation.objects.open().filter(asset=asset).exclude(case_deviations__isnull=False))
    hit = Deviation.objects.filter(pk__in=[row.pk for row in deviations], hits__isnull=False).count()
    where = f"{asset} · {about.column_path}" if about.column_path else str(asset)
    case = Case(
        asset=asset, column_path=about.column_path, title=f"{Report.Kind(said.kind).label}: {where}"[:200], opened_at=now,
        severity=_severity(said.kind, hit), team=asset.owner_team, assignee=_whose_turn(asset, now), last_speaker=reporter,
    )  # fmt: skip
    start_clocks(case, now, agreements_hit=hit)
    causes = () if said.kind in LIGHT else candidate_causes(asset, about.column_path, None, now=now, limit=1)
    case.suspect = {"words": causes[0].words, "asset": causes[0].asset.pk, "name": causes[0].asset.short} if causes else {}
    case.save()
    CaseDeviation.objects.bulk_create([CaseDeviation(case=case, deviation=row) for row in deviations], ignore_conflicts=True)
    return case


def _severity(kind: str, agreements_hit: int) -> Severity:
    if kind in LIGHT:
        return Severity.LOW
    return Severity.HIGH if agreements_hit else Severity.NORMAL


def _whose_turn(asset: Asset, now: datetime) -> Person | None:
    today = now.astimezone(ZoneInfo(hours_of(asset.domain).zone)).date()  # the desk's own day, not Greenwich's
    turn = RotaTurn.objects.filter(domain=asset.domain, starts_on__lte=today, ends_on__gte=today).select_related("person").first()
    return turn.person if turn and turn.person.is_active else asset.steward


def _note_rush(case: Case, now: datetime) -> None:
    """Mark a case that many report within a day."""
    if not case.is_escalating and case.reports.filter(reported_at__gt=now - timedelta(days=1)).count() >= ESCALATES_AT:
        case.is_escalating = True
        note(case, CaseEntry.Kind.STATE, None, f"{ESCALATES_AT} reports within a day.", facts={"escalating": True})
