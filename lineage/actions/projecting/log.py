"""The event log as the projector reads it: in commit order, behind the oldest open transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import zstandard

from catalog import bulk
from lineage.actions.projecting.memory import Order
from lineage.openlineage import read_event
from lineage.openlineage.parsing import parse
from lineage.openlineage.words import Dataset, Event

# A plain `id > last` would skip rows whose transaction commits late; xids below the snapshot's xmin are all decided.
BEHIND = """
SELECT e.xid, e.id, e.received_at, e.digest, e.body FROM lineage_event e
WHERE (e.xid, e.id) > (%s, %s) AND e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
ORDER BY e.xid, e.id LIMIT %s
"""


PLACE_BYTES = 3  # more datasets than any body holds


@dataclass(frozen=True, slots=True)
class Entry:
    """A raw event of the log; `body` is plain JSON text."""

    xid: int
    id: int
    received_at: datetime
    digest: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """An event read into words, with its place in the log and its order among events about the same thing."""

    entry: Entry
    event: Event
    order: Order

    def datasets(self) -> Iterator[tuple[Dataset, Order]]:
        """Yield every dataset the event describes, each with an order of its own: two of them may turn out to be one asset."""
        event = self.event
        for place, dataset in enumerate((*event.inputs, *event.outputs, *((event.dataset,) if event.dataset else ()))):
            yield dataset, Order(self.order.at, self.order.digest + place.to_bytes(PLACE_BYTES, "big"))


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the projector has come."""

    xid: int
    event_id: int
    generation: int


def cursor_for_update() -> Cursor:
    """Read the cursor and hold it for this transaction.

    A log restored into a younger cluster has transaction ids ahead of it; the cursor then starts anew, which is safe: again is once.
    """
    [(xid, event_id, generation, newest)] = bulk.ask(
        "SELECT xid, event_id, generation, pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        " FROM lineage_projectioncursor WHERE name = 'projector' FOR UPDATE"
    )
    if xid > newest:
        bulk.run("UPDATE lineage_event SET xid = 0 WHERE xid > %s", newest)
        return Cursor(-1, 0, generation)
    return Cursor(xid, event_id, generation)


def next_entries(cursor: Cursor, limit: int) -> list[Entry]:
    """Read the next events behind the horizon."""
    inflate = zstandard.ZstdDecompressor().decompress
    return [
        Entry(xid, event_id, received_at, bytes(digest), inflate(bytes(body)))
        for xid, event_id, received_at, digest, body in bulk.ask(BEHIND, cursor.xid, cursor.event_id, limit)
    ]


def move_cursor(entry: Entry) -> None:
    """Note that everything up to this event is in the rows; in the same transaction as the rows."""
    bulk.run("UPDATE lineage_projectioncursor SET xid = %s, event_id = %s, moved_at = now() WHERE name = 'projector'", entry.xid, entry.id)


def told(entry: Entry) -> Told:
    """Read an entry into words. Raises what the reader raises; the caller isolates it."""
    event = read_event(parse(entry.body))
    return Told(entry, event, Order(event.event_time, entry.digest))
