"""What the DataOps report measures: each measure is rows, when they happened, and a share or a median over them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, CharField, DurationField, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from catalog.models import Asset, Person
from contracts.cadence.claiming import KEPT
from contracts.models import Clause, ContractVersion, DataTest, DataTestResult, Deviation, Slot
from contracts.models.contract import Contract
from contracts.queries.slots import seen_clauses
from feedback.models import Answer, Case, Delivery, Question, Report, Review
from lineage.models import JobDataset, Run
from lineage.models.run import Direction

DECIDED = ("completed", "failed", "aborted")
COUNTED = ("early", "on_time", "late", "missed", "partial")


class Median(Aggregate):
    """PostgreSQL's percentile_cont(0.5): the middle of the values, between the two middle ones where there are two."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of the report. `part`: which rows of all count (a share); `span`: what is lasting (a median); neither: a count.

    `domain` and `team`: the paths from a row to its domain and its team. `href`: the page that lists the rows; `since` is put after it.
    """

    key: str
    label: str
    rows: Callable[[Person], QuerySet[Any]]
    at: str
    href: str
    part: Q | None = None
    span: Any = None
    note: str = ""
    domain: str = "asset__domain"
    team: str = "asset__owner_team"


def _assets(person: Person) -> Any:
    return Asset.objects.visible_to(person).values("pk")


def _runs(person: Person) -> QuerySet[Any]:
    written = JobDataset.objects.filter(job=OuterRef("job"), direction=Direction.OUTPUT).order_by("pk").values("asset__domain")[:1]
    return Run.objects.visible_to(person).filter(state__in=DECIDED).annotate(of_domain=Subquery(written))


def _slots(person: Person) -> QuerySet[Any]:
    slots = Slot.objects.filter(outcome__in=COUNTED, clause__asset__in=_assets(person))
    return slots if person.is_administrator else slots.filter(clause__in=Clause.objects.filter(seen_clauses(person)).values("pk"))


def _deviations(person: Person) -> QuerySet[Any]:
    return Deviation.objects.visible_to(person)


def _told(person: Person) -> QuerySet[Any]:
    key = Concat(Value("deviation/"), Cast(OuterRef("pk"), CharField()))
    first = Delivery.objects.filter(matter__key=key, state="sent").values("matter").annotate(first=Min("ended_at")).values("first")
    return Deviation.objects.visible_to(person).annotate(told_at=Subquery(first)).filter(told_at__isnull=False)


def _results(person: Person) -> QuerySet[Any]:
    tests = DataTest.objects.visible_to(person).values("pk")
    return DataTestResult.objects.filter(test__in=tests, outcome__in=["passed", "failed"])


def _versions(person: Person) -> QuerySet[Any]:
    return ContractVersion.objects.filter(contract__in=Contract.objects.visible_to(person).values("pk"), activated_at__gte=F("created_at"))


def _on_assets(model: Any, path: str = "asset") -> Callable[[Person], QuerySet[Any]]:
    return lambda person: model.objects.filter(**{f"{path}__in": _assets(person)})


CLAUSE: dict[str, Any] = {"domain": "clause__asset__domain", "team": "clause__asset__owner_team"}
TEST: dict[str, Any] = {"domain": "test__asset__domain", "team": "test__asset__owner_team"}
JOB: dict[str, Any] = {"domain": "of_domain", "team": "job__owner_team"}
CONTRACT: dict[str, Any] = {"domain": "contract__domain", "team": "contract__owner_team"}
ASKED: dict[str, Any] = {"domain": "question__asset__domain", "team": "question__asset__owner_team"}

GROUPS: tuple[tuple[str, tuple[Measure, ...]], ...] = (
    (
        "Production",
        (
            Measure(
                "runs",
                "Failed runs",
                _runs,
                "last_event_at",
                "/runs/?state=failed",
                part=Q(state="failed"),
                note="of runs that ended",
                **JOB,
            ),
            Measure(
                "on_time",
                "On time",
                _slots,
                "due_at",
                "/promises/slo/",
                part=Q(outcome__in=sorted(KEPT)),
                note="of deliveries due",
                **CLAUSE,
            ),
        ),
    ),
    (
        "Data",
        (
            Measure(
                "tests", "Failed tests", _results, "at", "/tests/?outcome=failed", part=Q(outcome="failed"), note="of test runs", **TEST
            ),
            Measure("deviations", "Broken promises", _deviations, "opened_at", "/deviations/?state=all", note="deviations opened"),
        ),
    ),
    (
        "Answering",
        (
            Measure(
                "detect",
                "Time to detect",
                _deviations,
                "opened_at",
                "/deviations/?state=all",
                span=F("noted_at") - F("opened_at"),
                note="broken until noticed, median",
            ),
            Measure(
                "notify",
                "Time to notify",
                _told,
                "opened_at",
                "/deliveries/",
                span=F("told_at") - F("noted_at"),
                note="noticed until the first message left, median",
            ),
            Measure(
                "repair",
                "Time to repair",
                lambda person: _deviations(person).exclude(resolved_at=None),
                "opened_at",
                "/deviations/?state=resolved",
                span=F("resolved_at") - F("opened_at"),
                note="broken until kept again, median",
            ),
            Measure(
                "reply",
                "First reply",
                lambda person: Case.objects.visible_to(person).exclude(first_reply_at=None),
                "opened_at",
                "/inbox/?view=ended",
                span=F("first_reply_at") - F("opened_at"),
                note="reported until answered, median",
            ),
            Measure(
                "fix",
                "Fix",
                lambda person: Case.objects.visible_to(person).exclude(solved_at=None),
                "opened_at",
                "/inbox/?view=ended",
                span=F("solved_at") - F("opened_at"),
                note="reported until solved, median",
            ),
            Measure(
                "change",
                "Contract changes",
                _versions,
                "activated_at",
                "/contracts/",
                span=F("activated_at") - F("created_at"),
                note="draft until in force, median",
                **CONTRACT,
            ),
        ),
    ),
    (
        "Working together",
        (
            Measure(
                "reports",
                "Loops closed",
                _on_assets(Report),
                "reported_at",
                "/inbox/?view=ended",
                part=Q(agreed_at__isnull=False),
                note="of reports, confirmed by who reported",
            ),
            Measure(
                "reviews",
                "Reviews",
                lambda person: Review.objects.shown().filter(asset__in=_assets(person)),
                "written_at",
                "/assets/",
                note="written",
            ),
            Measure(
                "questions",
                "Questions answered",
                lambda person: Question.objects.shown().filter(asset__in=_assets(person)),
                "asked_at",
                "/assets/",
                part=Q(answers__accepted_at__isnull=False),
                note="of questions, with an accepted answer",
            ),
            Measure("answers", "Answers", _on_assets(Answer, "question__asset"), "answered_at", "/assets/", note="written", **ASKED),
        ),
    ),
)
MEASURES = tuple(measure for _, measures in GROUPS for measure in measures)
