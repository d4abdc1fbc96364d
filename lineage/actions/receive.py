"""Receive: keep the event exactly as it came; the digest is unique, so twice is once."""

from collections.abc import Sequence
from dataclasses import dataclass

import zstandard
from psycopg2 import Binary

from catalog import bulk
from lineage.openlineage.words import Envelope

# One statement, one commit: the digest decides whether the event is new, and only then is the event written.
APPEND = """
WITH incoming (kind, event_type, event_time, job_namespace, job_name, run_id, producer, api_key_id, digest, body) AS (VALUES %s),
fresh AS (
    INSERT INTO lineage_eventdigest (digest, received_at)
    SELECT digest, now() FROM incoming ORDER BY digest
    ON CONFLICT (digest) DO NOTHING
    RETURNING digest
)
INSERT INTO lineage_event (kind, event_type, event_time, job_namespace, job_name, run_id, producer, api_key_id, digest, body)
SELECT kind, event_type, event_time, job_namespace, job_name, run_id, producer, api_key_id, digest, body
FROM incoming JOIN fresh USING (digest)
RETURNING digest
"""
ROW = "(%s, %s, %s::timestamptz, %s, %s, %s, %s, %s::bigint, %s::bytea, %s::bytea)"
# The same for one event, in a function whose plans PostgreSQL keeps: a third less time (lineage/migrations/0005).
KEEP_ONE = "SELECT lineage_receive_event(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
LEVEL = 1  # higher levels cost more time than they save space at a few kilobytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event about to be kept: its envelope and the exact bytes."""

    envelope: Envelope
    body: bytes


def receive(events: Sequence[Incoming], *, api_key_id: int | None = None) -> int:
    """Keep events durably and tell how many were new: when this returns outside a transaction, they are on disk."""
    compress = zstandard.ZstdCompressor(level=LEVEL).compress
    rows = {event.envelope.digest: _row(event.envelope, compress(event.body), api_key_id) for event in events}
    if len(rows) == 1:
        [(is_new,)] = bulk.ask(KEEP_ONE, *next(iter(rows.values())))
        return int(is_new)
    return len(bulk.write(APPEND, rows.values(), template=ROW))


def _row(told: Envelope, body: bytes, api_key_id: int | None) -> tuple[object, ...]:
    return (
        told.kind.value,
        told.event_type,
        told.event_time,
        told.job_namespace,
        told.job_name,
        told.run_id,
        told.producer,
        api_key_id,
        Binary(told.digest),
        Binary(body),
    )
