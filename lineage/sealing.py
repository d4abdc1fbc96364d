"""Secrets at rest: sealed with a key derived from SECRET_KEY, so that a dump of the database opens nothing."""

import base64
import hashlib

from django.conf import settings

PURPOSE = b"connection seal"  # sixteen bytes at most


class CannotUnseal(Exception):
    """The secret was sealed with another SECRET_KEY; it has to be given anew."""


def seal(text: str) -> bytes:
    """Encrypt a text (Fernet: AES-128-CBC with HMAC-SHA256, a fresh IV each time)."""
    from cryptography.fernet import Fernet  # loaded only where a secret is handled

    return Fernet(_keys()[0]).encrypt(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """Decrypt what `seal` made, also under a SECRET_KEY that only just retired (SECRET_KEY_FALLBACKS). Raises CannotUnseal."""
    from cryptography.fernet import Fernet, InvalidToken, MultiFernet

    try:
        return MultiFernet([Fernet(key) for key in _keys()]).decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise CannotUnseal("The secret was sealed with another PROVENDER_SECRET_KEY; enter it again.") from error


def _keys() -> list[bytes]:
    """Derive a key of its own for this purpose from each secret key: SECRET_KEY signs, this one encrypts (BLAKE2b as KDF)."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [base64.urlsafe_b64encode(hashlib.blake2b(str(secret).encode(), digest_size=32, person=PURPOSE).digest()) for secret in secrets]
