"""Binding a contract's objects to assets: by server and physical name as events name them, or chosen by hand."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from catalog import audit
from catalog.models import Asset, AssetName, Person
from contracts.actions.clauses import write_clauses
from contracts.models import ContractedAsset, ContractVersion
from contracts.models.contract import VersionState
from contracts.odcs import fill, upgrade
from contracts.odcs.document import objects_of
from contracts.odcs.naming import names_of
from contracts.queries.environments import variables_of

BINDING = (VersionState.ACTIVE, VersionState.DEPRECATED)


class CannotBind(Exception):
    """The object can't be bound; the message says why."""


def bind_by_name(*, version: ContractVersion, person: Person | None) -> int:
    """Find each object's asset by its names, among those the person may see; returns how many are bound.

    What a person chose stays chosen. Not audited by itself: it belongs to the action that drafts or activates.
    """
    elements = _objects(version)
    _keep_choices(version, elements)
    chosen = set(version.objects_bound.filter(is_chosen=True).values_list("object_name", flat=True))
    found = _found({name: list(names) for name, names in _candidates(version, elements)}, person, version)
    version.objects_bound.exclude(object_name__in=elements).delete()
    for name in elements:
        if name not in chosen:
            ContractedAsset.objects.update_or_create(
                version=version, object_name=name, defaults={"asset": found.get(name), "is_chosen": False}
            )
    return version.objects_bound.filter(asset__isnull=False).count()


def _keep_choices(version: ContractVersion, elements: Iterable[str]) -> None:
    """Let a new version begin with what people chose for the ones before it."""
    new = set(elements) - set(version.objects_bound.values_list("object_name", flat=True))
    chosen = ContractedAsset.objects.filter(version__contract=version.contract_id, object_name__in=new, is_chosen=True)
    newest = {row.object_name: row.asset_id for row in chosen.exclude(version=version).order_by("version__created_at", "pk")}
    ContractedAsset.objects.bulk_create(
        [ContractedAsset(version=version, object_name=name, asset_id=asset, is_chosen=True) for name, asset in newest.items()]
    )


@transaction.atomic
def bind_object(*, version: ContractVersion, object_name: str, asset: Asset | None) -> ContractedAsset:
    """Choose by hand which asset an object is; None leaves it unbound. In force at once where the version is."""
    if version.state == VersionState.RETIRED:
        raise CannotBind("A retired version binds nothing any more.")
    row = (
        ContractedAsset.objects.select_for_update(of=("self",), no_key=True)
        .select_related("asset")
        .filter(version=version, object_name=object_name)
        .first()
    )
    if row is None:
        raise CannotBind(f"Version {version.number} has no object called {object_name!r}.")
    before = str(row.asset) if row.asset else None
    row.asset, row.is_chosen = asset, True
    row.save(update_fields=["asset", "is_chosen"])
    audit.record(
        verb="contract.bound", target=version.contract, before={object_name: before}, after={object_name: str(asset) if asset else None}
    )
    if is_in_force(version):
        write_clauses(version=version)
    return row


@transaction.atomic
def bind_waiting() -> int:
    """Bind objects whose assets have become known since; returns how many. Only to assets of the contract's own domain, or of none."""
    waiting = ContractVersion.objects.filter(objects_bound__asset=None, objects_bound__is_chosen=False, state__in=BINDING).distinct()
    bound = 0
    for version in filter(is_in_force, waiting.select_related("contract__domain").order_by("pk")):
        before = version.objects_bound.filter(asset__isnull=False).count()
        gained = bind_by_name(version=version, person=None) - before
        if gained:
            write_clauses(version=version)
            audit.record(verb="contract.bound", target=version.contract, after={"version": version.number, "assets": gained})
            bound += gained
    return bound


def is_in_force(version: ContractVersion) -> bool:
    """Tell whether a version binds now: it is active, or deprecated and nothing has taken its place."""
    if version.state != VersionState.DEPRECATED:
        return version.state == VersionState.ACTIVE
    return not version.contract.versions.filter(activated_at__gt=version.activated_at).exists()


def _objects(version: ContractVersion) -> dict[str, dict[str, Any]]:
    """Give a version's objects by name, in the words of 3.2, variables filled."""
    value = fill(upgrade(version.document).value, variables_of(version.environment)).value
    return {element["name"]: element for element in objects_of(value)}


def _candidates(version: ContractVersion, elements: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    value = fill(upgrade(version.document).value, variables_of(version.environment)).value
    for name, element in elements.items():
        yield name, names_of(value, element, version.environment)


def _found(candidates: dict[str, list[tuple[str, str]]], person: Person | None, version: ContractVersion) -> dict[str, Asset]:
    """Look all names up at once; each object takes its likeliest name that an asset has.

    Exact names first, by their index; what isn't found so is looked for whatever its case (warehouses fold names one way or the other).
    """
    found: dict[str, Asset] = {}
    for is_exact in (True, False):
        left = {name: places for name, places in candidates.items() if name not in found}
        wanted = {name for places in left.values() for _, name in places if name}
        if not wanted:
            break
        known = _known(wanted, is_exact=is_exact)
        assets = {asset.pk: asset for asset in _allowed(person, version).filter(pk__in=known.values())}
        for object_name, places in left.items():
            keys = (known.get((namespace.lower(), name.lower())) for namespace, name in places)
            if asset := next((assets[key] for key in keys if key in assets), None):
                found[object_name] = asset
    return found


def _known(names: set[str], *, is_exact: bool) -> dict[tuple[str, str], int]:
    rows = AssetName.objects.select_related("namespace").order_by("pk")
    rows = rows.filter(name__in=names) if is_exact else rows.alias(folded=Lower("name")).filter(folded__in={name.lower() for name in names})
    return {(row.namespace.name.lower(), row.name.lower()): row.asset_id for row in rows}


def _allowed(person: Person | None, version: ContractVersion) -> Any:
    """Somebody binds what they see; the clock binds only inside the contract's own domain, as nobody is there to ask."""
    if person is not None:
        return Asset.objects.visible_to(person)
    return Asset.objects.filter(Q(domain=None) | Q(domain=version.contract.domain_id))
