"""Contracts as lists and pages read them: which version counts now, what it promises, what changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from catalog.models import Asset, Person, SearchEntry
from contracts.models import Agreement, Clause, Contract, ContractVersion
from contracts.models.contract import ContractQuerySet, VersionState
from contracts.odcs.comparing import Change, compare, next_number

# Which version speaks for a contract: the one in force, else the one that binds on, else the newest words.
PRECEDENCE = (VersionState.ACTIVE, VersionState.DEPRECATED, VersionState.PROPOSED, VersionState.DRAFT, VersionState.RETIRED)
NOWHERE = -1
# No asset has a number of so many digits.
LONG = 19
FILTERS = ("q", "key", "domain", "team", "state", "asset", "source")


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two versions, and the number that should follow the older one (empty where its number is none like 1.2.3)."""

    before: ContractVersion
    after: ContractVersion
    changes: tuple[Change, ...]
    suggested: str


def contracts_visible(person: Person | None) -> ContractQuerySet:
    """Give the contracts somebody may see, with their versions but without the documents (which may be long)."""
    light = ContractVersion.objects.defer("raw", "document", "ignored").order_by("-created_at", "-pk")
    light = light.annotate(object_count=Count("objects_bound"), bound_count=Count("objects_bound__asset"))
    return (
        Contract.objects.visible_to(person)
        .select_related("domain", "owner_team", "steward")
        .prefetch_related(Prefetch("versions", light.select_related("created_by")))
    )


def hidden_contracts(person: Person) -> tuple[str, list[int]]:
    """Give the contracts that search must not show this person; named in settings.HIDDEN_FROM_SEARCH."""
    seen = Contract.objects.visible_to(person).values("pk")
    return SearchEntry.Kind.CONTRACT, list(Contract.objects.exclude(pk__in=seen).values_list("pk", flat=True))


def narrowed(contracts: ContractQuerySet, chosen: Mapping[str, str]) -> ContractQuerySet:
    """Narrow a list of contracts down by what an address says; unknown words change nothing, numbers that are none find nothing."""
    words, asset = chosen.get("q", "").strip(), chosen.get("asset", "")
    conditions = Q()
    if words:
        conditions &= Q(name__icontains=words) | Q(key__icontains=words)
    for field, path in (("key", "key"), ("domain", "domain__slug"), ("team", "owner_team__slug"), ("source", "source")):
        if chosen.get(field):
            conditions &= Q(**{path: chosen[field]})
    if chosen.get("state"):
        conditions &= Q(pk__in=ContractVersion.objects.filter(state=chosen["state"]).values("contract"))
    if asset:
        binding = ContractVersion.objects.filter(objects_bound__asset=int(asset) if asset.isdecimal() and len(asset) < LONG else NOWHERE)
        conditions &= Q(pk__in=binding.values("contract"))
    return contracts.filter(conditions)


def current_of(contract: Contract) -> ContractVersion | None:
    """Give the version that speaks for a contract; of several drafts the newest."""
    versions = sorted(contract.versions.all(), key=lambda version: (version.created_at, version.pk), reverse=True)
    return next((version for state in PRECEDENCE for version in versions if version.state == state), None)


def version_of(contract: Contract, number: str = "") -> ContractVersion:
    """Give a version with its document; the one that speaks for the contract where no number is said. Raises Http404."""
    if not number:
        current = current_of(contract)
        return get_object_or_404(ContractVersion.objects.select_related("contract"), pk=current.pk if current else None)
    return get_object_or_404(ContractVersion.objects.select_related("contract"), contract=contract, number=number)


def difference(before: ContractVersion, after: ContractVersion) -> Difference:
    """Compare two versions as read, variables verbatim."""
    changes = compare(before.document, after.document)
    return Difference(before, after, changes, next_number(before.number, changes))


def predecessor_of(version: ContractVersion) -> ContractVersion | None:
    """Give what a version is to replace, or replaced: for a draft the one in force, else the newest that was active before it."""
    others = version.contract.versions.exclude(pk=version.pk)
    if version.activated_at is None:
        return (
            others.filter(state=VersionState.ACTIVE).first() or others.filter(activated_at__isnull=False).order_by("-activated_at").first()
        )
    return others.filter(activated_at__lt=version.activated_at).order_by("-activated_at").first()


def clauses_in_force(contract: Contract) -> QuerySet[Clause]:
    """Give the clauses that bind now, by asset and key."""
    binding = Clause.objects.filter(version__contract=contract, in_force_until=None).select_related("asset__namespace", "version")
    return binding.order_by("asset_id", "key")


def contracts_of_asset(asset: Asset) -> QuerySet[ContractVersion]:
    """Give the versions that bind an asset now, oldest contract first."""
    now = ContractVersion.objects.filter(objects_bound__asset=asset, state__in=(VersionState.ACTIVE, VersionState.DEPRECATED))
    return (
        now.filter(clauses__in_force_until=None, clauses__asset=asset).select_related("contract").distinct().order_by("contract_id", "pk")
    )


def agreements_seen(contract: Contract, person: Person, *, is_producer: bool) -> QuerySet[Agreement]:
    """Give a contract's agreements: all for its producer, for everybody else their own."""
    found = Agreement.objects.filter(contract=contract) if is_producer else Agreement.objects.of_consumer(person).filter(contract=contract)
    related = found.select_related("consumer_team", "consumer_person", "consumer_job__owner_team", "consumer_asset__owner_team")
    return related.prefetch_related("columns").order_by("requested_at", "pk").distinct()
