"""The whole question in the page's address, so that it can be sent on: packed as JSON, deflated, URL-safe."""

import base64
import binascii
import json
import zlib

from contracts.queries.change_asked import Asked, Form

# Longer addresses are cut by some proxies; such a question is answered, but has no address.
LONGEST = 6_000
_LARGEST = 2_000_000


def pack(asked: Asked) -> str:
    """Put a question into a word for the address; empty when it doesn't fit."""
    plain = json.dumps([asked.form.value, asked.text, asked.dialect]).encode()
    packed = base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")
    return packed if len(packed) <= LONGEST else ""


def unpack(word: str) -> Asked | None:
    """Read it back; None when it is none of ours."""
    if not word or len(word) > LONGEST:
        return None
    try:
        opened = zlib.decompressobj()
        plain = opened.decompress(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)), _LARGEST)
        form, text, dialect = json.loads(plain)
        return Asked(Form(form), str(text), str(dialect)[:40])
    except (ValueError, TypeError, binascii.Error, zlib.error, RecursionError):
        return None
