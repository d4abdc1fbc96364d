"""Who may post events: a key with the ingest scope, or this very machine where the operator allows it."""

import time
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from threading import Lock

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from catalog.auth import digest_of, key_for
from catalog.models.people import KeyScope

# A key is looked up once in this time; a revoked one works that much longer at most.
REMEMBERED_SECONDS = 5.0
MOST_REMEMBERED = 10_000
BEARER = "bearer "


class NotAllowed(Exception):
    """The caller may not post. `status` is 401 (no or wrong key) or 403 (a key without the scope)."""

    def __init__(self, message: str, status: HTTPStatus) -> None:
        """Keep both."""
        super().__init__(message)
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request tells of its sender."""

    authorization: str
    address: str
    host: str
    came_through_proxy: bool


_remembered: dict[bytes, tuple[float, int | None, bool]] = {}
_lock = Lock()


def caller_key(caller: Caller) -> int | None:
    """Give the id of the caller's key, None for this machine without one; raises NotAllowed."""
    if caller.authorization[: len(BEARER)].lower() == BEARER:
        return _key_id(caller.authorization[len(BEARER) :].strip())
    if settings.INGEST_OPEN_ON_LOOPBACK and _is_this_machine(caller):
        return None
    raise NotAllowed(
        "Send a key: 'Authorization: Bearer prv_…'. Keys with the scope 'ingest' are made under Keys.", HTTPStatus.UNAUTHORIZED
    )


def _is_this_machine(caller: Caller) -> bool:
    """Believe a loopback address only of a direct request to a host name of ours: a page in a browser could rebind its own name."""
    if caller.came_through_proxy:
        return False
    try:
        loopback = ip_address(caller.address).is_loopback
    except ValueError:
        return False
    return loopback and validate_host(split_domain_port(caller.host)[0], settings.ALLOWED_HOSTS)


def _key_id(secret: str) -> int | None:
    digest = digest_of(secret)
    known = _remembered.get(digest)
    if known is None or known[0] < time.monotonic():
        known = _look_up(secret, digest)
    _, key_id, may_ingest = known
    if key_id is None:
        raise NotAllowed("This key is unknown, expired or revoked. Make a new one under Keys.", HTTPStatus.UNAUTHORIZED)
    if not may_ingest:
        raise NotAllowed("This key may not post events: it lacks the scope 'ingest'.", HTTPStatus.FORBIDDEN)
    return key_id


def _look_up(secret: str, digest: bytes) -> tuple[float, int | None, bool]:
    key = key_for(secret, now=timezone.now())
    entry = (time.monotonic() + REMEMBERED_SECONDS, key.pk if key else None, bool(key and KeyScope.INGEST in key.scopes))
    with _lock:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[digest] = entry
    return entry


def forget_callers() -> None:
    """Look every key up anew."""
    with _lock:
        _remembered.clear()
