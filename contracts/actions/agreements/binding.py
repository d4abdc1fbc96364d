"""What an agreement in force puts into rows: its own clauses, and the count of consumers on the assets' pages."""

from collections.abc import Iterable
from datetime import datetime

from catalog.actions.rate_assets import set_consumer_count
from catalog.models import Asset
from contracts.clauses import clauses_of_needs
from contracts.models import Agreement, Clause, ContractedAsset
from contracts.models.agreement import BINDING
from contracts.models.contract import VersionState

IN_FORCE = (VersionState.ACTIVE, VersionState.DEPRECATED)
TIMED = ("cadence", "service")


def assets_of(agreement: Agreement) -> list[ContractedAsset]:
    """Give the objects of the contract in force that an agreement is about: those of its columns, else all that are bound."""
    bound = ContractedAsset.objects.filter(version__contract=agreement.contract_id, version__state__in=IN_FORCE, asset__isnull=False)
    named = set(agreement.columns.values_list("asset_id", flat=True))
    rows = bound.select_related("asset").order_by("version__state", "-version__activated_at", "object_name")
    found: dict[int, ContractedAsset] = {}
    for row in rows:
        if row.asset_id is not None and (not named or row.asset_id in named):
            found.setdefault(row.asset_id, row)
    return list(found.values())


def bind(agreement: Agreement, at: datetime) -> int:
    """Let an agreement's clauses in force be what it asks for now: at first, after a suspension, or once amended; gives how many are.

    A promise in the same terms goes on with its history. One whose terms changed, or that nobody asks for any more, ends, and keeps its history
    under a key of its own.
    """
    there = {(clause.asset_id, clause.key.partition("@")[0]): clause for clause in agreement.clauses.exclude(key__contains="#")}
    wanted = {
        (bound.asset_id, promise.key): promise
        for bound in assets_of(agreement)
        if bound.asset_id is not None
        for promise in clauses_of_needs(agreement.needs, bound.object_name)
    }
    going_on = {place for place, clause in there.items() if place in wanted and clause.terms == dict(wanted[place].terms)}
    _end([clause for place, clause in there.items() if place not in going_on], at)
    agreement.clauses.filter(pk__in=[there[place].pk for place in going_on]).update(in_force_until=None)
    known = {there[place].key for place in going_on}
    rows = []
    for (asset, name), promise in wanted.items():
        if (asset, name) in going_on:
            continue
        # Two objects of one name may be promised the same; a key stands once in an agreement.
        key = name if name not in known else f"{name}@{asset}"
        known.add(key)
        rows.append(
            Clause(
                agreement=agreement, asset_id=asset, key=key, kind=promise.kind.value, property=promise.property[:60],
                column_path=promise.column_path, terms=dict(promise.terms), words=promise.words, severity=promise.severity.value,
                why_not=promise.why_not, in_force_from=at,
            )
        )  # fmt: skip
    Clause.objects.bulk_create(rows)
    return agreement.clauses.filter(in_force_until=None, why_not="", kind__in=TIMED).update(judge_at=at)


def _end(clauses: Iterable[Clause], at: datetime) -> None:
    """End clauses that are asked for no longer; the due-loop closes what still deviates from them."""
    ended = list(clauses)
    for clause in ended:
        clause.key, clause.in_force_until, clause.judge_at = f"{clause.key}#{clause.pk}", clause.in_force_until or at, None
    Clause.objects.bulk_update(ended, ["key", "in_force_until", "judge_at"])


def release(agreement: Agreement, at: datetime) -> None:
    """End an agreement's clauses; the due-loop closes what still deviates from them."""
    agreement.clauses.filter(in_force_until=None).update(in_force_until=at, judge_at=None)


def count_consumers(assets: Iterable[int]) -> None:
    """Set on each asset how many consumers have agreed."""
    for asset in Asset.objects.filter(pk__in=list(assets)):
        bound = ContractedAsset.objects.filter(asset=asset, version__state__in=IN_FORCE).values("version__contract")
        agreed = Agreement.objects.filter(contract__in=bound, state__in=BINDING).prefetch_related("columns")
        mine = [row for row in agreed if not (listed := {column.asset_id for column in row.columns.all()}) or asset.pk in listed]
        set_consumer_count(asset_id=asset.pk, count=len(mine))
