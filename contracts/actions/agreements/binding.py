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
    """Put an agreement's clauses in force, anew or again after a suspension; gives how many are."""
    agreement.clauses.filter(in_force_until__isnull=False).update(in_force_until=None)
    there = {(asset, key.partition("@")[0]) for asset, key in agreement.clauses.values_list("asset_id", "key")}
    known = {key for _, key in there}
    rows = []
    for bound in assets_of(agreement):
        if bound.asset is None:
            continue
        for promise in clauses_of_needs(agreement.needs, bound.object_name):
            if (bound.asset.pk, promise.key) in there:
                continue
            # Two objects of one name may be promised the same; a key stands once in an agreement.
            key = promise.key if promise.key not in known else f"{promise.key}@{bound.asset.pk}"
            known.add(key)
            rows.append(
                Clause(
                    agreement=agreement, asset=bound.asset, key=key, kind=promise.kind.value, property=promise.property[:60],
                    column_path=promise.column_path, terms=dict(promise.terms), words=promise.words, severity=promise.severity.value,
                    why_not=promise.why_not, in_force_from=at,
                )
            )  # fmt: skip
    Clause.objects.bulk_create(rows)
    return agreement.clauses.filter(why_not="", kind__in=TIMED).update(judge_at=at)


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
