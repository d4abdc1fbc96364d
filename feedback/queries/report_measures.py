"""What the DataOps report measures: rows of some kind, and how many, which share, or how long in the middle of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Aggregate, CharField, DurationField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from catalog.models import Asset, Person
from contracts.cadence.claiming import KEPT
from contracts.models import Clause, ContractVersion, DataTest, DataTestResult, Deviation, Slot
from contracts.models.contract import Contract
from contracts.queries.slots import seen_clauses
from contracts.queries.testing import TESTABLE
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
class Rows:
    """One kind of rows. `of`: those a person may see; `at`: when one happened (empty: they have no time); the rest are paths from a row.

    `words` and `about`: what a list says of it; `page` and `key`: the URL name and its argument of the page where it stands.
    """

    of: Callable[[Person], QuerySet[Any]]
    at: str
    words: str
    about: str
    page: str
    key: str
    domain: str
    team: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of the report. `part`: which rows of all count (a share); `span`: what is lasting (a median); neither: a count.

    `noun` says what all rows are, `part_noun` the part, `rest_noun` what is left of them.
    """

    key: str
    label: str
    rows: Rows
    noun: str
    note: str = ""
    only: Q | None = None
    part: Q | None = None
    part_noun: str = ""
    rest_noun: str = ""
    span: Any = None

    def of(self, person: Person) -> QuerySet[Any]:
        """Give the rows this person may see, of any time and place."""
        rows = self.rows.of(person)
        return rows if self.only is None else rows.filter(self.only)


def _assets(person: Person) -> Any:
    return Asset.objects.visible_to(person).values("pk")


def _runs(person: Person) -> QuerySet[Any]:
    written = JobDataset.objects.filter(job=OuterRef("job"), direction=Direction.OUTPUT).order_by("pk").values("asset__domain")[:1]
    return Run.objects.visible_to(person).filter(state__in=DECIDED).annotate(of_domain=Subquery(written))


def _slots(person: Person) -> QuerySet[Any]:
    slots = Slot.objects.filter(outcome__in=COUNTED, clause__asset__in=_assets(person))
    return slots if person.is_administrator else slots.filter(clause__in=Clause.objects.filter(seen_clauses(person)).values("pk"))


def _told(person: Person) -> QuerySet[Any]:
    key = Concat(Value("deviation/"), Cast(OuterRef("pk"), CharField()))
    first = Delivery.objects.filter(matter__key=key, state="sent").values("matter").annotate(first=Min("ended_at")).values("first")
    return Deviation.objects.visible_to(person).annotate(told_at=Subquery(first)).filter(told_at__isnull=False)


def _results(person: Person) -> QuerySet[Any]:
    tests = DataTest.objects.visible_to(person).values("pk")
    return DataTestResult.objects.filter(test__in=tests, outcome__in=["passed", "failed"])


def _versions(person: Person) -> QuerySet[Any]:
    return ContractVersion.objects.filter(contract__in=Contract.objects.visible_to(person).values("pk"), activated_at__gte=F("created_at"))


def _reports(person: Person) -> QuerySet[Any]:
    return Report.objects.filter(asset__in=_assets(person), case__in=Case.objects.visible_to(person).values("pk"))


def _questions(person: Person) -> QuerySet[Any]:
    accepted = Answer.objects.filter(question=OuterRef("pk"), accepted_at__isnull=False, hidden_at=None)
    return Question.objects.shown().filter(asset__in=_assets(person)).annotate(is_answered=Exists(accepted))


def _answers(person: Person) -> QuerySet[Any]:
    return Answer.objects.filter(hidden_at=None, question__hidden_at=None, question__asset__in=_assets(person))


def _testable(person: Person) -> QuerySet[Any]:
    running = DataTest.objects.running().filter(asset=OuterRef("pk"))
    return Asset.objects.visible_to(person).present().filter(kind__in=TESTABLE).annotate(is_tested=Exists(running))


def _of_asset(of: Callable[[Person], QuerySet[Any]], at: str, words: str, page: str, key: str = "pk", to_asset: str = "asset") -> Rows:
    """Say where rows stand that hang on an asset."""
    asset = f"{to_asset}__"
    return Rows(of, at, words, f"{asset}name", page, key, f"{asset}domain", f"{asset}owner_team")


RUNS = Rows(_runs, "last_event_at", "job__name", "state", "run", "pk", "of_domain", "job__owner_team")
SLOTS = _of_asset(_slots, "due_at", "clause__words", "asset-promises", "clause__asset", "clause__asset")
RESULTS = _of_asset(_results, "at", "words", "test", "test", "test__asset")
DEVIATIONS = _of_asset(Deviation.objects.visible_to, "opened_at", "words", "deviation")
TOLD = replace(DEVIATIONS, of=_told)
CASES = _of_asset(Case.objects.visible_to, "opened_at", "title", "case")
VERSIONS = Rows(
    _versions, "activated_at", "contract__name", "number", "contract", "contract", "contract__domain", "contract__owner_team"
)  # fmt: skip
REPORTS = _of_asset(_reports, "reported_at", "text", "case", "case")
REVIEWS = _of_asset(lambda person: Review.objects.shown().filter(asset__in=_assets(person)), "written_at", "text", "asset-reviews", "asset")
QUESTIONS = _of_asset(_questions, "asked_at", "text", "asset-reviews", "asset")
ANSWERS = _of_asset(_answers, "answered_at", "text", "asset-reviews", "question__asset", "question__asset")
TESTABLES = Rows(_testable, "", "name", "namespace__name", "asset-tests", "pk", "domain", "owner_team")

GROUPS: tuple[tuple[str, tuple[Measure, ...]], ...] = (
    (
        "Production",
        (
            Measure(
                "runs", "Failed runs", RUNS, "runs that ended", part=Q(state="failed"), part_noun="failed runs", rest_noun="runs that did not fail"
            ),
            Measure(
                "on_time", "On time", SLOTS, "deliveries due", part=Q(outcome__in=sorted(KEPT)), part_noun="deliveries on time",
                rest_noun="late, missed or partial deliveries",
            ),
        ),
    ),
    (
        "Data",
        (
            Measure(
                "tests", "Failed tests", RESULTS, "test runs", part=Q(outcome="failed"), part_noun="failed tests", rest_noun="passed tests"
            ),
            Measure("deviations", "Broken promises", DEVIATIONS, "broken promises", "broken in this time"),
        ),
    ),
    (
        "Answering",
        (
            Measure(
                "detect", "Time to detect", DEVIATIONS, "broken promises", "from broken to noticed", span=F("noted_at") - F("opened_at")
            ),
            Measure(
                "notify", "Time to notify", TOLD, "broken promises somebody was told of", "from noticed to the first message sent",
                span=F("told_at") - F("noted_at"),
            ),
            Measure(
                "repair", "Time to repair", DEVIATIONS, "mended promises", "from broken to kept again", only=Q(resolved_at__isnull=False),
                span=F("resolved_at") - F("opened_at"),
            ),
            Measure(
                "reply", "First reply", CASES, "answered cases", "from reported to the first answer", only=Q(first_reply_at__isnull=False),
                span=F("first_reply_at") - F("opened_at"),
            ),
            Measure(
                "fix", "Time to solve", CASES, "solved cases", "from reported to solved", only=Q(solved_at__isnull=False),
                span=F("solved_at") - F("opened_at"),
            ),
            Measure(
                "change", "Contract changes", VERSIONS, "versions in force", "from draft to in force",
                span=F("activated_at") - F("created_at"),
            ),
        ),
    ),
    (
        "Working together",
        (
            Measure(
                "reports", "Problems confirmed solved", REPORTS, "reported problems", part=Q(agreed_at__isnull=False),
                part_noun="problems whose reporter said that it is right now", rest_noun="problems not confirmed yet",
            ),
            Measure(
                "questions", "Questions answered", QUESTIONS, "questions", part=Q(is_answered=True), part_noun="questions with an accepted answer",
                rest_noun="questions without an accepted answer",
            ),
            Measure("answers", "Answers", ANSWERS, "answers", "written in this time"),
            Measure("reviews", "Reviews", REVIEWS, "reviews", "written in this time"),
        ),
    ),
)  # fmt: skip
MEASURES = tuple(measure for _, measures in GROUPS for measure in measures)
# As things stand now, whatever the weeks.
TESTED = Measure(
    "tested", "Tested", TESTABLES, "tables and views", "have a running test", part=Q(is_tested=True), part_noun="tables and views with a running test",
    rest_noun="tables and views without a running test",
)  # fmt: skip
PROMISES = Rows(
    lambda person: Clause.objects.filter(asset__in=_assets(person)), "", "words", "asset__name", "asset-promises", "asset", "asset__domain",
    "asset__owner_team",
)  # fmt: skip
BUDGETS = Measure(
    "budgets", "Within budget", PROMISES, "promises with deliveries due in 28 days", "missed no more than their target allows",
    part_noun="promises within their budget", rest_noun="promises that spent their budget",
)  # fmt: skip
BY_KEY = {measure.key: measure for measure in (*MEASURES, TESTED, BUDGETS)}
