"""Makers of worlds: events kept by the real receiver, folded by the real projector in any order, and what that gave."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
import zstandard
from django.db import transaction

from catalog import bulk
from lineage.actions.projecting.log import Entry
from lineage.actions.projecting.projector import Projector
from lineage.actions.receive import Incoming, receive
from lineage.openlineage import open_envelope, parse
from tests.stories.rows import Rows, projected_rows

Json = dict[str, Any]


def keep(events: Iterable[Json]) -> int:
    """Keep events as a client's posts would; returns how many were new."""
    bodies = [orjson.dumps(event) for event in events]
    return receive([Incoming(open_envelope(parse(body)), body) for body in bodies])


def kept_entries() -> list[Entry]:
    """Read the whole log in the order of its ids: also what this very transaction wrote, which the cursor would not show."""
    inflate = zstandard.ZstdDecompressor().decompress
    rows = bulk.ask("SELECT xid, id, received_at, digest, body FROM lineage_event ORDER BY id")
    return [Entry(xid, event_id, received_at, bytes(digest), inflate(bytes(body))) for xid, event_id, received_at, digest, body in rows]


def fold_in_batches(entries: Sequence[Entry], sizes: Sequence[int]) -> None:
    """Fold entries in batches of these sizes, over and over; a negative size also forgets what the projector remembers."""
    projector, start, turn = Projector(), 0, 0
    while start < len(entries):
        size = sizes[turn % len(sizes)]
        projector.fold(entries[start : start + abs(size)])
        start, turn = start + abs(size), turn + 1
        if size < 0:
            projector.memory.forget()


def world_of(entries: Sequence[Entry], sizes: Sequence[int] = (500,)) -> Rows:
    """Give the rows that these entries lead to, and take them back."""
    with transaction.atomic():
        fold_in_batches(entries, sizes)
        rows = projected_rows()
        transaction.set_rollback(True)
    return rows
