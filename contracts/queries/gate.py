"""The gate: may this asset be read, may this pipeline go on; yes, no or unknown, with typed reasons."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from catalog.models import Asset, AssetName, Person
from catalog.models.asset import Standing
from contracts.models import Clause, Deviation
from contracts.models.clause import Severity

READ, CONTINUE = "read", "continue"
PURPOSES = (READ, CONTINUE)
# Being late is no reason to stop the run that ends the lateness.
ABOUT_TIME = (Clause.Kind.CADENCE, Clause.Kind.SERVICE)
MOST = 50
# Codes that mean no.
NO = frozenset({"broken", "inherited", "dropped", "test_failed"})


@dataclass(frozen=True, slots=True)
class GateReason:
    """Why: a code for machines, a sentence for people, the deviation it comes from. `steps`: how far upstream (0: the asset's own).

    Codes: `broken` (a promise is broken), `inherited` (one upstream is), `warning` (a lesser promise is broken, or a chart or lesser test
    says so), `at_risk`, `dropped`, `test_failed` (a data test that matters failed last and no promise is about it), `no_promise` (nothing
    in force), `not_judged` (nothing could be judged yet). `broken`, `inherited`, `dropped` and `test_failed` mean no.
    """

    code: str
    words: str
    deviation: int | None = None
    since: datetime | None = None
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Gate:
    """The answer about an asset."""

    asset: Asset
    purpose: str
    verdict: str
    reasons: tuple[GateReason, ...]


def find_asset(ref: str, person: Person | None) -> Asset | None:
    """Find an asset by its number, or by `namespace/name` under any of its names; None where there is none to see."""
    seen = Asset.objects.visible_to(person).select_related("namespace", "domain")
    if ref.isascii() and ref.isdigit():
        return seen.filter(pk=int(ref)).first() if len(ref) < 19 else None  # noqa: PLR2004 - bigint has 19 digits
    cuts = [at for at, letter in enumerate(ref) if letter == "/"]
    named = Q()
    for at in cuts[-8:]:
        named |= Q(namespace__name=ref[:at], name=ref[at + 1 :])
    if not cuts:
        return None
    # Of several cuts that fit, the one with the longest name of a namespace is the asset's.
    found = AssetName.objects.filter(named).select_related("namespace").values_list("asset", "namespace__name")
    best = max(found, key=lambda pair: len(pair[1]), default=None)
    return seen.filter(pk=best[0]).first() if best else None


def gate(asset: Asset, person: Person | None, *, purpose: str = READ, columns: frozenset[str] = frozenset()) -> Gate:
    """Answer for an asset. `columns`: only what concerns these or the asset as a whole. Two or three queries.

    A no is always seen in the standing, too: what says no is an open deviation here (broken, or at risk where a test failed that nothing was
    promised about) or upstream (at risk). Standing “broken” always is a no to readers.
    """
    reasons = [*_own(asset, person, purpose, columns), *_inherited(asset, purpose)]
    if asset.is_dropped:
        reasons.insert(0, GateReason("dropped", "It was dropped.", since=asset.dropped_at))
    if any(reason.code in NO for reason in reasons):
        return Gate(asset, purpose, "no", tuple(reasons))
    if not reasons and purpose == READ:
        reasons += _risk(asset)
    unknown = _unknown(asset)
    return Gate(asset, purpose, "unknown" if unknown else "yes", (*reasons, *unknown))


def _risk(asset: Asset) -> list[GateReason]:
    """Say what standing shows though nothing open here concerns the one who asks."""
    if asset.standing == Standing.BROKEN:
        return [GateReason("warning", "What was agreed with one consumer is broken; what was promised to all holds.")]
    return [GateReason("at_risk", asset.standing_note or "A promise is at risk.")] if asset.standing == Standing.AT_RISK else []


def _own(asset: Asset, person: Person | None, purpose: str, columns: frozenset[str]) -> list[GateReason]:
    found = Deviation.objects.visible_to(person).open().filter(asset=asset).exclude(severity=Severity.INFO).select_related("clause")
    if purpose == CONTINUE:
        found = found.exclude(clause__kind__in=ABOUT_TIME)
    if columns:
        of_all = Q(clause__column_path="") | Q(clause=None, evidence__column=None)
        found = found.filter(of_all | Q(clause__column_path__in=columns) | Q(evidence__column__in=columns))
    return [GateReason(_code(one), one.words, one.pk, one.opened_at) for one in found.order_by("opened_at")[:MOST]]


def _code(found: Deviation) -> str:
    if found.severity != Severity.ERROR:
        return "warning"
    return "test_failed" if found.signal else "broken"


def _inherited(asset: Asset, purpose: str) -> list[GateReason]:
    """What is broken upstream: its words stay out, since they may be of an asset the caller can't see."""
    found = asset.inherited_deviations.filter(deviation__resolved_at=None)
    if purpose == CONTINUE:
        found = found.exclude(deviation__clause__kind__in=ABOUT_TIME)
    rows = found.order_by("steps").values_list("deviation", "deviation__opened_at", "steps")[:MOST]
    return [
        GateReason("inherited", f"A promise is broken {steps} step{'s' if steps > 1 else ''} upstream.", pk, opened, steps)
        for pk, opened, steps in rows
    ]


def _unknown(asset: Asset) -> list[GateReason]:
    if asset.standing != Standing.UNKNOWN:
        return []
    if asset.standing_note:
        return [GateReason("not_judged", asset.standing_note)]
    return [GateReason("no_promise", "No contract in force says what to expect of it.")]
