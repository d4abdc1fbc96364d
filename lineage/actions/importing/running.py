"""Run an import: read and propose, then take what was proposed; each step may be told twice and is done once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import zstandard
from django.db import transaction
from django.utils import timezone

from catalog import audit
from lineage.actions.importing.connections import CannotConnect
from lineage.actions.importing.counting import count_uses
from lineage.actions.importing.proposing import drops_much, propose, skipped_shown
from lineage.actions.importing.reading import material_of, read_source
from lineage.actions.importing.telling import tell
from lineage.importing.storing import load, store
from lineage.importing.words import Reading, UnreadableSource
from lineage.models import Connection, Import, ImportKind, ImportState

Progress = Callable[[int, int], None]
BEAT_SECONDS = 0.5
LEVEL = 3


def read_import(*, import_id: int, progress: Progress = lambda _done, _total: None, connection: Connection | None = None) -> None:
    """Read a waiting import and propose what it would change; one that needs no confirming is taken at once.

    `connection`: one for this use only, in place of a saved one.
    """
    if not Import.objects.filter(pk=import_id, state=ImportState.WAITING).update(state=ImportState.READING, beat_at=timezone.now()):
        return
    found = Import.objects.select_related("source", "connection", "by").get(pk=import_id)
    with audit.acting(audit.Actor(person=found.by)), _failing(found):
        beat = _beat(found, progress)
        reading = read_source(found.kind, material_of(found, connection, today=timezone.localdate(), progress=beat))
        proposal = propose(reading, label=found.label, watches_schemas=found.kind == ImportKind.DATABASE)
        counts = {**reading.counts, **proposal.counts}
        waits = found.needs_confirming or (reading.drops_what_is_gone and drops_much(proposal.counts))
        kept = zstandard.ZstdCompressor(level=LEVEL).compress(
            orjson.dumps(store([piece for piece, _ in proposal.pieces], reading.uses, is_cumulative=reading.is_cumulative))
        )
        _set(
            found,
            state=ImportState.PROPOSED if waits else ImportState.TAKING,
            counts=counts,
            proposal=proposal.shown,
            skipped=skipped_shown(reading),
            content=kept,
            done=0,
            total=0,
        )
    if found.state == ImportState.TAKING:
        take_import(import_id=import_id, progress=progress)


def take_import(*, import_id: int, progress: Progress = lambda _done, _total: None) -> None:
    """Tell the event log what was proposed, and count uses; begun twice it goes on where it was."""
    found = Import.objects.select_related("by").filter(pk=import_id, state=ImportState.TAKING).first()
    if found is None or found.content is None:
        return
    with audit.acting(audit.Actor(person=found.by)), _failing(found):
        pieces, uses, is_cumulative = load(orjson.loads(zstandard.ZstdDecompressor().decompress(bytes(found.content))))
        beat = _beat(found, progress)
        now = timezone.now()
        new = tell(found, pieces, now=now, progress=beat)
        with transaction.atomic():
            counted = count_uses(found, Reading(uses=uses, is_cumulative=is_cumulative))
            counts = {**found.counts, "events": new, **({"uses counted": counted} if uses else {})}
            _set(found, state=ImportState.DONE, counts=counts, content=None, finished_at=now)
            audit.record(verb="import.taken", target=found, after={"counts": counts})


def _set(found: Import, **values: Any) -> None:
    """Change an import's row and what is held of it."""
    Import.objects.filter(pk=found.pk).update(beat_at=timezone.now(), **values)
    for name, value in values.items():
        setattr(found, name, value)


def _beat(found: Import, progress: Progress) -> Progress:
    """Show progress on the import's page, twice a second at most."""
    last = 0.0

    def beat(done: int, total: int) -> None:
        nonlocal last
        progress(done, total)
        if time.monotonic() - last >= BEAT_SECONDS:
            last = time.monotonic()
            Import.objects.filter(pk=found.pk).update(done=done, total=total, beat_at=timezone.now())

    return beat


@contextmanager
def _failing(found: Import) -> Iterator[None]:
    """Turn what makes an import impossible into its reason."""
    try:
        yield
    except (UnreadableSource, CannotConnect, ValueError, RecursionError, MemoryError) as error:
        reason = str(error) or f"It is too large or too deep to be read ({type(error).__name__})."
        _set(found, state=ImportState.FAILED, reason=reason, content=None, finished_at=timezone.now())
