"""What an asset shows of what its next stage asks for: a checklist, each line with the evidence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from catalog.models import Asset
from catalog.models.asset import Lifecycle
from contracts.models import Deviation
from contracts.models.contract import VersionState
from feedback.models import Case, Criterion
from lineage.models import Edge, Run
from lineage.models.run import RunState

# local → shared → certified
NEXT = {Lifecycle.LOCAL: Lifecycle.SHARED, Lifecycle.SHARED: Lifecycle.CERTIFIED}
KEPT_STAGES = (Lifecycle.SHARED, Lifecycle.CERTIFIED)
Kind = Criterion.Kind
# What the organisation asks for until it says something else: (kind, number).
USUAL: dict[str, tuple[tuple[str, float | None], ...]] = {
    Lifecycle.SHARED: ((Kind.OWNER, None), (Kind.DESCRIPTION, None), (Kind.NO_FAILED_RUN, 7)),
    Lifecycle.CERTIFIED: (
        (Kind.OWNER, None),
        (Kind.DESCRIPTION, None),
        (Kind.CONTRACT_KEPT, 30),
        (Kind.COLUMNS_DOCUMENTED, 0.8),
        (Kind.NO_OPEN_CASE, None),
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion as it stands for an asset; `number` in the unit of its kind (days, share, stars, consumers)."""

    kind: str
    number: float | None

    @property
    def words(self) -> str:
        """Say what is asked for."""
        n = self.number or 0
        return {
            Kind.OWNER: "Has a steward and an owning team",
            Kind.DESCRIPTION: "Has a purpose and a description",
            Kind.CONTRACT_KEPT: f"Contract kept for {n:g} days",
            Kind.COLUMNS_DOCUMENTED: f"At least {n:.0%} of its columns are described",
            Kind.NO_OPEN_CASE: "No open case",
            Kind.RATING: f"Rated {n:g} or better",
            Kind.CONSUMERS: f"At least {n:g} consumers",
            Kind.NO_FAILED_RUN: f"No failed run for {n:g} days",
        }[Kind(self.kind)]


# The page of an asset on which each criterion is met.
MET_ON: dict[str, str] = {
    Kind.OWNER: "asset-edit",
    Kind.DESCRIPTION: "asset-edit",
    Kind.CONTRACT_KEPT: "asset-promises",
    Kind.COLUMNS_DOCUMENTED: "asset-columns",
    Kind.NO_OPEN_CASE: "asset-cases",
    Kind.RATING: "asset-reviews",
    Kind.CONSUMERS: "asset-lineage",
    Kind.NO_FAILED_RUN: "asset-runs",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist."""

    asked: Asked
    holds: bool
    evidence: str

    @property
    def met_on(self) -> str:
        """Name the page of the asset where somebody can do something about it."""
        return MET_ON[self.asked.kind]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a stage asks for, and whether the asset shows it."""

    stage: str
    checks: tuple[Check, ...]

    @property
    def missing(self) -> tuple[Check, ...]:
        """The lines that don't hold."""
        return tuple(check for check in self.checks if not check.holds)


def criteria(asset: Asset, stage: str) -> list[Asked]:
    """Give what a stage asks of an asset: the organisation's criteria (or the usual ones), and its domain's; of one kind the stricter."""
    rows = Criterion.objects.filter(Q(domain=None) | Q(domain=asset.domain_id), stage=stage)
    asked: dict[str, float | None] = {}
    for row in rows:
        before = asked.get(row.kind)
        asked[row.kind] = row.number if before is None else max(before, row.number or 0)
    if not any(row.domain_id is None for row in rows):
        for kind, number in USUAL.get(stage, ()):
            asked.setdefault(kind, number)
    order = list(Kind.values)
    return [Asked(kind, asked[kind]) for kind in sorted(asked, key=order.index)]


def checklist(asset: Asset, stage: str, *, now: datetime) -> Checklist:
    """Check an asset against a stage."""
    return Checklist(
        stage, tuple(Check(asked, *CHECKS[Kind(asked.kind)](asset, asked.number or 0, now)) for asked in criteria(asset, stage))
    )


Result = tuple[bool, str]


def _owner(asset: Asset, number: float, now: datetime) -> Result:
    del number, now
    missing = [word for word, there in (("a steward", asset.steward_id), ("an owning team", asset.owner_team_id)) if not there]
    return not missing, f"{asset.steward}, {asset.owner_team}" if not missing else f"{' and '.join(missing)} missing"


def _description(asset: Asset, number: float, now: datetime) -> Result:
    del number, now
    missing = [word for word, there in (("purpose", asset.purpose), ("description", asset.told_description)) if not there]
    return not missing, "both are there" if not missing else f"no {' and no '.join(missing)}"


def _contract_kept(asset: Asset, number: float, now: datetime) -> Result:
    bound = asset.contracted.filter(version__state=VersionState.ACTIVE).select_related("version").order_by("version__activated_at").first()
    if bound is None or bound.version.activated_at is None:
        return False, "no contract is in force"
    since = now - timedelta(days=number)
    # What a test or a chart found breaks no promise.
    broken = Deviation.objects.filter(Q(resolved_at=None) | Q(resolved_at__gte=since), asset=asset, signal="").count()
    if broken:
        return False, f"broken {broken} time{'' if broken == 1 else 's'} since"
    days = (now - bound.version.activated_at).days
    return days >= number, f"in force for {days} days, none broken"


def _columns(asset: Asset, number: float, now: datetime) -> Result:
    del now
    columns = asset.columns.filter(is_current=True)
    total, told = columns.count(), columns.exclude(description="", reported_description="").count()
    # Divided, not multiplied: 0.55 * 20 is a little more than 11.
    return bool(total) and told / total >= number, f"{told} of {total}"


def _no_open_case(asset: Asset, number: float, now: datetime) -> Result:
    del number, now
    count = Case.objects.open().filter(Q(asset=asset) | Q(reports__asset=asset)).distinct().count()
    return not count, "none" if not count else f"{count} open"


def _rating(asset: Asset, number: float, now: datetime) -> Result:
    del now
    return bool(
        asset.rating and float(asset.rating) >= number
    ), f"{asset.rating} of {asset.rating_count}" if asset.rating else "not rated yet"


def _consumers(asset: Asset, number: float, now: datetime) -> Result:
    del now
    count = Edge.objects.filter(source=asset, is_shown=True).exclude(target=asset).values("target").distinct().count()
    return count >= number, f"{count} read it"


def _no_failed_run(asset: Asset, number: float, now: datetime) -> Result:
    bad = Run.objects.filter(
        datasets__asset=asset, datasets__direction="output", state=RunState.FAILED, state_at__gte=now - timedelta(days=number)
    )
    count = bad.distinct().count()
    return not count, "none" if not count else f"{count} failed"


CHECKS: dict[Criterion.Kind, Callable[[Asset, float, datetime], Result]] = {
    Kind.OWNER: _owner,
    Kind.DESCRIPTION: _description,
    Kind.CONTRACT_KEPT: _contract_kept,
    Kind.COLUMNS_DOCUMENTED: _columns,
    Kind.NO_OPEN_CASE: _no_open_case,
    Kind.RATING: _rating,
    Kind.CONSUMERS: _consumers,
    Kind.NO_FAILED_RUN: _no_failed_run,
}
