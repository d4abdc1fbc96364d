"""Begin an import, confirm what it proposes, or discard it; saved sources begin theirs by the clock."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import zstandard
from celery import current_app
from celery.exceptions import OperationalError
from django.conf import settings
from django.db import IntegrityError, transaction

from catalog import audit
from catalog.auth import may
from catalog.models import Person, Role
from lineage.actions.importing.reading import allowed_folder
from lineage.importing.words import UnreadableSource
from lineage.models import Connection, Import, ImportKind, ImportSource, ImportState

READ, TAKE = "lineage.tasks.read_import", "lineage.tasks.take_import"
LEVEL = 3
# A worker says far more often that it lives.
DEAD_AFTER = timedelta(minutes=30)
logger = logging.getLogger(__name__)


class CannotImport(Exception):
    """The import can't be begun, confirmed or changed so; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An import as somebody asks for it: either content with its file's name, or a connection (a passing one is given when it runs)."""

    kind: str
    label: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    content: bytes | None = None
    content_name: str = ""
    connection: Connection | None = None
    needs_confirming: bool = True
    is_passing: bool = False


def may_import(person: Person | None, kind: str) -> bool:
    """Say who may: stewards read files; to reach into networks and folders takes an administrator."""
    if kind == ImportKind.DATABASE:
        return bool(person and person.is_active and person.is_administrator)
    return may(person, Role.STEWARD, None)


@transaction.atomic
def start_import(*, wanted: Wanted, person: Person | None, in_background: bool = True) -> Import:
    """Keep what is to be imported and have it read; its page shows the rest. Raises CannotImport."""
    _check(wanted)
    packed = zstandard.ZstdCompressor(level=LEVEL).compress(wanted.content) if wanted.content is not None else None
    found = Import.objects.create(
        label=wanted.label.strip(),
        kind=wanted.kind,
        settings=dict(wanted.settings),
        needs_confirming=wanted.needs_confirming,
        connection=wanted.connection,
        content=packed,
        content_name=wanted.content_name[:200],
        by=person,
    )
    audit.record(verb="import.started", target=found, after={"kind": wanted.kind, "file": found.content_name})
    if in_background:
        transaction.on_commit(lambda: _send(READ, found.pk))
    return found


def _check(wanted: Wanted) -> None:
    if not wanted.label.strip():
        raise CannotImport("Give the source a name: what comes under the same name later is compared with this.")
    if wanted.content is None and wanted.connection is None and not wanted.is_passing:
        raise CannotImport("There is nothing to read: choose a file or a connection.")
    if wanted.content is not None and len(wanted.content) > settings.IMPORT_MAX_BYTES:
        raise CannotImport(f"The file is larger than {settings.IMPORT_MAX_BYTES:,} bytes; send less, or raise PROVENDER_IMPORT_MAX_BYTES.")
    if wanted.kind in {ImportKind.SQL, ImportKind.QUERIES} and not wanted.settings.get("namespace"):
        raise CannotImport("Say where the tables are (a namespace such as postgres://host:5432): names in SQL alone don't tell.")
    other = Import.objects.filter(label=wanted.label.strip()).exclude(kind=wanted.kind).first()
    if other is not None:
        raise CannotImport(f"“{other.label}” is the name of another kind of source ({other.get_kind_display()}); choose another.")


@transaction.atomic
def confirm_import(*, found: Import, in_background: bool = True) -> None:
    """Have what was proposed taken. Raises CannotImport where there is nothing to confirm (any more)."""
    if not Import.objects.filter(pk=found.pk, state=ImportState.PROPOSED).update(state=ImportState.TAKING, beat_at=None):
        raise CannotImport("This import isn't waiting for a confirmation any more.")
    audit.record(verb="import.confirmed", target=found)
    if in_background:
        transaction.on_commit(lambda: _send(TAKE, found.pk))


@transaction.atomic
def discard_import(*, found: Import) -> None:
    """Forget what was proposed. Raises CannotImport where it is being taken already."""
    waiting = (ImportState.PROPOSED, ImportState.WAITING)
    if not Import.objects.filter(pk=found.pk, state__in=waiting).update(state=ImportState.DISCARDED, content=None):
        raise CannotImport("This import can't be discarded any more; undo it instead.")
    audit.record(verb="import.discarded", target=found)


@transaction.atomic
def save_source(*, source: ImportSource, now: datetime) -> ImportSource:
    """Keep a source that is read again and again. Raises CannotImport."""
    if source.folder:
        try:
            allowed_folder(source.folder)
        except UnreadableSource as error:
            raise CannotImport(str(error)) from error
    if source.kind in {ImportKind.SQL, ImportKind.QUERIES} and not source.settings.get("namespace"):
        raise CannotImport("Say where the tables are (a namespace such as postgres://host:5432): names in SQL alone don't tell.")
    source.next_at = now if source.every_minutes else None
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        raise CannotImport(f"There is a source called “{source.label}” already, or its interval is under five minutes.") from error
    audit.record(verb="source.saved", target=source, after={"kind": source.kind, "every_minutes": source.every_minutes})
    return source


@transaction.atomic
def remove_source(*, source: ImportSource) -> None:
    """Forget a saved source; what it brought stays."""
    audit.record(verb="source.removed", target=source, before={"kind": source.kind})
    source.delete()


@transaction.atomic
def read_source_now(*, source: ImportSource, needs_confirming: bool) -> Import:
    """Begin an import of a saved source, in the name of whoever saved it. Raises CannotImport while one is at work."""
    if Import.objects.at_work().filter(source=source).exists():
        raise CannotImport(f"“{source}” is being read already.")
    if not may_import(source.created_by, ImportKind.DATABASE):
        raise CannotImport(f"Whoever saved “{source}” may not import any more; an administrator should save it anew.")
    found = Import.objects.create(
        label=source.label,
        kind=source.kind,
        settings=source.settings,
        needs_confirming=needs_confirming,
        source=source,
        connection=source.connection,
        by=source.created_by,
    )
    audit.record(verb="import.started", target=found, after={"kind": source.kind, "source": source.label})
    transaction.on_commit(lambda: _send(READ, found.pk))
    return found


def read_due_sources(*, now: datetime) -> int:
    """Begin the imports that are due; returns how many. An interval counts from the last start, so that missed ones aren't made up for."""
    begun = 0
    for source in ImportSource.objects.filter(next_at__lte=now).select_related("connection", "created_by"):
        following = now + timedelta(minutes=source.every_minutes or 0)
        # Whoever moves the time first begins it: two schedulers begin it once.
        if not ImportSource.objects.filter(pk=source.pk, next_at=source.next_at).update(next_at=following):
            continue
        try:
            read_source_now(source=source, needs_confirming=False)
            begun += 1
        except CannotImport as error:
            Import.objects.create(
                label=source.label,
                kind=source.kind,
                source=source,
                by=source.created_by,
                state=ImportState.FAILED,
                reason=str(error),
                finished_at=now,
            )
    return begun


def send_waiting(*, now: datetime) -> None:
    """Tell the workers again of imports that nobody took up: the broker may have lost the message, never the row."""
    for pk in Import.objects.filter(state=ImportState.WAITING, created_at__lt=now - timedelta(minutes=1)).values_list("pk", flat=True):
        _send(READ, pk)
    for pk in Import.objects.filter(state=ImportState.TAKING, beat_at=None).values_list("pk", flat=True):
        _send(TAKE, pk)


def give_up_on_dead_workers(*, now: datetime) -> None:
    """Mark imports whose worker died: they can be started anew, and what was told is told."""
    dead = Import.objects.filter(state__in=(ImportState.READING, ImportState.TAKING), beat_at__lt=now - DEAD_AFTER)
    dead.update(state=ImportState.FAILED, reason="Its worker stopped before the end. Start it again: twice is once.", finished_at=now)


def _send(task: str, import_id: int) -> None:
    """Tell a worker; while the broker is away the row waits, and is told of again."""
    try:
        current_app.send_task(task, kwargs={"import_id": import_id})
    except OperationalError:
        logger.warning("The broker is away; import %s waits for it", import_id)
