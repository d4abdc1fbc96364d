"""Who may do what: roles in domains, and API keys known by their digest."""

import hashlib
import secrets
import zlib
from datetime import datetime, timedelta

from django.db.models import Q

from catalog.models import ApiKey, Domain, DomainRole, Membership, Person, Role

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PREFIX = "prv_"
SECRET_LENGTH = 43  # 62^43 > 2^256
CHECK_LENGTH = 6  # 62^6 > 2^32
LAST_USED_GRAIN = timedelta(minutes=5)


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits))


def new_secret() -> str:
    """Make a key's secret: prefix, 256 random bits and a CRC32, so that scanners can tell a real one offline (GitHub's scheme)."""
    body = _base62(int.from_bytes(secrets.token_bytes(32)), SECRET_LENGTH)
    return f"{PREFIX}{body}{_base62(zlib.crc32(body.encode()), CHECK_LENGTH)}"


def digest_of(secret: str) -> bytes:
    """Give what is stored for a secret. Its entropy is high, so a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()


def key_for(secret: str, *, now: datetime) -> ApiKey | None:
    """Find the usable key this secret opens; notes its use at most every five minutes."""
    if not secret.startswith(PREFIX):
        return None
    key = ApiKey.objects.usable(now).filter(digest=digest_of(secret)).select_related("team", "created_by").first()
    if key and (key.last_used_at is None or now - key.last_used_at > LAST_USED_GRAIN):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def may(person: Person | None, role: Role, domain: Domain | None) -> bool:
    """Say whether somebody has at least this role in the domain; outside any domain team leads count as stewards."""
    if person is None or not person.pk or not person.is_active:
        return False  # without a row: a key whose maker is gone
    if person.is_administrator:
        return True
    if domain is None:
        return Membership.objects.filter(person=person, is_lead=True).exists()
    if domain.owner_team_id and Membership.objects.filter(person=person, team_id=domain.owner_team_id, is_lead=True).exists():
        return True
    mine = Q(person=person) | Q(team__memberships__person=person)
    return DomainRole.objects.filter(mine, domain=domain, role__in=Role.at_least(role)).exists()
