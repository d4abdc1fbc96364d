"""Deviations as lists and pages read them: who is hit, who inherits, how long it has lasted."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from catalog.auth import may
from catalog.models import Asset, Domain, Person, Role
from contracts.models import Agreement, ControlChart, DataTest, Deviation, Hit, Inheritance
from contracts.models.agreement import AgreementState
from contracts.models.clause import Clause, Severity
from contracts.models.deviation import DeviationQuerySet
from lineage.queries.paging import PAGE_SIZE, Page, Place, after, decode, encode

STATES = (("open", "Open now"), ("resolved", "Resolved"), ("all", "All"))
WHOSE = (("", "Anybody's"), ("mine", "What we own"), ("hits", "What hits us"))
SHOWN = 200
# What found it where no promise is broken, as lists are narrowed by it.
SIGNALS = (("test", "Data test"), ("chart", "Control chart"))
EVIDENCE = {
    "period": "Period", "due_at": "Due", "grace_until": "Forgiven until", "delivered_at": "Delivered", "promised": "Promised",
    "observed": "Observed", "missing": "Missing", "extra": "Not promised", "order": "Order seen", "null_count": "Empty values",
    "change": "Type", "column": "Column", "replayed": "Read off the past", "ended": "Ended since",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeviationFilter:
    """Which deviations: `state` open, resolved or all; `kind` a clause's; `whose` mine (owned by my teams or stewarded by me) or hits (my agreements)."""

    state: str = "open"
    severity: str = ""
    kind: str = ""
    domain: str = ""
    whose: str = ""
    words: str = ""
    asset: int | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything beyond the usual is asked for."""
        return self != DeviationFilter()


@dataclass(frozen=True, slots=True)
class DeviationPage:
    """A deviation with all that belongs to it, as far as this person may see it."""

    deviation: Deviation
    clause: Clause | None
    hits: tuple[Agreement, ...]
    hidden_hits: int
    heirs: tuple[Inheritance, ...]
    hidden_heirs: int
    may_acknowledge: bool
    evidence: tuple[tuple[str, Any], ...]
    off_by: float | None
    found_by: str

    @property
    def is_test(self) -> bool:
        """Whether a data test found it."""
        return self.deviation.signal.startswith("test/")

    @property
    def found_by_title(self) -> str:
        """What it is that found it."""
        return dict(SIGNALS).get(self.deviation.signal.partition("/")[0], "")

    @property
    def off_by_span(self) -> timedelta:
        """The distance where it is in minutes."""
        return timedelta(minutes=self.off_by or 0)


def choices_of_kind() -> list[tuple[str, str]]:
    """Give the kinds of promises to filter by, and of what else finds something wrong."""
    return [("", "Any kind"), *Clause.Kind.choices, *SIGNALS]


def choices_of_severity() -> list[tuple[str, str]]:
    """Give the severities to filter by."""
    return [("", "Any severity"), *Severity.choices]


def select(chosen: DeviationFilter, person: Person | None) -> QuerySet[Deviation]:
    """Give the deviations asked for that this person may see, with what a row shows."""
    found = _narrowed(Deviation.objects.visible_to(person), chosen, person)
    found = found.select_related("asset", "asset__namespace", "asset__domain", "clause", "version__contract", "acknowledged_by")
    return found.annotate(hit_count=Count("hits", distinct=True), heir_count=Count("inherited_by", distinct=True)).defer(
        "version__raw", "version__document", "version__ignored"
    )


def _narrowed(found: DeviationQuerySet, chosen: DeviationFilter, person: Person | None) -> DeviationQuerySet:
    conditions = Q()
    if chosen.state in {"open", "resolved"}:
        conditions &= Q(resolved_at__isnull=chosen.state == "open")
    if chosen.kind:
        conditions &= Q(signal__startswith=f"{chosen.kind}/") if chosen.kind in dict(SIGNALS) else Q(clause__kind=chosen.kind)
    for value, path in (
        (chosen.severity, "severity"),
        (chosen.domain, "asset__domain__slug"),
        (chosen.asset, "asset"),
    ):
        if value:
            conditions &= Q(**{path: value})
    if chosen.words:
        conditions &= Q(words__icontains=chosen.words) | Q(asset__name__icontains=chosen.words) | Q(asset__title__icontains=chosen.words)
    if person is not None and person.pk and chosen.whose == "mine":
        conditions &= Q(asset__steward=person) | Q(asset__owner_team__memberships__person=person)
    if person is not None and person.pk and chosen.whose == "hits":
        conditions &= Q(pk__in=Hit.objects.filter(agreement__in=Agreement.objects.of_consumer(person).values("pk")).values("deviation"))
    return found.filter(conditions)


def find_deviations(chosen: DeviationFilter, person: Person | None, cursor: str = "", size: int = PAGE_SIZE) -> Page[Deviation]:
    """List deviations, those opened last first, a page from a cursor on."""
    found = select(chosen, person).order_by("-opened_at", "pk")
    place = decode(cursor)
    rows = list(found.filter(after(place, "opened_at"))[: size + 1] if place else found[: size + 1])
    older = encode(Place(rows[size - 1].opened_at, rows[size - 1].pk)) if len(rows) > size else ""
    return Page(rows[:size], older, is_first=place is None)


def deviation_page(deviation: Deviation, person: Person) -> DeviationPage:
    """Gather one deviation. Eight queries at most."""
    consumers = [f"agreement__consumer_{kind}" for kind in ("team", "person", "job", "asset")]
    hits = list(deviation.hits.select_related("agreement__contract", *consumers))
    answers_for = may(person, Role.STEWARD, deviation.asset.domain)
    ours = (
        set() if answers_for else set(Agreement.objects.of_consumer(person).filter(hits__deviation=deviation).values_list("pk", flat=True))
    )
    shown = tuple(hit.agreement for hit in hits if answers_for or hit.agreement_id in ours)
    heirs = deviation.inherited_by.order_by("steps", "asset__name").select_related("asset__namespace")
    seen = tuple(heirs.filter(asset__in=Asset.objects.visible_to(person))[:SHOWN])
    return DeviationPage(
        deviation=deviation,
        clause=deviation.clause,
        hits=shown,
        hidden_hits=len(hits) - len(shown),
        heirs=seen,
        hidden_heirs=heirs.count() - len(seen),
        may_acknowledge=deviation.acknowledged_at is None
        and deviation.resolved_at is None
        and (may(person, Role.CONTRIBUTOR, deviation.asset.domain) or bool(ours)),
        evidence=tuple((EVIDENCE.get(name, name.replace("_", " ")), _told(value)) for name, value in _worth_telling(deviation)),
        off_by=_off_by(deviation),
        found_by=_found_by(deviation, person),
    )


def _found_by(deviation: Deviation, person: Person) -> str:
    """Give the page of the test or chart that found it; empty for a promise, and for what is gone or hidden."""
    kind, _, number = deviation.signal.partition("/")
    if kind not in dict(SIGNALS):
        return ""
    there = DataTest.objects.visible_to(person) if kind == "test" else ControlChart.objects.visible_to(person)
    return reverse(kind, args=[number]) if there.filter(pk=number).exists() else ""


def _worth_telling(deviation: Deviation) -> list[tuple[str, Any]]:
    """Leave out an end of grace that is the deadline itself."""
    said = deviation.evidence
    return [(name, value) for name, value in said.items() if name != "grace_until" or value != said.get("due_at")]


def _told(value: Any) -> Any:
    """Give times as times and lists as words."""
    if value is True:
        return "yes"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    found = parse_datetime(value) if isinstance(value, str) and "T" in value else None
    return found or value


def _off_by(deviation: Deviation) -> float | None:
    """Give the distance from the promise: of a delivery still owed it grows by the minute."""
    due = parse_datetime(str(deviation.evidence.get("due_at", "")))
    if deviation.resolved_at is None and due is not None:
        return (timezone.now() - due).total_seconds() / 60
    return deviation.distance


def domains_for(person: Person) -> list[tuple[str, str]]:
    """Give the domains to filter by."""
    return [("", "Any domain"), *Domain.objects.visible_to(person).order_by("name").values_list("slug", "name")]


def agreements_of(asset: int) -> tuple[int, int]:
    """Count the agreements that rely on an asset, and those an open deviation of it hits."""
    binding = Agreement.objects.filter(
        state__in=[AgreementState.APPROVED, AgreementState.ACTIVE],
        contract__versions__state="active",
        contract__versions__objects_bound__asset=asset,
    )
    hit = binding.filter(hits__deviation__asset=asset, hits__deviation__resolved_at=None)
    return binding.distinct().count(), hit.distinct().count()
