"""Backpressure: refuse events while the projector is too far behind or the disk too full, before it is too late."""

import shutil
import time

from django.conf import settings

from catalog import bulk

LOOK_EVERY_SECONDS = 1.0
LEAST_FREE_DISK = 0.02

_next_look = 0.0
_reason = ""


class Overloaded(Exception):
    """Come back later; the message says why."""


def refuse_overload() -> None:
    """Raise Overloaded while there is a reason; looks at most once a second."""
    global _next_look, _reason  # noqa: PLW0603 - one look a second for the whole process
    now = time.monotonic()
    if now >= _next_look:
        _next_look = now + LOOK_EVERY_SECONDS
        _reason = _find_reason()
    if _reason:
        raise Overloaded(_reason)


def _find_reason() -> str:
    [(newest, projected)] = bulk.ask(
        "SELECT coalesce((SELECT max(id) FROM lineage_event), 0),"
        " coalesce((SELECT event_id FROM lineage_projectioncursor WHERE name = 'projector'), 0)"
    )
    if newest - projected > settings.INGEST_MAX_BACKLOG:
        return f"{newest - projected:,} events wait to be projected; send this one again later."
    if settings.HOME.path.exists():
        disk = shutil.disk_usage(settings.HOME.path)
        if disk.free / disk.total < LEAST_FREE_DISK:
            return "The disk is nearly full; free some space, then send the event again."
    return ""
