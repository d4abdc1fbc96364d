"""The lineage room's side work."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from lineage.actions import importance, retention, usage
from lineage.actions.importing import starting, undoing
from lineage.actions.rebuild import rebuild as rebuild_rows
from lineage.actions.redrive import redrive as redrive_events

# The visibility timeout of the broker is shorter: a rebuild told twice waits for the first at the projector's lock.
REBUILD_SECONDS = 86_400
# Told twice, an import is done once: its row says who has it.
IMPORT_SECONDS = 3_600


@shared_task(acks_late=True)
def keep_partitions() -> None:
    """Make the event log's next partitions."""
    retention.keep_partitions(now=timezone.now())


@shared_task(acks_late=True)
def forget_old_events() -> None:
    """Drop partitions past the retention."""
    retention.forget_old_events(now=timezone.now(), keep_days=settings.EVENT_RETENTION_DAYS)


@shared_task(acks_late=True)
def count_usage() -> None:
    """Count what is downstream of each asset."""
    usage.count_usage_if_due()


@shared_task(acks_late=True)
def weigh_assets() -> None:
    """Weigh how important each asset is."""
    importance.weigh_assets()


@shared_task(acks_late=True)
def redrive(*, event_ids: list[int]) -> None:
    """Record failed events again."""
    redrive_events(event_ids=event_ids)


@shared_task(acks_late=True, soft_time_limit=REBUILD_SECONDS, time_limit=REBUILD_SECONDS)
def rebuild() -> None:
    """Replay the event log."""
    rebuild_rows()


@shared_task(acks_late=True, soft_time_limit=IMPORT_SECONDS, time_limit=IMPORT_SECONDS + 60)
def read_import(*, import_id: int) -> None:
    """Read what is to be imported."""
    from lineage.actions.importing.running import read_import as read  # loads readers, which an idle worker does without

    read(import_id=import_id)


@shared_task(acks_late=True, soft_time_limit=IMPORT_SECONDS, time_limit=IMPORT_SECONDS + 60)
def take_import(*, import_id: int) -> None:
    """Take what was proposed."""
    from lineage.actions.importing.running import take_import as take  # as above

    take(import_id=import_id)


@shared_task(acks_late=True)
def keep_imports_going() -> None:
    """Begin the imports that are due, and see to those that nobody takes up or whose worker died."""
    now = timezone.now()
    starting.read_due_sources(now=now)
    starting.send_waiting(now=now)
    starting.give_up_on_dead_workers(now=now)


@shared_task(acks_late=True)
def forget_old_run_pieces() -> None:
    """Forget what is only needed to undo imports that can't be undone any more."""
    undoing.forget_old_run_pieces(now=timezone.now())
