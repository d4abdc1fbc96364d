"""The lineage room's side work."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from lineage.actions import retention, usage
from lineage.actions.rebuild import rebuild as rebuild_rows
from lineage.actions.redrive import redrive as redrive_events

# The visibility timeout of the broker is shorter: a rebuild told twice waits for the first at the projector's lock.
REBUILD_SECONDS = 86_400


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
def redrive(*, event_ids: list[int]) -> None:
    """Record failed events again."""
    redrive_events(event_ids=event_ids)


@shared_task(acks_late=True, soft_time_limit=REBUILD_SECONDS, time_limit=REBUILD_SECONDS)
def rebuild() -> None:
    """Replay the event log."""
    rebuild_rows()
