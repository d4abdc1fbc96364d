"""Watch: work off the projector's notes through the steps of upper rooms, and call what goes by the clock. Any number of watchers may.

A watcher holds the notes it works on by row locks that the others skip; killed, it lets go of them and somebody begins again, so steps
must be repeatable. A step that fails for one run is halved down to that run and set aside; it stops neither other runs nor other steps.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog import bulk
from lineage.actions.projecting.projector import POISON
from lineage.steps import Step, steps

log = logging.getLogger("provender.watcher")

BATCH = 500
IDLE_SECONDS = 0.25
QUIET_SECONDS = 30.0
TICK_SECONDS = 1.0
# A step by the clock that failed as a whole is left alone for so long.
PAUSE = timedelta(seconds=60)

# Of runs first, of assets when none is left: a transaction that did both would lock upper rooms' rows in two orders.
CLAIM_RUNS = "SELECT id, run FROM lineage_note WHERE run IS NOT NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
CLAIM_ASSETS = "SELECT id, asset FROM lineage_note WHERE run IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
SET_ASIDE = """
INSERT INTO lineage_stepproblem (step, run, asset, reason) VALUES (%s, %s, %s, %s)
ON CONFLICT (step, run, asset) DO UPDATE SET reason = excluded.reason, attempts = lineage_stepproblem.attempts + 1, failed_at = now()
"""
AGAIN = """
WITH gone AS (DELETE FROM lineage_stepproblem RETURNING run, asset)
INSERT INTO lineage_note (run, asset) SELECT DISTINCT run, asset FROM gone WHERE run IS NOT NULL OR asset IS NOT NULL
"""


def work_off(limit: int = BATCH) -> int:
    """Take the oldest notes nobody else works on through their steps, in one transaction; returns how many that were."""
    with transaction.atomic():
        kind, notes = "run", bulk.ask(CLAIM_RUNS, limit)
        if not notes:
            kind, notes = "asset", bulk.ask(CLAIM_ASSETS, limit)
        keys = sorted({key for _, key in notes})
        for path, step in steps(f"{kind.upper()}_STEPS") if keys else ():
            _call(path, step, keys, kind)
        if notes:
            bulk.run("DELETE FROM lineage_note WHERE id = ANY(%s)", [note for note, _ in notes])
    return len(notes)


def _call(path: str, step: Step, keys: Sequence[int], kind: str) -> None:
    """Call a step; where it fails, halve until the one it fails for stands alone, and set that aside."""
    try:
        with transaction.atomic():
            step(list(keys))
    except POISON as error:
        if len(keys) == 1:
            _set_aside(path, error, **{kind: keys[0]})
            return
        middle = len(keys) // 2
        _call(path, step, keys[:middle], kind)
        _call(path, step, keys[middle:], kind)


def _set_aside(path: str, error: Exception, run: int | None = None, asset: int | None = None) -> None:
    reason = f"{type(error).__name__}: {error}"[:2_000].replace("\0", "")
    log.warning("%s failed for %s: %s", path, f"run {run}" if run else f"asset {asset}" if asset else "everything", reason, exc_info=error)
    bulk.run(SET_ASIDE, path, run, asset, reason)


def look_again(assets: Iterable[int]) -> None:
    """Let the steps of assets be called for these once this transaction is done: a step that can't have its way with them now asks for it."""
    listed = sorted(assets)
    if listed:
        bulk.run("INSERT INTO lineage_note (asset) SELECT unnest(%s::bigint[])", listed)


def try_again() -> None:
    """Give whatever was set aside to the steps once more."""
    bulk.run(AGAIN)


class Clock:
    """Calls the steps that go by the clock, and remembers which of them to leave alone for a while."""

    def __init__(self) -> None:
        """Start with all of them."""
        self.paused: dict[str, datetime] = {}

    def tick(self, now: datetime) -> None:
        """Call each step once; a step minds its own transactions, since it may have a lot to do."""
        for path, step in steps("WATCH_STEPS"):
            if self.paused.get(path, now) > now:
                continue
            try:
                step(now)
            except POISON as error:
                self.paused[path] = now + PAUSE
                _set_aside(path, error)


def watch_all(now: datetime | None = None) -> int:
    """Work off every note, then call the clock's steps once; returns the number of notes. For commands and tests."""
    total = 0
    while count := work_off():
        total += count
    Clock().tick(now or timezone.now())
    return total


def watch_forever(stopping: Callable[[], bool], *, renew: bool = False) -> None:
    """Work off notes as they come, and call the clock's steps each second, until told to stop.

    With `renew` only until a quiet while has followed work, to be started anew: what a burst needed is given back.
    """
    clock = Clock()
    ticked = -TICK_SECONDS
    worked: float | None = None
    while not stopping():
        count = work_off()
        if time.monotonic() - ticked >= TICK_SECONDS:
            ticked = time.monotonic()
            clock.tick(timezone.now())
        if count:
            worked = time.monotonic()
            continue
        if renew and worked is not None and time.monotonic() - worked > QUIET_SECONDS:
            return
        time.sleep(IDLE_SECONDS)
