"""Who may use what: a person's own access, and the requests they decide."""

from django.db.models import Exists, Q, QuerySet

from catalog.auth import may
from catalog.models import Asset, Person, Role
from catalog.queries import domains_where, stewarded_assets
from feedback.models import AccessRequest
from feedback.queries.standing import is_owner

State = AccessRequest.State


def access_to(asset: Asset, person: Person) -> AccessRequest | None:
    """Give the request by which somebody has, or waits for, access to an asset: an approved one first."""
    teams = person.memberships.values("team")
    mine = AccessRequest.objects.filter(Q(person=person) | Q(team__in=teams), asset=asset, state__in=[State.APPROVED, State.REQUESTED])
    return mine.select_related("person", "team", "decided_by").order_by("state", "-requested_at").first()


def has_access(asset: Asset, person: Person) -> bool:
    """Say whether somebody may use an asset: its owners, its domain's stewards, and those whose request was approved."""
    if is_owner(person, asset) or may(person, Role.STEWARD, asset.domain):
        return True
    found = access_to(asset, person)
    return found is not None and found.state == State.APPROVED


def requests_by(person: Person) -> QuerySet[AccessRequest]:
    """Give a person's requests, newest first."""
    return AccessRequest.objects.filter(person=person).select_related("asset", "team", "decided_by").order_by("-requested_at", "-pk")


def requests_to_decide(person: Person) -> QuerySet[AccessRequest]:
    """Give the requests somebody decides: for assets of domains they steward or that they are steward of; data requests go to all stewards."""
    rows = AccessRequest.objects.select_related("asset__domain", "person", "team", "decided_by").order_by("-requested_at", "-pk")
    if person.is_administrator:
        return rows
    stewards = Exists(domains_where(person, Role.STEWARD))
    return rows.filter(Q(asset__in=stewarded_assets(person)) | Q(asset__steward=person) | (Q(asset=None) & Q(stewards)))
