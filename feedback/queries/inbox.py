"""The steward's inbox: the cases somebody must act on, with all one needs to decide in the row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Least

from catalog.models import Asset, Domain, Person, Role
from catalog.queries import domains_where, stewarded_assets
from contracts.models import Deviation
from feedback.models import Case, Report
from feedback.models.case import ENDED, CaseState, Severity

PAGE = 50
VIEWS = {
    "queue": "Queue",
    "mine": "Mine",
    "waiting": "Waiting",
    "verify": "To verify",
    "late": "Overdue",
    "snoozed": "Put off",
    "ended": "Ended",
}
ORDERS = {"clock": "Clock", "newest": "Newest", "spoke": "Last word", "reports": "Most reports"}


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What is looked at; empty fields don't narrow."""

    view: str = "queue"
    domain: str = ""
    severity: str = ""
    text: str = ""
    order: str = "clock"

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "InboxFilter":
        """Read a query string; unknown words count as not said."""
        view, order, severity = asked.get("view", ""), asked.get("order", ""), asked.get("severity", "")
        return cls(
            view=view if view in VIEWS else "queue",
            domain=asked.get("domain", ""),
            severity=severity if severity in Severity.values else "",
            text=asked.get("q", "").strip(),
            order=order if order in ORDERS else "clock",
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One case. `due_at`: the clock that strikes next, None while it is paused; `deviation`: the newest broken promise on it."""

    case: Case
    reports: int
    deviation: str
    due_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of the inbox and how many wait in each view."""

    page: Page[Case]
    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    chosen: InboxFilter
    domains: tuple[Domain, ...]


def handled_by(person: Person) -> QuerySet[Case]:
    """Give the cases a person may handle: as steward of a domain or an asset, in the team it is with, or as assignee.

    One that was sent up to where they may not look leaves their inbox, as it leaves their pages.
    """
    if person.is_administrator:
        return Case.objects.all()
    assets = stewarded_assets(person) | Asset.objects.filter(steward=person)
    reported = Report.objects.filter(asset__in=assets).values("case")
    teams = person.memberships.values("team")
    ours = Q(asset__in=assets) | Q(assignee=person) | Q(team__in=teams) | Q(pk__in=reported)
    return Case.objects.visible_to(person).filter(ours)


def inbox(person: Person, chosen: InboxFilter, *, now: datetime, page: int = 1) -> Inbox:
    """Gather one page, the clock that strikes first on top."""
    mine = handled_by(person)
    cases = _narrow(_view(mine, chosen.view, person, now), chosen)
    listed = Paginator(_ordered(cases, chosen.order, person), PAGE).get_page(page)
    return Inbox(
        page=listed,
        rows=tuple(_row(case, now) for case in listed),
        counts={view: _view(mine, view, person, now).count() for view in VIEWS if view != "ended"},
        chosen=chosen,
        domains=tuple(domains_where(person, Role.STEWARD)),
    )


def _view(cases: QuerySet[Case], view: str, person: Person, now: datetime) -> QuerySet[Case]:
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    struck = Q(reply_due_at__lt=now) | Q(solve_due_at__lt=now)
    conditions = {
        "queue": awake & Q(state__in=[CaseState.NEW, CaseState.OPEN]),
        "mine": awake & Q(assignee=person) & ~Q(state__in=ENDED),
        "waiting": Q(state__in=[CaseState.WAITING_REPORTER, CaseState.WAITING_PRODUCER]),
        "verify": Q(state=CaseState.TO_VERIFY),
        "late": struck & Q(paused_at=None) & ~Q(state__in=ENDED),
        "snoozed": ~awake & ~Q(state__in=ENDED),
        "ended": Q(state__in=ENDED),
    }
    return cases.filter(conditions[view])


def _narrow(cases: QuerySet[Case], chosen: InboxFilter) -> QuerySet[Case]:
    if chosen.domain:
        cases = cases.filter(asset__domain__slug=chosen.domain)
    if chosen.severity:
        cases = cases.filter(severity=chosen.severity)
    if chosen.text:
        words = Q(title__icontains=chosen.text) | Q(asset__name__icontains=chosen.text) | Q(asset__title__icontains=chosen.text)
        cases = cases.filter(words | Q(pk__in=Case.objects.filter(reports__text__icontains=chosen.text).values("pk")))
    return cases


def _ordered(cases: QuerySet[Case], order: str, person: Person) -> QuerySet[Case]:
    broken = Deviation.objects.visible_to(person).open()
    joined = cases.select_related("asset__domain", "asset__namespace", "assignee", "last_speaker").annotate(
        report_count=Count("reports", distinct=True),
        broken=Max("case_deviations__deviation__words", filter=Q(case_deviations__deviation__in=broken.values("pk"))),
        clock=Least("reply_due_at", "solve_due_at"),
    )
    keys = {
        "clock": (F("paused_at").asc(nulls_first=True), F("clock").asc(nulls_last=True), "pk"),
        "newest": ("-opened_at", "-pk"),
        "spoke": ("-last_spoke_at", "-pk"),
        "reports": ("-report_count", "clock", "pk"),
    }
    return joined.order_by(*keys[order])


def _row(case: Case, now: datetime) -> Row:
    facts = vars(case)
    due = None if case.paused_at or case.state in ENDED else facts["clock"]
    return Row(case=case, reports=facts["report_count"], deviation=facts["broken"] or "", due_at=due, is_overdue=bool(due and due < now))
