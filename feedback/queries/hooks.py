"""Hooks: which of them an event is for, and which somebody may look after."""

from collections.abc import Sequence

from django.db.models import QuerySet

from catalog.models import Asset, Membership, Person
from contracts.models import Agreement
from feedback.models import Happening, Hook
from feedback.queries.audience import teams_seeing


def hooks_of(person: Person) -> QuerySet[Hook]:
    """Give the hooks somebody looks after: those of their teams; all for administrators."""
    if person.is_administrator:
        return Hook.objects.all()
    return Hook.objects.filter(team__in=Membership.objects.filter(person=person).values("team"))


def hooks_for(happening: Happening, asset: Asset | None, hooks: Sequence[Hook]) -> list[Hook]:
    """Keep the hooks that are called for it: its type and asset are wanted, and their team may see it.

    `hooks`: those in use, read once for many happenings. What belongs to an agreement goes to its consumer's team and to the producer's, and
    to hooks of administrators (without a team).
    """
    wanted = [hook for hook in hooks if not hook.types or happening.type in hook.types]
    found = [hook for hook in wanted if not hook.assets or happening.asset_id in hook.assets]
    # What is about no asset may be of a restricted domain: only administrators' hooks hear it.
    teams = teams_seeing(asset, {hook.team_id for hook in found if hook.team_id}) if asset else set()
    if happening.agreement_id:
        teams &= _parties(happening.agreement_id, asset)
    return [hook for hook in found if hook.team_id is None or hook.team_id in teams]


def _parties(agreement_id: int, asset: Asset | None) -> set[int]:
    found = {asset.owner_team_id, asset.domain.owner_team_id if asset.domain else None} if asset else set()
    agreement = Agreement.objects.filter(pk=agreement_id).select_related("consumer_job", "consumer_asset").first()
    if agreement:
        found.add(agreement.consumer_team_id)
        found |= {thing.owner_team_id for thing in (agreement.consumer_job, agreement.consumer_asset) if thing}
    return {team for team in found if team is not None}


def may_receive(hook: Hook, happening: Happening, asset: Asset | None) -> bool:
    """Say whether a hook may be sent a happening again by hand: the same rules, whatever types it usually wants."""
    if hook.team_id is None:
        return True
    teams = teams_seeing(asset, {hook.team_id}) if asset else set()
    if happening.agreement_id:
        teams &= _parties(happening.agreement_id, asset)
    return hook.team_id in teams
