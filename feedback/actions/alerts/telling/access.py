"""Access: those who decide hear of requests, those who asked hear the answer."""

from datetime import datetime

from catalog.models import Asset, Domain
from feedback.actions.alerts.queueing import Told, tell
from feedback.actions.alerts.telling.wording import asset_of, place
from feedback.models import AccessRequest
from feedback.queries.audience import Audience, answering_for, stewards_of

SILENT = {AccessRequest.State.WITHDRAWN}


def _deciding(asset: Asset | None) -> set[int]:
    """Give who decides: for an asset those who answer for it; data that nobody found may be any steward's."""
    if asset is not None:
        return answering_for(asset) | (stewards_of(asset.domain) if asset.domain else set())
    return {person for domain in Domain.objects.order_by("pk") for person in stewards_of(domain)}


def request(row: int, what: str, now: datetime) -> None:
    """Tell of a request, or of what became of it."""
    found = AccessRequest.objects.select_related("person", "decided_by").filter(pk=row).first()
    if found is None or found.state in SILENT:
        return
    asset = asset_of(found.asset_id) if found.asset_id else None
    thing = str(asset) if asset else f"“{found.wanted[:80]}”"
    heard = Audience()
    if what == "requested":
        heard.add("access", _deciding(asset))
        heard.leave_out([found.person_id])
        told = Told(
            f"access/{found.pk}", f"{found.person} asks for {thing}", found.purpose, place("access-requests"), now, heard, asset=asset
        )
        tell(told, now=now)
        return
    heard.add("access", [found.person_id])
    title = f"Access to {thing}: {found.get_state_display().lower()}"
    # Whoever asked may hear the answer, also a no about an asset they can't see any more.
    tell(Told(f"access/{found.pk}/answer", title, found.answer, place("my-access"), found.decided_at or now, heard), now=now)
