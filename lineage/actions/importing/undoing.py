"""Undo an import: its events leave the log, what it counted goes, and a rebuild makes the rows as if it had never been."""

from datetime import datetime, timedelta

from celery import current_app
from celery.exceptions import OperationalError
from django.db import transaction
from psycopg2 import Binary

from catalog import audit, bulk
from lineage.models import Import, ImportPiece, ImportState

REBUILD = "lineage.tasks.rebuild"
UNDO_WITHIN = timedelta(days=30)
AT_ONCE = 1_000
# The digest's row has the time of receipt; the bounds spare partitions of other months.
WITHDRAW = """
WITH gone AS (DELETE FROM lineage_eventdigest WHERE digest = ANY(%s) RETURNING digest, received_at)
DELETE FROM lineage_event e USING gone g
WHERE e.received_at = g.received_at AND e.digest = g.digest AND e.received_at >= %s AND e.received_at <= %s
"""


class CannotUndo(Exception):
    """The import can't be undone (any more); the message says why."""


def why_not(found: Import, *, now: datetime) -> str:
    """Say why an import can't be undone; empty where it can."""
    if found.state != ImportState.DONE or found.finished_at is None:
        return "Only an import that is done can be undone."
    if found.finished_at < now - UNDO_WITHIN:
        return f"An import can be undone for {UNDO_WITHIN.days} days; this one is older."
    newer = Import.objects.filter(label=found.label, state=ImportState.DONE, pk__gt=found.pk).first()
    if newer is not None:
        return f"Import {newer.pk} of the same source rests on this one; undo that one first."
    return ""


@transaction.atomic
def undo_import(*, found: Import, now: datetime) -> int:
    """Withdraw the events that this import alone brought, and start a rebuild; returns how many. Raises CannotUndo."""
    locked = Import.objects.select_for_update().get(pk=found.pk)
    if reason := why_not(locked, now=now):
        raise CannotUndo(reason)
    digests = [bytes(digest) for digest in ImportPiece.objects.filter(taken_by=found, is_new=True).values_list("event_digest", flat=True)]
    for start in range(0, len(digests), AT_ONCE):
        chunk = [Binary(digest) for digest in digests[start : start + AT_ONCE]]
        bulk.run(WITHDRAW, chunk, locked.created_at, now)
    locked.pieces.all().delete()
    locked.uses.all().delete()
    locked.column_uses.all().delete()
    locked.pairs.all().delete()
    Import.objects.filter(pk=found.pk).update(state=ImportState.UNDONE)
    audit.record(verb="import.undone", target=locked, before={"events": len(digests)})
    transaction.on_commit(lambda: _rebuild(found))
    return len(digests)


def _rebuild(found: Import) -> None:
    try:
        current_app.send_task(REBUILD)
    except OperationalError:
        told = "Its events are gone from the log, but the rebuild couldn't be started: run `manage.py rebuild`, and pages follow."
        Import.objects.filter(pk=found.pk).update(reason=told)


def forget_old_run_pieces(*, now: datetime) -> None:
    """Forget which runs imports told of once they can't be undone any more: the log knows them by their digest."""
    ImportPiece.objects.filter(key__startswith="run\n", taken_by__finished_at__lt=now - UNDO_WITHIN).delete()
