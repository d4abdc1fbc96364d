"""What stands on the shelves of the home page."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from catalog.models import Asset, Domain, Person, Team
from lineage.models import Run
from lineage.models.run import RunState

SHOWN = 5
DOMAINS = 8


@dataclass(frozen=True, slots=True)
class Shelves:
    """Everything the home page shows; `asset_count` is zero on the first day."""

    domains: list[Domain]
    most_used: list[Asset]
    new: list[Asset]
    delivered: list[Asset]
    failed: list[Run]
    mine: list[Asset]
    my_teams: list[Team]
    asset_count: int


def shelves(person: Person) -> Shelves:
    """Fill the shelves with what this person may see; nine queries, each bounded."""
    assets = Asset.objects.visible_to(person).present().for_listing()
    my_teams = list(Team.objects.filter(memberships__person=person).order_by("name"))
    domains = Domain.objects.visible_to(person).annotate(asset_count=Count("assets", filter=Q(assets__is_dropped=False)))
    return Shelves(
        domains=list(domains.order_by("-asset_count", "name")[:DOMAINS]),
        most_used=list(assets.filter(usage__gt=0).order_by("-usage", "id")[:SHOWN]),
        new=list(assets.order_by(F("first_seen_at").desc(nulls_last=True), "-id")[:SHOWN]),
        delivered=list(assets.filter(fresh_at__isnull=False).order_by(F("fresh_at").desc(nulls_last=True))[:SHOWN]),
        failed=list(Run.objects.for_listing().filter(state=RunState.FAILED).order_by("-first_event_at")[:SHOWN]),
        mine=list(assets.filter(Q(steward=person) | Q(owner_team__in=my_teams)).order_by("-usage", "id")[:SHOWN]),
        my_teams=my_teams,
        asset_count=Asset.objects.visible_to(person).present().count(),
    )
