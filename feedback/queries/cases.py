"""A case as one person may read it, and one's own reports."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from catalog.models import Asset, Person
from contracts.models import Deviation
from feedback.auth import may_handle
from feedback.models import Case, CaseEntry, Report
from feedback.models.case import ENDED, CaseQuerySet, CaseState
from feedback.queries.candidates import Candidate, candidate_causes
from lineage.models import Edge, Run
from lineage.models.run import Direction

RUNS_OFFERED = 10
UPSTREAM_OFFERED = 50


class UnknownCase(Http404):
    """No such case, or it is not for this person's eyes: both look the same."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case. `candidates` and internal entries are for its handlers; `mine` is the reader's own report, if they made one.

    `state`: what the reader is told (a reporter reads `open` while the case waits for the producer).
    """

    case: Case
    state: str
    reports: tuple[Report, ...]
    report_count: int
    mine: Report | None
    entries: tuple[CaseEntry, ...]
    deviations: tuple[Deviation, ...]
    candidates: tuple[Candidate, ...]
    run: Run | None
    consumers: int
    may_handle: bool
    is_ended: bool
    is_asked: bool


def case_page(case_id: int, person: Person, *, now: datetime) -> CasePage:
    """Gather a case. Raises UnknownCase (a 404) where the person may not read it."""
    rows = Case.objects.visible_to(person).select_related("asset__domain", "asset__namespace", "job", "team", "assignee", "duplicate_of")
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise UnknownCase("There is no such case, or it is on an asset you may not see.")
    handles = may_handle(person, case)
    reports = list(case.reports.select_related("reporter", "asset").order_by("reported_at", "pk"))
    mine = next((report for report in reports if report.reporter_id == person.pk), None)
    entries = case.entries.select_related("author").order_by("at", "pk")
    deviations = Deviation.objects.visible_to(person).filter(case_deviations__case=case).select_related("asset").order_by("-opened_at")
    return CasePage(
        case=case,
        state=case.state if handles or case.state != CaseState.WAITING_PRODUCER else CaseState.OPEN,
        reports=tuple(_readable(reports, person, handles=handles)),
        report_count=len(reports),
        mine=mine,
        entries=tuple(entries if handles else entries.filter(is_internal=False)),
        deviations=tuple(deviations[:20]),
        candidates=candidate_causes(case.asset, case.column_path, person, now=now, besides=case.pk)
        if handles and case.state not in ENDED
        else (),
        run=Run.objects.visible_to(person).filter(pk=case.fixed_by_run_id).select_related("job").first() if case.fixed_by_run_id else None,
        consumers=case.asset.usage,
        may_handle=handles,
        is_ended=case.state in ENDED,
        is_asked=bool(mine and mine.asked_at and not mine.agreed_at and case.state == CaseState.TO_VERIFY),
    )


def _readable(reports: list[Report], person: Person, *, handles: bool) -> list[Report]:
    """Keep what a person may read: handlers everything, others their own words and those on assets they may see."""
    if handles:
        return reports
    seen = set(Asset.objects.visible_to(person).filter(pk__in={report.asset_id for report in reports}).values_list("pk", flat=True))
    return [report for report in reports if report.reporter_id == person.pk or report.asset_id in seen]


def runs_writing(asset: Asset, person: Person) -> list[tuple[str, str]]:
    """Offer the newest runs that wrote an asset: (number, in words)."""
    runs = Run.objects.visible_to(person).filter(datasets__asset=asset, datasets__direction=Direction.OUTPUT).select_related("job")
    return [(str(run.pk), run_words(run)) for run in runs.order_by("-first_event_at")[:RUNS_OFFERED]]


def run_words(run: Run) -> str:
    """Tell a run by when it began, its job and how it went."""
    return f"{timezone.localtime(run.first_event_at):%d %b, %H:%M} · {run.job.name} · {run.get_state_display().lower()}"


def near_upstream(asset: Asset, person: Person) -> list[tuple[int, str]]:
    """Give the assets one or two steps upstream that a person may see, by name."""
    next_to_it = Edge.objects.filter(target=asset, is_shown=True).values("source")
    beyond = Edge.objects.filter(target__in=next_to_it, is_shown=True).values("source")
    found = Asset.objects.visible_to(person).present().filter(Q(pk__in=next_to_it) | Q(pk__in=beyond)).exclude(pk=asset.pk)
    return sorted(((one.pk, str(one)) for one in found.order_by("pk")[:UPSTREAM_OFFERED]), key=itemgetter(1))


def my_reports(person: Person) -> QuerySet[Report]:
    """Give a person's reports, newest first, those that wait for their word on top."""
    return Report.objects.filter(reporter=person).select_related("asset", "case__asset").order_by("-reported_at", "-pk")


def cases_of(asset: Asset, person: Person) -> CaseQuerySet:
    """Give the cases on an asset, or reported on it, newest first."""
    reported = Report.objects.filter(asset=asset).values("case")
    cases = Case.objects.visible_to(person).filter(Q(asset=asset) | Q(pk__in=reported))
    return cases.select_related("asset", "assignee").prefetch_related("reports").order_by("-opened_at", "-pk")


def open_cases_near(asset: Asset, person: Person) -> CaseQuerySet:
    """Give the open cases one can join instead of reporting the same again."""
    return cases_of(asset, person).open()
