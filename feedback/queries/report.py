"""The DataOps report: what was produced, how good it was, how soon it was answered, and how people work together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from catalog.models import Asset, Domain, Person, Team
from contracts.models import DataTest
from contracts.queries.slo import levels, promises
from contracts.queries.testing import TESTABLE
from feedback.queries.report_measures import GROUPS, MEASURES, Measure, Median

WEEKS = (4, 12, 26, 52)
USUAL_WEEKS = 12
MOST_PROMISES = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part: so many weeks back; of a domain's or a team's assets, by slug."""

    weeks: int = USUAL_WEEKS
    domain: str = ""
    team: str = ""
    by: str = "domain"

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Asked":
        """Read a query string; unknown words count as not said."""
        weeks = said.get("weeks", "")
        return cls(
            weeks=int(weeks) if weeks in map(str, WEEKS) else USUAL_WEEKS,
            domain=said.get("domain", "").replace("\0", "")[:80],
            team=said.get("team", "").replace("\0", "")[:80],
            by="team" if said.get("by") == "team" else "domain",
        )

    def since(self, now: datetime) -> datetime:
        """Give where the first whole week begins: a Monday, in the installation's time zone."""
        local = timezone.localtime(now)
        monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
        return monday - timedelta(weeks=self.weeks - 1)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it counts: a share of `total` rows, the median of a span over them, or just how many."""

    total: int = 0
    part: int | None = None
    median: timedelta | None = None

    @property
    def share(self) -> float | None:
        """The share in percent, None without rows."""
        return 100 * self.part / self.total if self.part is not None and self.total else None

    @property
    def plain(self) -> float | None:
        """As a number: percent, seconds or rows; None where nothing is known."""
        if self.part is not None:
            return self.share
        return self.median.total_seconds() if self.median is not None else float(self.total)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its number over all weeks and week by week, oldest first."""

    measure: Measure
    number: Number
    weeks: tuple[tuple[datetime, Number], ...]
    href: str

    @property
    def trend(self) -> list[float]:
        """The weeks that know a number, to draw."""
        found = [number.plain for _, number in self.weeks if number.total or (number.part is None and not self.measure.span)]
        return [value for value in found if value is not None]


@dataclass(frozen=True, slots=True)
class Place:
    """A domain or a team with its numbers, in the order of MEASURES."""

    name: str
    slug: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Tables and views with a running test, of all; promises within their budget, of all that had deliveries due in 28 days."""

    tested: int
    testable: int
    within: int
    budgets: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The whole report."""

    asked: Asked
    since: datetime
    groups: tuple[tuple[str, tuple[Figure, ...]], ...]
    places: tuple[Place, ...]
    coverage: Coverage


def report(person: Person, asked: Asked, now: datetime) -> ReportPage:
    """Gather the report as this person may see it: three queries a measure, whatever there is to count."""
    since = asked.since(now)
    groups = tuple((name, tuple(_figure(measure, person, asked, since) for measure in measures)) for name, measures in GROUPS)
    return ReportPage(asked, since, groups, _places(person, asked, since), _coverage(person, asked, now))


def _rows(measure: Measure, person: Person, asked: Asked, since: datetime) -> QuerySet[Any]:
    rows = measure.rows(person).filter(**{f"{measure.at}__gte": since})
    if asked.domain:
        rows = rows.filter(**{f"{measure.domain}__in": Domain.objects.visible_to(person).filter(slug=asked.domain).values("pk")})
    if asked.team:
        rows = rows.filter(**{f"{measure.team}__in": Team.objects.filter(slug=asked.team).values("pk")})
    return rows.order_by()


def _counts(measure: Measure) -> dict[str, Any]:
    counted: dict[str, Any] = {"total": Count("pk", distinct=True)}
    if measure.part is not None:
        counted["part"] = Count("pk", filter=measure.part, distinct=True)
    if measure.span is not None:
        counted["median"] = Median(measure.span)
    return counted


def _figure(measure: Measure, person: Person, asked: Asked, since: datetime) -> Figure:
    rows = _rows(measure, person, asked, since)
    weekly = rows.annotate(week=TruncWeek(measure.at)).values("week").annotate(**_counts(measure))
    found = {row.pop("week"): Number(**row) for row in weekly}
    empty = Number(part=0 if measure.part is not None else None)
    begins = [since + timedelta(weeks=at) for at in range(asked.weeks)]
    known = {timezone.localtime(week).date(): number for week, number in found.items()}
    weeks = tuple((week, known.get(timezone.localtime(week).date(), empty)) for week in begins)
    joint = "&" if "?" in measure.href else "?"
    href = f"{measure.href}{joint}since={since:%Y-%m-%dT%H:%M}" if measure.key == "runs" else measure.href
    if asked.domain and measure.key in {"deviations", "detect", "repair", "on_time", "reply", "fix", "reports"}:
        href += f"{joint}domain={asked.domain}"
    return Figure(measure, Number(**rows.aggregate(**_counts(measure))), weeks, href)


def _places(person: Person, asked: Asked, since: datetime) -> tuple[Place, ...]:
    visible = Team.objects.all() if asked.by == "team" else Domain.objects.visible_to(person)
    found: dict[int, dict[str, Number]] = {}
    for measure in MEASURES:
        path = measure.team if asked.by == "team" else measure.domain
        for row in _rows(measure, person, asked, since).exclude(**{path: None}).values(place=F(path)).annotate(**_counts(measure)):
            place = row.pop("place")
            found.setdefault(place, {})[measure.key] = Number(**row)
    none = Number()
    named = visible.filter(pk__in=found).order_by("name")
    return tuple(Place(at.name, at.slug, tuple(found[at.pk].get(measure.key, none) for measure in MEASURES)) for at in named)


def _coverage(person: Person, asked: Asked, now: datetime) -> Coverage:
    assets = Asset.objects.visible_to(person).present().filter(kind__in=TESTABLE)
    assets = assets.filter(domain__slug=asked.domain) if asked.domain else assets
    assets = assets.filter(owner_team__slug=asked.team) if asked.team else assets
    running = DataTest.objects.running().filter(asset=OuterRef("pk"))
    counted = assets.annotate(is_tested=Exists(running)).aggregate(all=Count("pk"), tested=Count("pk", filter=Q(is_tested=True)))
    clauses = promises(person, now, domain=asked.domain)
    clauses = clauses.filter(asset__owner_team__slug=asked.team) if asked.team else clauses
    budgets = [level.budget for level in levels(list(clauses[:MOST_PROMISES]), now) if level.budget.counted]
    return Coverage(counted["tested"], counted["all"], sum(budget.left >= 0 for budget in budgets), len(budgets))


def table(page: ReportPage) -> Iterator[tuple[Any, ...]]:
    """Give the report as rows: measure, week (empty for all), rows counted, of which, percent, median seconds."""
    for _, figures in page.groups:
        for figure in figures:
            weeks = [(f"{timezone.localtime(week):%Y-%m-%d}", number) for week, number in figure.weeks]
            for name, number in (("", figure.number), *weeks):
                seconds = number.median.total_seconds() if number.median is not None else ""
                share = f"{number.share:.2f}" if number.share is not None else ""
                yield (
                    figure.measure.key,
                    figure.measure.label,
                    name,
                    number.total,
                    "" if number.part is None else number.part,
                    share,
                    seconds,
                )
