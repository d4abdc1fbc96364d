"""Waiting until the projector has turned the events into assets and runs."""

import time
from collections.abc import Callable

from catalog import bulk

PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 20.0
LEFT = """
SELECT count(*) FROM lineage_event e, lineage_projectioncursor c WHERE c.name = 'projector' AND (e.xid, e.id) > (c.xid, c.event_id)
"""


class CannotWait(Exception):
    """The projector makes no progress; the message says what to do."""


def events_left() -> int:
    """Count the events that aren't projected yet."""
    [(left,)] = bulk.ask(LEFT)
    return int(left)


def wait_for_projector(progress: Callable[[int], None] = lambda _left: None) -> None:
    """Return when no event waits; `progress` hears how many do. Raises CannotWait after twenty seconds without progress."""
    least, since = events_left(), time.monotonic()
    while least:
        time.sleep(PAUSE_SECONDS)
        left = events_left()
        progress(left)
        if left < least:
            least, since = left, time.monotonic()
        elif time.monotonic() - since > PATIENCE_SECONDS:
            raise CannotWait(f"{left:,} events wait and none is projected. Is the projector running? Start it with `manage.py project`.")
