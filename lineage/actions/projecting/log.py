"""The event log as the projector reads it: in commit order, behind the oldest open transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import zstandard

from catalog import bulk
from lineage.actions.projecting.memory import Order
from lineage.openlineage import read_event
from lineage.openlineage.cleaning import MAX_TEXT
from lineage.openlineage.parsing import parse
from lineage.openlineage.words import Dataset, Event

# A plain `id > last` would skip rows whose transaction commits late. Below the horizon every transaction is decided.
BEHIND = """
SELECT e.xid, e.id, e.received_at, e.digest, e.body,
    coalesce(sum(octet_length(e.body)) OVER (ORDER BY e.xid, e.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
FROM lineage_event e
WHERE (e.xid, e.id) > (%s, %s) AND e.xid < %s
ORDER BY e.xid, e.id LIMIT %s
"""
WITHIN = f"SELECT xid, id, received_at, digest, body FROM ({BEHIND}) e WHERE before < %s ORDER BY xid, id"
# Of a piece of the log, as JSON; read into words it takes some eight times as much.
MOST_BYTES = 32_000_000
# Who may still write events: the open transactions of this database, prepared ones too. pg_snapshot_xmin would say the same, but for the
# whole cluster: an hour-long transaction in a neighbour's database would hold our lineage up for an hour. This transaction itself is left out.
OPEN = """
SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, array(
    SELECT backend_xid::text::bigint FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
    UNION ALL SELECT transaction::text::bigint FROM pg_prepared_xacts WHERE database = current_database()
)
"""
XIDS = 1 << 32  # both views give the low 32 bits of a transaction's 64-bit number


ESCAPED_NUL = b"\\u0000"
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
    """An event read into words, with its place in the log (without its text) and its order among events about the same thing."""

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
    """Read the cursor and hold it for this transaction; one that was lost is made anew, and everything told again.

    A log restored into a younger cluster has transaction ids ahead of it; the cursor then starts anew, which is safe: again is once.
    """
    bulk.run("INSERT INTO lineage_projectioncursor (name, xid, event_id, generation) VALUES ('projector', 0, 0, 0) ON CONFLICT DO NOTHING")
    [(xid, event_id, generation, newest)] = bulk.ask(
        "SELECT xid, event_id, generation, pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        " FROM lineage_projectioncursor WHERE name = 'projector' FOR UPDATE"
    )
    if xid > newest:
        bulk.run("UPDATE lineage_event SET xid = 0 WHERE xid > %s", newest)
        return Cursor(-1, 0, generation)
    return Cursor(xid, event_id, generation)


def horizon() -> int:
    """Give the transaction number below which everything in this database is decided: committed and visible, or gone.

    Its snapshot is older than the look at who is open, and both are older than the snapshot of the read that follows; so whoever is
    below and not open has finished before that read. Ask once a transaction: PostgreSQL keeps the first answer of pg_stat_activity in it.
    """
    newest: int
    [(newest, still_open)] = bulk.ask(OPEN)
    back: list[int] = [(newest - low) % XIDS for low in still_open]
    # More than half the circle back is forward: begun after the snapshot.
    return min([newest, *(newest - distance for distance in back if distance < XIDS // 2)])


def next_entries(cursor: Cursor, limit: int, below: int) -> list[Entry]:
    """Read the next events below the horizon: at most `limit` of them, and no more than fit, but always one if there is one."""
    inflate = zstandard.ZstdDecompressor().decompress
    entries: list[Entry] = []
    held = 0
    for xid, event_id, received_at, digest, sealed in bulk.ask(WITHIN, cursor.xid, cursor.event_id, below, limit, MOST_BYTES):
        body = inflate(bytes(sealed))
        held += len(body)
        if entries and held > MOST_BYTES:
            break
        entries.append(Entry(xid, event_id, received_at, bytes(digest), body))
    return entries


def move_cursor(entry: Entry) -> None:
    """Note that everything up to this event is in the rows; in the same transaction as the rows."""
    bulk.run("UPDATE lineage_projectioncursor SET xid = %s, event_id = %s, moved_at = now() WHERE name = 'projector'", entry.xid, entry.id)


def told(entry: Entry) -> Told:
    """Read an entry into words. Raises what the reader raises; the caller isolates it."""
    event = read_event(parse(entry.body), is_clean=len(entry.body) <= MAX_TEXT and ESCAPED_NUL not in entry.body)
    # The text is in words now; a batch of them would hold it in memory for nothing.
    place = Entry(entry.xid, entry.id, entry.received_at, entry.digest, b"")
    return Told(place, event, Order(event.event_time, entry.digest))
