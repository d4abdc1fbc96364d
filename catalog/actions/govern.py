"""Deciding who answers for an asset and how far it has come."""

from django.db import transaction
from django.db.models.functions import Now

from catalog import audit
from catalog.actions.index_assets import index_assets
from catalog.models import Asset, Domain, OwnerSuggestion, Person, Team
from catalog.models.asset import Lifecycle


class CannotGovern(Exception):
    """The decision contradicts itself; the message says how."""


@transaction.atomic
def govern_asset(
    *, asset: Asset, domain: Domain | None, owner_team: Team | None, steward: Person | None, lifecycle: str, successor: Asset | None
) -> None:
    """Place an asset in a domain, name its owner and steward, and set its lifecycle; a successor is for deprecated assets only."""
    if successor and successor.pk == asset.pk:
        raise CannotGovern("An asset can't be its own successor.")
    if successor and lifecycle != Lifecycle.DEPRECATED:
        raise CannotGovern("Only a deprecated asset has a successor. Set the lifecycle to deprecated, or clear the successor.")
    current = Asset.objects.select_related("domain", "owner_team", "steward", "successor").get(pk=asset.pk)
    decided = {"domain": domain, "owner_team": owner_team, "steward": steward, "lifecycle": lifecycle, "successor": successor}
    changed = {field: value for field, value in decided.items() if getattr(current, field) != value}
    if not changed:
        return
    before = {field: _said(getattr(current, field)) for field in changed}
    Asset.objects.filter(pk=asset.pk).update(**changed, **_certificate(changed.get("lifecycle")))
    audit.record(verb="asset.governed", target=current, before=before, after={field: _said(value) for field, value in changed.items()})
    index_assets([asset.pk])


def _certificate(lifecycle: object) -> dict[str, object]:
    """Say who certified and when, or nobody, where the lifecycle changes."""
    if lifecycle is None:
        return {}
    is_certified = lifecycle == Lifecycle.CERTIFIED
    return {"certified_by": audit.actor().person if is_certified else None, "certified_at": Now() if is_certified else None}


def _said(value: object) -> str | None:
    return None if value is None else str(value)


@transaction.atomic
def decide_owner(*, suggestion: OwnerSuggestion, decision: str, person: Person) -> None:
    """Accept or decline an owner named by events; accepting one that names a known team makes it the owner."""
    if decision not in {OwnerSuggestion.Decision.ACCEPTED, OwnerSuggestion.Decision.DECLINED}:
        raise CannotGovern("Accept or decline the suggestion.")
    name = suggestion.owner.rpartition(":")[2].strip()
    OwnerSuggestion.objects.filter(pk=suggestion.pk).update(decision=decision, decided_by=person)
    team = Team.objects.filter(slug__iexact=name).first() or Team.objects.filter(name__iexact=name).first()
    after: dict[str, str | None] = {"owner": suggestion.owner}
    if decision == OwnerSuggestion.Decision.ACCEPTED and team:
        Asset.objects.filter(pk=suggestion.asset_id).update(owner_team=team)
        after["owner_team"] = team.name
        index_assets([suggestion.asset_id])
    audit.record(verb=f"owner.{decision}", target=suggestion.asset, after=after)
