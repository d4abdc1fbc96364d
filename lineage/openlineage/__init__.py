"""Reading OpenLineage: bytes to a document, its envelope, and its words; no database, no clock."""

from .body import UnreadableBody, inflate
from .core import UnreadableEvent
from .envelope import open_envelope
from .naming import likely_kind, parts, platform_of, short_name
from .parsing import canonical_digest, parse, parse_batch
from .reading import read_event

__all__ = [
    "UnreadableBody",
    "UnreadableEvent",
    "canonical_digest",
    "inflate",
    "likely_kind",
    "open_envelope",
    "parse",
    "parse_batch",
    "parts",
    "platform_of",
    "read_event",
    "short_name",
]
