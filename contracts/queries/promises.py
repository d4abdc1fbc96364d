"""What is promised about an asset, to whom, and how it stands: the Promises tab."""

from dataclasses import dataclass
from datetime import datetime

from catalog.auth import may
from catalog.models import Asset, Person, Role
from contracts.models import Agreement, Clause, ContractVersion
from contracts.queries.agreements import agreements_on
from contracts.queries.consumers import Relying, consumers_of
from contracts.queries.contracts import contracts_of_asset
from contracts.queries.slo import Level, levels
from contracts.queries.slots import seen_clauses

PROVISIONAL = 12


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses of one kind, worst first."""

    label: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a version in force promises about the asset."""

    version: ContractVersion
    groups: tuple[Group, ...]
    count: int
    unjudged: int


@dataclass(frozen=True, slots=True)
class Promises:
    """The producer's offers, the agreements the reader may see, the service levels, and whom lineage shows besides."""

    offers: tuple[Offer, ...]
    agreements: tuple[Agreement, ...]
    levels: tuple[Level, ...]
    provisional: tuple[Relying, ...]
    silent: tuple[Relying, ...]
    more_provisional: int
    may_steward: bool


WORST = {"broken": 0, "at_risk": 1, "unknown": 2, "kept": 3}


def promises_about(asset: Asset, person: Person, *, now: datetime) -> Promises:
    """Gather everything promised about an asset, as far as the reader may know it."""
    clauses = list(
        Clause.objects.filter(asset=asset, in_force_until=None).filter(seen_clauses(person)).select_related("version", "agreement", "asset")
    )
    offered = {version.pk: version for version in contracts_of_asset(asset)}
    may_steward = may(person, Role.STEWARD, asset.domain)
    known = consumers_of(asset, person) if offered and may_steward else ()
    relying = [row for row in known if row.is_provisional and row.party.agreement is None]
    cadences = [clause for clause in clauses if clause.kind == Clause.Kind.CADENCE and not clause.why_not and clause.agreement_id is None]
    return Promises(
        offers=tuple(_offer(version, [clause for clause in clauses if clause.version_id == pk]) for pk, version in offered.items()),
        agreements=tuple(agreements_on(asset, person)),
        levels=tuple(levels(cadences, now)),
        provisional=tuple(relying[:PROVISIONAL]),
        silent=tuple(row for row in known if row.is_silent),
        more_provisional=max(0, len(relying) - PROVISIONAL),
        may_steward=may_steward,
    )


def _offer(version: ContractVersion, clauses: list[Clause]) -> Offer:
    groups = []
    for kind in Clause.Kind:
        mine = sorted((row for row in clauses if row.kind == kind), key=lambda row: (bool(row.why_not), WORST.get(row.verdict, 2), row.key))
        if mine:
            groups.append(Group(kind.label, tuple(mine)))
    return Offer(version, tuple(groups), len(clauses), sum(1 for row in clauses if row.why_not))
