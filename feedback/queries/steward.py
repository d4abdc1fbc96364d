"""How soon a steward answers: medians over cases and questions, in the working time of each domain's desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db.models import Min, Q

from catalog.models import Asset, Person
from feedback.clocks import Hours, worked
from feedback.models import Case, Question, WorkHours

BACK = timedelta(days=365)
MOST = 200
HOUR = timedelta(hours=1)

Span = tuple[int | None, datetime, datetime]  # domain, from, to


@dataclass(frozen=True, slots=True)
class Usual:
    """A median of working time with how many it is of; None of none."""

    time: timedelta | None
    n: int

    @property
    def words(self) -> str:
        """Say it: `40 minutes`, `3.5 hours`, always of working time."""
        if self.time is None:
            return ""
        minutes = round(self.time.total_seconds() / 60)
        if minutes == 0:
            return "under a minute"  # also before the working day begins
        if self.time < HOUR:
            return f"{minutes} minute{'' if minutes == 1 else 's'}"
        hours = f"{self.time / HOUR:.1f}".removesuffix(".0")
        return f"{hours} hour{'' if hours == '1' else 's'}"


@dataclass(frozen=True, slots=True)
class StewardTimes:
    """First replies (to reports, and to questions on what they look after) and fixes of the last year, of the newest 200 cases and questions."""

    reply: Usual
    fix: Usual


def steward_times(steward_id: int, viewer: Person, *, now: datetime) -> StewardTimes:
    """Measure how soon somebody answers, over what the viewer may see.

    A case counts for whoever it is assigned to, else for the steward of the asset where its cause is. What is not yet answered has no time.
    """
    theirs = Q(assignee=steward_id) | Q(assignee=None, asset__steward=steward_id)
    told = Q(first_reply_at__isnull=False) | Q(solved_at__isnull=False)
    cases = Case.objects.visible_to(viewer).filter(theirs, told, opened_at__gte=now - BACK).order_by("-opened_at")
    rows = list(cases.values_list("asset__domain", "opened_at", "first_reply_at", "solved_at")[:MOST])
    questions = Question.objects.shown().filter(asset__in=Asset.objects.visible_to(viewer), asset__steward=steward_id)
    answered = (
        questions.filter(asked_at__gte=now - BACK, answers__author=steward_id, answers__hidden_at=None)
        .exclude(author=steward_id)
        .annotate(first=Min("answers__answered_at"))
    )
    replied: list[Span] = list(answered.order_by("-asked_at").values_list("asset__domain", "asked_at", "first")[:MOST])
    replied += [(domain, opened, first) for domain, opened, first, _ in rows if first]
    fixed: list[Span] = [(domain, opened, solved) for domain, opened, _, solved in rows if solved]
    hours = {row.domain_id: row.hours() for row in WorkHours.objects.all()} if replied or fixed else {}
    return StewardTimes(_usual(replied, hours), _usual(fixed, hours))


def _usual(spans: Iterable[Span], hours: dict[int | None, Hours]) -> Usual:
    plain = hours.get(None) or Hours(zone=settings.TIME_ZONE)
    seconds = [worked(since, until, hours.get(domain) or plain).total_seconds() for domain, since, until in spans]
    return Usual(timedelta(seconds=median(seconds)) if seconds else None, len(seconds))
