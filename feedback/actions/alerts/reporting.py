"""The weekly report: last week's numbers beside those of the week before, told on Monday to whoever asked for them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalog.models import Domain, Person
from feedback.actions.alerts.queueing import Told, tell, zone_of
from feedback.actions.alerts.telling.wording import lasted
from feedback.models import Preference
from feedback.queries.audience import Audience
from feedback.queries.report import Asked, Number, number
from feedback.queries.report_measures import MEASURES, Measure

ALL = "*"
WEEK = timedelta(weeks=1)
# Somewhere it is Monday half a day before it is Monday here.
SOONEST = timedelta(days=6)


def send_reports(*, now: datetime) -> int:
    """Tell everybody whose Monday has begun; gives how many reports went out."""
    waiting = Q(reported_week=None) | Q(reported_week__lte=now.date() - SOONEST)
    wanted = Preference.objects.exclude(report_on="").filter(waiting, person__is_active=True)
    return sum(send_report(wish=wish, now=now) for wish in wanted.select_related("person").order_by("pk"))


@transaction.atomic
def send_report(*, wish: Preference, now: datetime) -> bool:
    """Tell one person, once a week however many workers try; False where it isn't time, or another was first."""
    zone = ZoneInfo(zone_of(wish.person))
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    if local < datetime.combine(monday, wish.digest_at, zone):
        return False
    # The conditional update is the claim: it locks the row, and whoever waits for it finds the week taken.
    unsent = Preference.objects.filter(Q(reported_week=None) | Q(reported_week__lt=monday), pk=wish.pk).exclude(report_on="")
    if not unsent.update(reported_week=monday):
        return False
    with timezone.override(zone):
        told = _told(wish.person, "" if wish.report_on == ALL else wish.report_on, monday - WEEK, now)
    return tell(told, now=now) > 0


def _told(person: Person, domain: str, week: date, now: datetime) -> Told:
    asked, before = Asked(week=week, domain=domain), Asked(week=week - WEEK, domain=domain)
    facts = {}
    for measure in MEASURES:
        now_said, then_said = (_words(measure, number(measure, person, part, now)) for part in (asked, before))
        if now_said or then_said:
            facts[measure.label] = f"{now_said or 'none'}; the week before {then_said or 'none'}"
    named = Domain.objects.visible_to(person).filter(slug=domain).first() if domain else None
    heard = Audience()
    heard.add("report", [person.pk])
    of = f" of {named}" if named else ""
    text = "" if facts else "Nothing ran, broke or was asked, as far as you may see."
    return Told(f"report/{person.pk}", f"DataOps report{of}: the week from {week:%-d %B}", text, asked.href, now, heard, facts=facts)


def _words(measure: Measure, found: Number) -> str:
    """Say a number; empty where there was nothing to count."""
    if not found.total:
        return ""
    if found.share is not None:
        return f"{found.share:.1f} % ({found.part:,} of {found.total:,} {measure.noun})"
    return f"{lasted(found.median)} ({found.total:,} {measure.noun})" if found.median is not None else f"{found.total:,}"
