"""Outgoing events: the envelope (CloudEvents 1.0, structured JSON) and its signature (HMAC-SHA256 over `timestamp.body`)."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SCHEMA_VERSION = "1"
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
PREFIX = "provender."
# What happens, and what it means. Documented in docs/reference/webhooks.md, which a test holds against this.
TYPES: dict[str, str] = {
    "asset.delivered": "A run completed and wrote the asset.",
    "contract.met": "A promise was kept: a delivery came in time, or a clause holds again.",
    "contract.published": "A version of a contract came into force.",
    "deviation.opened": "A promise is broken.",
    "deviation.closed": "The promise holds again.",
    "change.proposed": "A change is put before its consumers.",
    "change.published": "A proposed change came into force.",
    "case.opened": "Somebody reported a problem.",
    "case.solved": "A case was solved.",
    "test": "Sent by hand to try a hook.",
}


@dataclass(frozen=True, slots=True)
class Event:
    """A happening as it is sent. `id` stays the same however often it is; `at` is an ISO time."""

    id: str
    type: str
    subject: str
    at: str
    data: Mapping[str, Any]


def envelope(event: Event, *, origin: str) -> dict[str, Any]:
    """Give the CloudEvents envelope; `origin` is this server's address."""
    return {
        "specversion": "1.0",
        "id": event.id,
        "type": PREFIX + event.type,
        "source": origin,
        "subject": event.subject,
        "time": event.at,
        "datacontenttype": "application/json",
        "schemaversion": SCHEMA_VERSION,
        "data": dict(event.data),
    }


def body(event: Event, *, origin: str) -> bytes:
    """Give the bytes that are signed and sent."""
    return json.dumps(envelope(event, origin=origin), separators=(",", ":"), ensure_ascii=False).encode()


def sign(content: bytes, *, key: str, timestamp: int) -> str:
    """Sign: `v1=` and the hex of HMAC-SHA256 under the hook's key, over the timestamp (Unix seconds), a dot and the body."""
    return "v1=" + hmac.new(key.encode(), f"{timestamp}.".encode() + content, hashlib.sha256).hexdigest()


def headers(content: bytes, *, key: str, timestamp: int, event: Event, delivery: int) -> dict[str, str]:
    """Give the headers of a call."""
    return {
        "Content-Type": CONTENT_TYPE,
        "Provender-Event": event.type,
        "Provender-Delivery": str(delivery),
        "Provender-Timestamp": str(timestamp),
        "Provender-Signature": sign(content, key=key, timestamp=timestamp),
    }
