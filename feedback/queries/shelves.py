"""One's own shelves on the home page: each a function named in settings.HOME_SHELVES, so that a room adds one without touching the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db.models import F
from django.urls import reverse
from django.utils.module_loading import import_string

from catalog.models import Person
from catalog.queries.lists import lists_of
from feedback.models import Case, Report
from feedback.models.case import CaseState
from feedback.queries.inbox import handled_by

SHOWN = 4


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One thing on a shelf. `state`: a word the kit knows, shown with `label`; `at`: when it last moved."""

    text: str
    href: str
    note: str = ""
    state: str = ""
    label: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf of one's own; without rows it says `empty`, what would stand there and how it gets there."""

    title: str
    rows: Sequence[ShelfRow]
    empty: str
    href: str = ""
    more: str = ""


Filler = Callable[[Person, datetime], Shelf | None]


@lru_cache(maxsize=4)
def _fillers(paths: tuple[str, ...]) -> tuple[Filler, ...]:
    return tuple(import_string(path) for path in paths)


def my_shelves(person: Person, now: datetime) -> list[Shelf]:
    """Fill every shelf that has something to say to this person; one that doesn't concern them gives None."""
    filled = [fill(person, now) for fill in _fillers(tuple(settings.HOME_SHELVES))]
    return [shelf for shelf in filled if shelf is not None]


def my_reports(person: Person, now: datetime) -> Shelf:
    """What one reported, and what came of it; one query."""
    del now
    reports = Report.objects.filter(reporter=person).select_related("asset", "case").order_by(F("case__last_spoke_at").desc())[:SHOWN]
    rows = [
        ShelfRow(
            text=report.case.title,
            href=reverse("case", args=[report.case_id]),
            note=str(report.asset),
            state=report.case.state,
            label=_label(report),
            at=report.case.last_spoke_at,
        )
        for report in reports
    ]
    return Shelf(
        "My reports",
        rows,
        "Nothing reported. Saw a wrong figure? “Report a problem” stands on every asset.",
        reverse("my-reports"),
        "All I reported",
    )


def _label(report: Report) -> str:
    if _is_asked(report):
        return "Does it look right now?"
    return "Waiting for your answer" if report.case.state == CaseState.WAITING_REPORTER else report.case.get_state_display()


def _is_asked(report: Report) -> bool:
    answered = max(filter(None, (report.agreed_at, report.refused_at)), default=None)
    return report.asked_at is not None and (answered is None or answered < report.asked_at)


def my_inbox(person: Person, now: datetime) -> Shelf | None:
    """Cases that wait for one, those whose clock strikes first on top; None for who handles none. One query."""
    waiting = handled_by(person).filter(state__in=[CaseState.NEW, CaseState.OPEN]).exclude(snoozed_until__gt=now)
    cases = list(waiting.select_related("asset").order_by(F("solve_due_at").asc(nulls_last=True), "pk")[: SHOWN + 1])
    if not cases:
        return None
    rows = [_case_row(case, now) for case in cases[:SHOWN]]
    more = "More in the inbox" if len(cases) > SHOWN else "Inbox"
    return Shelf("Waiting for you", rows, "", reverse("inbox"), more)


def _case_row(case: Case, now: datetime) -> ShelfRow:
    due = min(filter(None, (case.reply_due_at, case.solve_due_at)), default=None)
    is_late = due is not None and due < now and case.paused_at is None
    return ShelfRow(
        text=case.title,
        href=reverse("case", args=[case.pk]),
        note=str(case.asset),
        state="late" if is_late else case.state,
        label="Overdue" if is_late else case.get_state_display(),
        at=case.opened_at,
    )


def my_lists(person: Person, now: datetime) -> Shelf:
    """Lists of one's own and of one's teams; one query."""
    del now
    rows = [
        ShelfRow(one.name, reverse("list", args=[one.pk]), note=_counted(vars(one)["asset_count"], str(one.team or "")))
        for one in lists_of(person)[:SHOWN]
    ]
    return Shelf("My lists", rows, "No list yet. “Save to list” stands on every asset.", reverse("lists"), "All lists")


def _counted(count: int, team: str) -> str:
    assets = f"{count} asset{'' if count == 1 else 's'}"
    return f"{assets}, shared with {team}" if team else assets


def check_shelves(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """Tell at start which shelf can't be filled, instead of when somebody opens the home page."""
    del app_configs, options
    problems: list[CheckMessage] = []
    for path in settings.HOME_SHELVES:
        try:
            if not callable(import_string(path)):
                problems.append(Error(f"HOME_SHELVES names {path}, which is not a function.", id="feedback.E002"))
        except ImportError as error:
            problems.append(Error(f"HOME_SHELVES names {path}: {error}", id="feedback.E001"))
    return problems
