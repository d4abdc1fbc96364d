"""API keys: made once, shown once, revoked for good."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog import audit
from catalog.auth import digest_of, new_secret
from catalog.models import ApiKey, Person, Team
from catalog.models.people import KeyScope


class CannotMakeKey(Exception):
    """The key can't be made; the message says why."""


@transaction.atomic
def create_key(
    *, name: str, scopes: Sequence[str], person: Person, team: Team | None = None, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Make a key and give it with its secret, which is kept nowhere."""
    wanted = sorted({scope for scope in scopes if scope in KeyScope.values})
    if not wanted:
        raise CannotMakeKey(f"A key must open something: choose from {', '.join(KeyScope.values)}.")
    secret = new_secret()
    key = ApiKey.objects.create(
        name=name, team=team, digest=digest_of(secret), ending=secret[-4:], scopes=wanted, created_by=person, expires_at=expires_at
    )
    audit.record(verb="key.created", target=key, after={"scopes": wanted, "team": str(team) if team else None})
    return key, secret


@transaction.atomic
def revoke_key(*, key: ApiKey, at: datetime) -> None:
    """Close a key for good; revoking twice changes nothing."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        audit.record(verb="key.revoked", target=key)
