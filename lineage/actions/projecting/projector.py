"""The projector: one process at a time folds the log into rows, in batches; a poisoned event is set aside and stops nobody."""

import gc
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DataError, IntegrityError, connection, transaction
from django.db.utils import InternalError, NotSupportedError, ProgrammingError
from django.utils import timezone

from catalog import bulk
from lineage.actions.projecting.batch import record
from lineage.actions.projecting.log import Cursor, Entry, Told, cursor_for_update, horizon, move_cursor, next_entries, told
from lineage.actions.projecting.memory import Memory
from lineage.actions.retention import keep_partitions
from lineage.openlineage import UnreadableBody, UnreadableEvent

log = logging.getLogger("provender.projector")

BATCH = 500
# One projector per database: a session's advisory lock under this number.
LOCK = 0x70726F76
# Whoever else wants to be alone (a rebuild, a merge) holds this one shared: the projector looks for it and lets them in.
ASKED = LOCK + 1
LOOK_SECONDS = 0.5
HERE = "(SELECT oid FROM pg_database WHERE datname = current_database())"
IDLE_SECONDS = (0.02, 0.05, 0.1, 0.2)
QUIET_SECONDS = 30.0
# What one event can do to the rows, by its content. Losing the database is not among them: that stops the projector, not the event.
POISON = (
    ArithmeticError,
    AttributeError,
    DataError,
    IntegrityError,
    InternalError,
    LookupError,
    NotSupportedError,
    ProgrammingError,
    RecursionError,
    TypeError,
    UnreadableBody,
    UnreadableEvent,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A piece of the log read into words, and what of it could not be read."""

    told: tuple[Told, ...]
    unreadable: tuple[tuple[Entry, Exception], ...]


def read_batch(entries: Sequence[Entry], wait_for_turn: Callable[[], object] = lambda: None) -> ReadBatch:
    """Read entries into words, each when it is our turn; touches no database, so that it can be done ahead in another thread."""
    read: list[Told] = []
    unreadable: list[tuple[Entry, Exception]] = []
    for entry in entries:
        wait_for_turn()
        try:
            read.append(told(entry))
        except POISON as error:
            unreadable.append((entry, error))
    return ReadBatch(tuple(read), tuple(unreadable))


class Projector:
    """Folds batches, remembering between them."""

    def __init__(self) -> None:
        """Start with nothing remembered. `before_forgetting` hears of a memory that a failed batch takes along."""
        self.memory = Memory()
        self.moved_to = (0, 0)
        self.before_forgetting: Callable[[Memory], None] = lambda _memory: None

    def step(self, limit: int = BATCH) -> int:
        """Fold the next batch and move the cursor, in one transaction; returns how many events that were."""
        kept = False
        try:
            with transaction.atomic():
                cursor = cursor_for_update()
                self._keep_up(cursor)
                entries = next_entries(cursor, limit, horizon())
                if entries:
                    self.fold(entries)
                    move_cursor(entries[-1])
                    self.moved_to = (entries[-1].xid, entries[-1].id)
            kept = True
        finally:
            if not kept:  # what is remembered was rolled back
                self.memory = Memory()
        return len(entries)

    def _keep_up(self, cursor: Cursor) -> None:
        """Forget what somebody else may have changed: a lock lost with its connection could have let another projector in between."""
        moved_by_us = (cursor.xid, cursor.event_id) == self.moved_to
        if not moved_by_us or cursor.generation != self.memory.generation or self.memory.is_large():
            self.memory = Memory(cursor.generation)

    def fold(self, entries: Sequence[Entry]) -> None:
        """Read entries into words and record them."""
        self.record(read_batch(entries))

    def record(self, batch: ReadBatch) -> None:
        """Record what was read; set aside what could not be."""
        for entry, error in batch.unreadable:
            set_aside(entry, error)
        self._record(batch.told)

    def _record(self, batch: Sequence[Told]) -> None:
        """Record events; where that fails, halve until the poisoned one stands alone, and set it aside."""
        if not batch:
            return
        seen_again = dict(self.memory.seen_again)
        try:
            with transaction.atomic():
                record(batch, self.memory)
                # Else a row that points nowhere fails the commit, where no event can be told from the others.
                bulk.check_constraints()
        except POISON as error:
            self.before_forgetting(self.memory)
            self.memory = self.memory.anew(seen_again)
            if len(batch) == 1:
                set_aside(batch[0].entry, error)
                return
            middle = len(batch) // 2
            self._record(batch[:middle])
            self._record(batch[middle:])


def set_aside(entry: Entry, error: Exception) -> None:
    """Note that an event could not be recorded, and why; it stays in the log and can be re-driven."""
    log.warning("event %s could not be recorded: %s: %s", entry.id, type(error).__name__, error)
    bulk.write(
        "INSERT INTO lineage_eventproblem (event_id, received_at, severity, code, path, message) VALUES %s"
        " ON CONFLICT (event_id, severity, code, path) DO UPDATE SET message = excluded.message, attempts = lineage_eventproblem.attempts + 1,"
        " resolved_at = NULL",
        [
            (
                entry.id,
                entry.received_at,
                "failure",
                type(error).__name__[:60],
                getattr(error, "path", ""),
                str(error)[:2_000].replace("\0", ""),
            )
        ],
    )


@contextmanager
def alone(*, wait: bool = True, asks: bool = True) -> Iterator[bool]:
    """Hold the projector's lock for the session; yields whether it was got. `asks`: a projector at work steps back for it."""
    asks = asks and wait
    if asks:
        bulk.ask("SELECT pg_advisory_lock_shared(%s)", ASKED)
    [(got,)] = bulk.ask("SELECT pg_try_advisory_lock(%s)", LOCK) if not wait else [(True,)]
    if wait:
        bulk.ask("SELECT pg_advisory_lock(%s)", LOCK)
    try:
        yield got
    finally:
        if connection.connection is not None and not connection.connection.closed:
            if got:
                bulk.ask("SELECT pg_advisory_unlock(%s)", LOCK)
            if asks:
                bulk.ask("SELECT pg_advisory_unlock_shared(%s)", ASKED)


def is_asked_for() -> bool:
    """Say whether somebody else wants to be alone."""
    return bool(bulk.ask("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND database = " + HERE, ASKED))


def collect_seldom() -> None:
    """Have Python look for cyclic garbage less often: projecting and judging make hardly any, and each look walks all that is remembered."""
    gc.set_threshold(100_000, 50, 1_000)


def project_all(projector: Projector | None = None) -> int:
    """Project everything that waits, then return how many events that was."""
    projector = projector or Projector()
    total = 0
    with alone(asks=False):
        while count := projector.step():
            total += count
    return total


def project_forever(stopping: Callable[[], bool], *, renew: bool = False) -> None:
    """Project as events come, until told to stop; with `renew` only until a quiet while has followed work, to be started anew."""
    collect_seldom()
    keep_partitions(now=timezone.now())
    while not stopping():
        project_until_quiet(stopping)
        # A session that wrote large statements keeps 13 MB for good, a new one takes 4; a second projector may take over here.
        connection.close()
        if renew:
            return


def project_until_quiet(stopping: Callable[[], bool]) -> None:
    """Project until nothing came for a while after something had; waits longer the longer nothing comes, at most a fifth of a second.

    Steps back at once for whoever asks to be alone.
    """
    projector = Projector()
    came: float | None = None
    idle, look_at = 0, 0.0
    with alone(asks=False):
        while not stopping() and (came is None or time.monotonic() - came < QUIET_SECONDS):
            if time.monotonic() >= look_at:
                if is_asked_for():
                    return
                look_at = time.monotonic() + LOOK_SECONDS
            if projector.step():
                idle, came = 0, time.monotonic()
                continue
            time.sleep(IDLE_SECONDS[min(idle, len(IDLE_SECONDS) - 1)])
            idle += 1
