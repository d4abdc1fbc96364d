"""Service levels over the estate: every promise of deliveries with its budget in deliveries and stale minutes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from catalog.models import Asset, Domain, Person
from contracts.cadence.budgets import Budget, allowed, budget
from contracts.cadence.claiming import KEPT, Filled, Outcome
from contracts.cadence.slots import ExpectedSlot
from contracts.models import Clause, Slot
from contracts.queries.slots import Period, period_of, seen_clauses

WINDOW = timedelta(days=28)
# A target is only worth stating where it allows a miss in a month: 95 % of 28 days is one.
TARGET = 0.95
MISSED = Q(slots__outcome__in=["late", "missed", "partial", "superseded"])
KEPT_SLOTS = Q(slots__outcome__in=sorted(KEPT))


@dataclass(frozen=True, slots=True)
class Level:
    """A promise with its budget over 28 days and its periods, oldest first."""

    clause: Clause
    budget: Budget
    periods: tuple[Period, ...]

    @property
    def word(self) -> str:
        """Say how the budget stands: calm, at_risk (none left) or broken (overspent)."""
        if self.budget.left < 0:
            return "broken"
        return "at_risk" if self.budget.left == 0 and self.budget.missed else "kept"


@dataclass(frozen=True, slots=True)
class Totals:
    """Deliveries due and kept over 28 days, and how many promises there are."""

    promises: int
    counted: int
    kept: int


def promises(person: Person | None, now: datetime, *, domain: str = "", words: str = "") -> QuerySet[Clause]:
    """Give the cadence promises in force that this person may see, those that missed most first."""
    found = Clause.objects.filter(kind=Clause.Kind.CADENCE, in_force_until=None, why_not="", asset__in=Asset.objects.visible_to(person))
    found = found.filter(seen_clauses(person)) if not (person and person.is_administrator) else found
    found = found.filter(asset__domain__slug=domain) if domain else found
    found = found.filter(Q(asset__name__icontains=words) | Q(asset__title__icontains=words)) if words else found
    recent = Q(slots__due_at__gte=now - WINDOW, slots__due_at__lte=now)
    counted = found.annotate(missed=Count("slots", filter=recent & MISSED), kept=Count("slots", filter=recent & KEPT_SLOTS))
    return counted.select_related("asset__namespace", "asset__domain").order_by("-missed", "-kept", "asset__name", "pk")


def levels(clauses: list[Clause], now: datetime) -> list[Level]:
    """Work out the budgets of promises. One query."""
    rows: dict[int, list[Slot]] = defaultdict(list)
    for row in Slot.objects.filter(clause__in=clauses, due_at__gte=now - WINDOW, due_at__lte=now).order_by("due_at"):
        rows[row.clause_id].append(row)
    return [_level(clause, rows[clause.pk], now) for clause in clauses]


def _level(clause: Clause, rows: list[Slot], now: datetime) -> Level:
    told = budget([_filled(row) for row in rows], target=target_of(clause), start=max(now - WINDOW, clause.in_force_from), end=now)
    return Level(clause, told, tuple(period_of(row) for row in rows[-30:]))


def budgets_left(found: QuerySet[Clause]) -> dict[int, int]:
    """Give how many misses are left to each promise that had deliveries due in 28 days; less than 0: overspent. One query."""
    told = [(clause, facts["missed"] + facts["kept"], facts["missed"]) for clause in found for facts in (vars(clause),)]
    return {clause.pk: allowed(counted, target_of(clause)) - missed for clause, counted, missed in told if counted}


def target_of(clause: Clause) -> float:
    """Give the share of deliveries a promise aims at: its own `target` (percent or fraction), else 95 %."""
    said = clause.terms.get("target")
    if not isinstance(said, int | float) or isinstance(said, bool) or not 0 < said <= 100:  # noqa: PLR2004 - percent
        return TARGET
    return said / 100 if said > 1 else float(said)


def _filled(row: Slot) -> Filled:
    """Give a row back as the pure value it was made of."""
    slot = ExpectedSlot(row.period, row.opens_at, row.opens_at, row.due_at, row.grace_until, row.grace_until, row.excuse)
    return Filled(
        slot=slot,
        outcome=Outcome(row.outcome),
        decided_at=row.decided_at,
        delivered_at=row.delivered_at,
        redelivered_at=row.redelivered_at,
        deviation_minutes=row.deviation_minutes,
        run=row.run_id,
    )


def totals(found: QuerySet[Any]) -> Totals:
    """Count over all promises found. One query."""
    rows = list(found.values_list("missed", "kept"))
    return Totals(len(rows), sum(missed + kept for missed, kept in rows), sum(kept for _, kept in rows))


def domains(person: Person | None) -> list[tuple[str, str]]:
    """Give the domains to narrow by."""
    return [("", "Any domain"), *Domain.objects.visible_to(person).order_by("name").values_list("slug", "name")]
