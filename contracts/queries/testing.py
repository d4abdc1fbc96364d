"""Data tests for pages: the list, how much of the estate is tested and what isn't, one test with its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from catalog.models import Asset, Person
from contracts.expecting.terms import Held, as_term
from contracts.models import DataTest, DataTestKind, DataTestResult, DataTestState
from contracts.models.testing import Outcome
from contracts.odcs.writing import write
from lineage.models import Connection

MOST_GAPS = 12
SHOWN = 60
TESTABLE = ("table", "view")
TONES = {Outcome.PASSED: "good", Outcome.FAILED: "bad", Outcome.ERROR: "warn", Outcome.LEARNING: "idle"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much is tested: tables and views somebody may see, those with an active test, tests by kind and by outcome, and what lacks one.

    `gaps` are the most used assets without an active test; those a connection reaches come first.
    """

    assets: int
    tested: int
    kinds: tuple[tuple[str, str, int], ...]
    outcomes: Mapping[str, int]
    proposed: int
    gaps: tuple[Asset, ...]

    @property
    def percent(self) -> int:
        """Say the share that is tested, in per cent."""
        return round(100 * self.tested / self.assets) if self.assets else 0


@dataclass(frozen=True, slots=True)
class Mark:
    """One result in a strip."""

    tone: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class DataTestPage:
    """One test with its newest results and a strip of them, oldest left. `term`: what it holds, as a part of an ODCS document."""

    test: DataTest
    results: tuple[DataTestResult, ...]
    strip: tuple[Mark, ...]
    values: tuple[float, ...]
    term: str


def find_tests(person: Person, chosen: Mapping[str, Any]) -> QuerySet[DataTest]:
    """List tests: `q` (part of their name or asset's), `kind`, `outcome`, `state`; what failed first."""
    found = DataTest.objects.visible_to(person).select_related("asset__domain", "asset__namespace", "source")
    states = [chosen["state"]] if chosen.get("state") else [DataTestState.ACTIVE, DataTestState.PAUSED]
    found = found.filter(state__in=states)
    if words := chosen.get("q"):
        found = found.filter(Q(name__icontains=words) | Q(asset__name__icontains=words) | Q(asset__title__icontains=words))
    for name, field in (("kind", "kind"), ("outcome", "last_outcome")):
        if chosen.get(name):
            found = found.filter(**{field: chosen[name]})
    is_failed = Case(When(last_outcome=Outcome.FAILED, then=0), default=1)
    return found.order_by(is_failed, F("last_at").desc(nulls_last=True), "pk")


def coverage(person: Person) -> Coverage:
    """Say how much is tested; five queries."""
    assets = Asset.objects.visible_to(person).present().filter(kind__in=TESTABLE)
    active = DataTest.objects.running().filter(asset=OuterRef("pk"))
    counted = assets.annotate(is_tested=Exists(active)).aggregate(all=Count("pk"), tested=Count("pk", filter=Q(is_tested=True)))
    visible = DataTest.objects.visible_to(person)
    by_kind = dict(visible.running().values_list("kind").annotate(n=Count("pk")).order_by())
    outcomes = dict(visible.running().values_list("last_outcome").annotate(n=Count("pk")).order_by())
    reached = Connection.objects.filter(namespace=OuterRef("namespace__name"))
    gaps = assets.filter(~Exists(active)).annotate(is_reached=Exists(reached)).for_listing().order_by("-is_reached", "-usage", "pk")
    return Coverage(
        assets=counted["all"],
        tested=counted["tested"],
        kinds=tuple((kind, label, by_kind.get(kind, 0)) for kind, label in DataTestKind.choices),
        outcomes=outcomes,
        proposed=visible.filter(state=DataTestState.PROPOSED).count(),
        gaps=tuple(gaps[:MOST_GAPS]),
    )


def data_test_page(test: DataTest) -> DataTestPage:
    """Gather a test with its newest sixty results; one query."""
    results = tuple(test.results.select_related("by").order_by("-at")[:SHOWN])
    strip = tuple(Mark(TONES[Outcome(one.outcome)], f"{one.at:%a %d %b, %H:%M}: {one.words}") for one in reversed(results))
    values = tuple(one.value for one in reversed(results) if one.value is not None)
    return DataTestPage(test, results, strip, values, _term(test))


def _term(test: DataTest) -> str:
    if test.kind == DataTestKind.STATISTICAL:
        return ""  # what a chart has learned is no promise anybody can read
    upstream = f"{test.source.namespace.name}/{test.source.name}" if test.source else ""
    told = Held(test.name, test.kind, test.sql, test.terms, test.column_path, test.severity, upstream)
    return write(as_term(told)).decode()
