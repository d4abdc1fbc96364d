"""The rows behind a number of the DataOps report: exactly those it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value
from django.urls import reverse

from catalog.models import Domain, Person, Team
from feedback.queries.report import Asked, known, rows_of
from feedback.queries.report_measures import Measure

PAGE = 50
WHICH = ("part", "rest")


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `is_part`: whether the share counts it, None where the measure has none; `lasted`: what the median is of."""

    words: str
    about: str
    href: str
    at: datetime | None
    is_part: bool | None
    lasted: timedelta | None


@dataclass(frozen=True, slots=True)
class RowsPage:
    """A page of rows, the newest first. `noun` says what they are, `within` of which domain or team, `choices` what else to look at."""

    measure: Measure
    which: str
    noun: str
    within: str
    since: datetime | None
    until: datetime
    page: Page[Any]
    lines: tuple[Line, ...]
    choices: tuple[tuple[str, str, str], ...]


def report_rows(person: Person, key: str, asked: Asked, which: str, now: datetime, page: str) -> RowsPage:
    """List the rows. Raises KeyError where there is no such measure."""
    measure = known(key, person, asked, now)
    chosen = which if which in WHICH and measure.part is not None else ""
    listed = Paginator(_lined(chosen_rows(measure, person, asked, chosen, now), measure), PAGE).get_page(page)
    since, until = asked.span(now)
    return RowsPage(
        measure=measure,
        which=chosen,
        noun={"part": measure.part_noun, "rest": measure.rest_noun}.get(chosen, measure.noun),
        within=_within(person, asked),
        since=since if measure.rows.at else None,
        until=min(until - timedelta(days=1), now),
        page=listed,
        lines=tuple(_line(row, measure) for row in listed),
        choices=_choices(measure, asked),
    )


def chosen_rows(measure: Measure, person: Person, asked: Asked, which: str, now: datetime) -> QuerySet[Any]:
    """Give all rows of a number, or the part of them that its share counts, or the rest."""
    rows = rows_of(measure, person, asked, now)
    if measure.part is None or which not in WHICH:
        return rows
    part = rows.filter(measure.part).values("pk")
    return rows.filter(pk__in=part) if which == "part" else rows.exclude(pk__in=part)


def _lined(rows: QuerySet[Any], measure: Measure) -> QuerySet[Any]:
    of = measure.rows
    said = {
        "row_words": F(of.words),
        "row_about": F(of.about),
        "row_key": F(of.key),
        "row_at": F(of.at) if of.at else Value(None, output_field=DateTimeField()),
        "row_part": ExpressionWrapper(measure.part if measure.part is not None else Q(pk=None), output_field=BooleanField()),
        "row_span": measure.span if measure.span is not None else Value(None, output_field=DateTimeField()),
    }
    newest = F("row_at").desc(nulls_last=True)
    return rows.values(**said).order_by(newest, "row_about", "row_words", "pk")


def _line(row: Mapping[str, Any], measure: Measure) -> Line:
    href = reverse(measure.rows.page, args=[row["row_key"]])
    is_part = bool(row["row_part"]) if measure.part is not None else None
    return Line(row["row_words"], row["row_about"], href, row["row_at"], is_part, row["row_span"])


def _within(person: Person, asked: Asked) -> str:
    domain = Domain.objects.visible_to(person).filter(slug=asked.domain).first() if asked.domain else None
    team = Team.objects.filter(slug=asked.team).first() if asked.team else None
    return ", ".join(str(place) for place in (domain, team) if place)


def _choices(measure: Measure, asked: Asked) -> tuple[tuple[str, str, str], ...]:
    if measure.part is None:
        return ()
    words = (("", measure.noun), ("part", measure.part_noun), ("rest", measure.rest_noun))
    return tuple((which, noun[:1].upper() + noun[1:], asked.rows_of(measure, which)) for which, noun in words)
