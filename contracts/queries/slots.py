"""Slots as pages read them: the strip of an asset, a month of a promise, how many periods were kept."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import Count, Q, QuerySet

from catalog import bulk
from catalog.auth import may
from catalog.models import Asset, Person, Role
from contracts.cadence.claiming import KEPT, UNCOUNTED, Outcome
from contracts.cadence.slots import Cadence, next_slot, slots_between
from contracts.cadence.terms import UnreadableTerms, read_cadence
from contracts.models import Agreement, Clause, Slot

STRIP = 30
DAY = timedelta(days=1)
# The promise that a tile speaks of, where there are several.
ORDER = {"timeOfAvailability": 0, "frequency": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """A slot as a page shows it; `outcome` is `upcoming` for one not due yet. `deviation_minutes` is signed."""

    period: str
    due_at: datetime
    outcome: str
    delivered_at: datetime | None = None
    redelivered_at: datetime | None = None
    deviation_minutes: float | None = None
    run_id: int | None = None
    excuse: str = ""

    @property
    def tone(self) -> str:
        """Give the tone of the outcome."""
        return TONES.get(self.outcome, "idle")

    @property
    def href(self) -> str:
        """A bar of a strip leads nowhere of its own: the whole tile is a link."""
        return ""

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        how = f"{self.outcome.replace('_', ' ')}"
        if self.deviation_minutes is not None and self.outcome in {"late", "early", "on_time"}:
            how += f" ({_signed(self.deviation_minutes)})"
        return f"{self.period}: {how}" + (f", {self.excuse}" if self.excuse else "")


TONES = {"early": "good", "on_time": "good", "late": "warn", "missed": "bad", "partial": "bad", "superseded": "idle", "open": "busy"}


@dataclass(frozen=True, slots=True)
class Strip:
    """A cadence promise with its newest periods, oldest first, and the next one due."""

    clause: Clause
    periods: tuple[Period, ...]
    following: Period | None

    @property
    def counted(self) -> int:
        """Periods that count: decided, and not excused."""
        return sum(period.outcome not in UNCOUNTED for period in self.periods)

    @property
    def kept(self) -> int:
        """Periods kept."""
        return sum(period.outcome in KEPT for period in self.periods)


@dataclass(frozen=True, slots=True)
class Trust:
    """The share of contract periods kept over 30 and over 90 days, with the n each is of."""

    kept_30: int = 0
    counted_30: int = 0
    kept_90: int = 0
    counted_90: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month's calendar with its periods."""

    date: date
    is_in_month: bool
    is_today: bool
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday; `before` and `after` are the first days of its neighbours."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    before: date
    after: date
    zone: str


def _signed(minutes: float) -> str:
    hours, rest = divmod(abs(round(minutes)), 60)
    length = f"{hours} h {rest} min" if hours else f"{rest} min"
    return f"{length} {'after' if minutes > 0 else 'before'} due"


def cadence_clauses(asset: Asset, person: Person | None) -> list[Clause]:
    """Give the cadence promises in force that this person may see, the one a tile speaks of first."""
    found = Clause.objects.filter(asset=asset, kind=Clause.Kind.CADENCE, in_force_until=None, why_not="")
    if not may(person, Role.STEWARD, asset.domain):
        found = found.filter(seen_clauses(person))
    return sorted(found.select_related("agreement"), key=lambda one: (one.agreement_id is not None, ORDER.get(one.property, 2), one.pk))


def seen_clauses(person: Person | None) -> Q:
    """Keep the producer's promises and those agreed with this person: what others agreed is not theirs to see."""
    if person is None or not person.pk:
        return Q(agreement=None)
    return Q(agreement=None) | Q(agreement__in=Agreement.objects.of_consumer(person).values("pk"))


def strip(clause: Clause, now: datetime, most: int = STRIP) -> Strip:
    """Give the newest periods of a promise, whichever version of its contract made it then. One query."""
    rows = list(history(clause).order_by("-due_at")[:most])
    following = next_slot(cadence, now) if (cadence := cadence_of(clause)) else None
    ahead = Period(following.period, following.due_at, "upcoming", excuse=following.excuse) if following else None
    return Strip(clause, tuple(period_of(row) for row in reversed(rows)), ahead)


def history(clause: Clause) -> QuerySet[Slot]:
    """Give the slots of a promise over all versions that made it."""
    same = Q(clause=clause) | Q(clause__asset=clause.asset_id, clause__key=clause.key, clause__agreement=clause.agreement_id)
    return Slot.objects.filter(same)


def period_of(row: Slot) -> Period:
    """Show a slot."""
    return Period(row.period, row.due_at, row.outcome, row.delivered_at, row.redelivered_at, row.deviation_minutes, row.run_id, row.excuse)


def cadence_of(clause: Clause) -> Cadence | None:
    """Read a clause's cadence; None where it can't be read."""
    try:
        return read_cadence(clause.property, clause.terms)
    except UnreadableTerms:
        return None


def month_of(clause: Clause, first: date, now: datetime) -> Month:
    """Give a month of a promise: what became of the past periods, and when the coming ones are due."""
    cadence = cadence_of(clause)
    zone: tzinfo = cadence.schedule.zone if cadence else UTC
    start = first - timedelta(days=first.weekday())
    days = -(-((first - start).days + monthrange(first.year, first.month)[1]) // 7) * 7
    begin, end = (datetime.combine(day, time(), tzinfo=zone) for day in (start, start + timedelta(days=days)))
    found: dict[date, list[Period]] = defaultdict(list)
    past = list(history(clause).filter(due_at__gte=begin, due_at__lt=end).order_by("due_at"))
    for period in [*map(period_of, past), *_upcoming(cadence, {row.period for row in past}, max(begin, now), end)]:
        found[_day_of(period, zone)].append(period)
    today = now.astimezone(zone).date()
    listed = [
        Day(day, day.month == first.month, day == today, tuple(found[day])) for day in (start + timedelta(days=at) for at in range(days))
    ]
    weeks = tuple(tuple(listed[at : at + 7]) for at in range(0, days, 7))
    after = (first + timedelta(days=32)).replace(day=1)
    return Month(first, weeks, (first - DAY).replace(day=1), after, str(zone))


def _upcoming(cadence: Cadence | None, known: set[str], begin: datetime, end: datetime) -> list[Period]:
    if cadence is None or begin >= end:
        return []
    ahead = [slot for slot in slots_between(cadence, begin, end) if slot.period not in known]
    return [Period(slot.period, slot.due_at, "excused" if slot.excuse else "upcoming", excuse=slot.excuse) for slot in ahead]


def _day_of(period: Period, zone: tzinfo) -> date:
    """A period named by a date is for that date, also where it is due the midnight after."""
    return date.fromisoformat(period.period) if len(period.period) == len("2026-01-31") else period.due_at.astimezone(zone).date()


def kept_between(person: Person | None, start: datetime, end: datetime) -> tuple[int, int]:
    """Count the deliveries due between two times, of the producers' promises this person may see: those kept, and all that counted."""
    found = Slot.objects.filter(due_at__gt=start, due_at__lte=end, clause__agreement=None).exclude(outcome__in=sorted(UNCOUNTED))
    found = found.filter(clause__in=Clause.objects.filter(in_force_until=None, asset__in=Asset.objects.visible_to(person)).values("pk"))
    counts = found.aggregate(kept=Count("pk", filter=Q(outcome__in=sorted(KEPT))), due=Count("pk"))
    return counts["kept"], counts["due"]


# Counted clause by clause, by an index: a join of both tables may read all slots there are for a few assets.
TRUST = """
SELECT c.asset_id, sum(s.kept_30)::int, sum(s.due_30)::int, sum(s.kept)::int, sum(s.due)::int
FROM contracts_clause c CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE s.outcome IN ('early', 'on_time') AND s.due_at >= %s) AS kept_30, count(*) FILTER (WHERE s.due_at >= %s) AS due_30,
        count(*) FILTER (WHERE s.outcome IN ('early', 'on_time')) AS kept, count(*) AS due
    FROM contracts_slot s WHERE s.clause_id = c.id AND s.due_at >= %s AND s.due_at <= %s AND s.outcome NOT IN ('open', 'excused')
) s
WHERE c.asset_id = ANY(%s) AND c.kind = 'cadence' AND c.agreement_id IS NULL GROUP BY 1 HAVING sum(s.due) > 0
"""


def trust_of(assets: Iterable[int], now: datetime) -> dict[int, Trust]:
    """Give the trust of assets: periods kept of those that counted, over the producer's promises. One query."""
    listed: Sequence[int] = sorted(set(assets))
    month, quarter = now - 30 * DAY, now - 90 * DAY
    rows = bulk.ask(TRUST, month, month, quarter, now, list(listed)) if listed else []
    return {asset: Trust(kept, counted, long_kept, long_counted) for asset, kept, counted, long_kept, long_counted in rows}


__all__ = ["Outcome", "Period", "Strip", "Trust", "cadence_clauses", "month_of", "strip", "trust_of"]
