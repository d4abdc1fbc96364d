"""The DataOps report: what was produced, how good it was, how soon it was answered, and how people work together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.urls import reverse
from django.utils import timezone

from catalog.models import Domain, Person, Team
from contracts.queries.slo import budgets_left, promises
from feedback.queries.report_measures import BUDGETS, BY_KEY, GROUPS, MEASURES, TESTED, Measure, Median

WEEKS = (4, 12, 26, 52)
USUAL_WEEKS = 12
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part: so many weeks back, or one `week` of them (its Monday); of a domain's or a team's assets, by slug."""

    weeks: int = USUAL_WEEKS
    domain: str = ""
    team: str = ""
    by: str = "domain"
    week: date | None = None

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Asked":
        """Read a query string; unknown words count as not said."""
        weeks = said.get("weeks", "")
        return cls(
            weeks=int(weeks) if weeks in map(str, WEEKS) else USUAL_WEEKS,
            domain=said.get("domain", "").replace("\0", "")[:80],
            team=said.get("team", "").replace("\0", "")[:80],
            by="team" if said.get("by") == "team" else "domain",
            week=None if weeks else _day(said.get("week", "")),
        )

    def at(self, slug: str) -> "Asked":
        """Narrow it to one of the domains or teams that are compared."""
        return replace(self, team=slug) if self.by == "team" else replace(self, domain=slug)

    def span(self, now: datetime) -> tuple[datetime, datetime]:
        """Give from when until before when: whole weeks from Monday on in the time zone of who asks, the running one included."""
        if self.week is not None:
            begins = timezone.make_aware(datetime.combine(self.week - timedelta(days=self.week.weekday()), datetime.min.time()))
            return begins, begins + WEEK
        local = timezone.localtime(now)
        monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
        return monday - WEEK * (self.weeks - 1), monday + WEEK

    def rows_of(self, measure: Measure, which: str = "") -> str:
        """Give the address of the page that lists the rows behind a number: all of a measure, or its `part` or `rest`."""
        return reverse("report-rows", args=[measure.key]) + self._query(which=which)

    @property
    def href(self) -> str:
        """Give the address of this report."""
        return reverse("report") + self._query(by="team" if self.by == "team" else "")

    def _query(self, **more: str) -> str:
        weeks = "" if self.week or self.weeks == USUAL_WEEKS else str(self.weeks)
        said = {"weeks": weeks, "week": str(self.week or ""), "domain": self.domain, "team": self.team, **more}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"?{query}" if query else ""


def _day(words: str) -> date | None:
    """Read a day; None where it is none, or so far off that no week around it can be told."""
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return None
    return found if 1970 <= found.year < 9999 else None  # noqa: PLR2004  # the years both PostgreSQL and Python can count from


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what it counts: a share of `total` rows, the median of a span over them, or just how many.

    `href` lists all rows, `part_href` those of the part.
    """

    total: int = 0
    part: int | None = None
    median: timedelta | None = None
    href: str = ""
    part_href: str = ""

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
    weeks: tuple[tuple[datetime, Number], ...] = ()

    @property
    def trend(self) -> list[float]:
        """The weeks that know a number, to draw."""
        found = [number.plain for _, number in self.weeks if number.total or (number.part is None and not self.measure.span)]
        return [value for value in found if value is not None]


@dataclass(frozen=True, slots=True)
class Place:
    """A domain or a team with its numbers, in the order of MEASURES."""

    name: str
    href: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The whole report. `standing`: as things are now, whatever the weeks (tested, within budget)."""

    asked: Asked
    since: datetime
    groups: tuple[tuple[str, tuple[Figure, ...]], ...]
    places: tuple[Place, ...]
    standing: tuple[Figure, ...]

    @property
    def has_weeks(self) -> bool:
        """Say whether there are several weeks to draw."""
        return self.asked.week is None

    @property
    def heading(self) -> str:
        """Say what is compared."""
        return "Team beside team" if self.asked.by == "team" else "Domain beside domain"

    @property
    def compared(self) -> list[tuple[Measure, list[tuple[Place, Number]]]]:
        """Each measure with its number in every place."""
        return [(measure, [(place, place.numbers[at]) for place in self.places]) for at, measure in enumerate(MEASURES)]


def report(person: Person, asked: Asked, now: datetime) -> ReportPage:
    """Gather the report as this person may see it: three queries a measure, whatever there is to count."""
    return ReportPage(
        asked=asked,
        since=asked.span(now)[0],
        groups=tuple((name, tuple(figure(measure, person, asked, now) for measure in measures)) for name, measures in GROUPS),
        places=_places(person, asked, now),
        standing=tuple(
            Figure(measure, number(measure, person, asked, now)) for measure in (TESTED, known(BUDGETS.key, person, asked, now))
        ),
    )


def known(key: str, person: Person, asked: Asked, now: datetime) -> Measure:
    """Give a measure by its key, where need be with what only a look at the promises tells. Raises KeyError."""
    if key != BUDGETS.key:
        return BY_KEY[key]
    left = budgets_left(promises(person, now, domain=asked.domain))
    return replace(BUDGETS, only=Q(pk__in=list(left)), part=Q(pk__in=[pk for pk, misses in left.items() if misses >= 0]))


def rows_of(measure: Measure, person: Person, asked: Asked, now: datetime) -> QuerySet[Any]:
    """Give the rows a number counts, in no order."""
    rows, of = measure.of(person), measure.rows
    if of.at:
        since, until = asked.span(now)
        rows = rows.filter(**{f"{of.at}__gte": since, f"{of.at}__lt": until})
    if asked.domain:
        rows = rows.filter(**{f"{of.domain}__in": Domain.objects.visible_to(person).filter(slug=asked.domain).values("pk")})
    if asked.team:
        rows = rows.filter(**{f"{of.team}__in": Team.objects.filter(slug=asked.team).values("pk")})
    return rows.order_by()


def _counts(measure: Measure) -> dict[str, Any]:
    counted: dict[str, Any] = {"total": Count("pk")}
    if measure.part is not None:
        counted["part"] = Count("pk", filter=measure.part)
    if measure.span is not None:
        counted["median"] = Median(measure.span)
    return counted


def _number(measure: Measure, asked: Asked, **counted: Any) -> Number:
    href = asked.rows_of(measure)
    return Number(**counted, href=href, part_href=asked.rows_of(measure, "part") if measure.part is not None else "")


def number(measure: Measure, person: Person, asked: Asked, now: datetime) -> Number:
    """Work out one number; one query."""
    return _number(measure, asked, **rows_of(measure, person, asked, now).aggregate(**_counts(measure)))


def figure(measure: Measure, person: Person, asked: Asked, now: datetime) -> Figure:
    """Work out one measure; two queries."""
    rows = rows_of(measure, person, asked, now)
    weekly = rows.annotate(week=TruncWeek(measure.rows.at)).values("week").annotate(**_counts(measure))
    found = {timezone.localtime(row.pop("week")).date(): row for row in weekly}
    empty = {"part": 0} if measure.part is not None else {}
    begins = [asked.span(now)[0] + WEEK * at for at in range(asked.weeks if asked.week is None else 1)]
    weeks = tuple((at, _number(measure, replace(asked, week=at.date()), **found.get(at.date(), empty))) for at in begins)
    return Figure(measure, number(measure, person, asked, now), weeks)


def _places(person: Person, asked: Asked, now: datetime) -> tuple[Place, ...]:
    visible = Team.objects.all() if asked.by == "team" else Domain.objects.visible_to(person)
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for measure in MEASURES:
        path = measure.rows.team if asked.by == "team" else measure.rows.domain
        rows = rows_of(measure, person, asked, now).exclude(**{path: None}).values(place=F(path)).annotate(**_counts(measure))
        for row in rows:
            found.setdefault(row.pop("place"), {})[measure.key] = row
    named = visible.filter(pk__in=found).order_by("name")
    return tuple(Place(at.name, asked.at(at.slug).href, _numbers(asked.at(at.slug), found[at.pk])) for at in named)


def _numbers(asked: Asked, found: Mapping[str, Mapping[str, Any]]) -> tuple[Number, ...]:
    return tuple(_number(measure, asked, **found.get(measure.key, {})) for measure in MEASURES)


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
