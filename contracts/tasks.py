"""The contracts room's side work."""

from celery import shared_task
from django.utils import timezone

from contracts.actions import proposals_ending
from contracts.actions.agreements import deciding
from contracts.actions.binding import bind_waiting
from contracts.actions.judging import keeping
from contracts.actions.testing import due


@shared_task(acks_late=True)
def run_due_tests() -> None:
    """Run the data tests that are due."""
    due.run_due()


@shared_task(acks_late=True)
def bind_contracts() -> None:
    """Bind contracts' objects to assets that have become known since."""
    bind_waiting()


@shared_task(acks_late=True)
def expire_proposals() -> None:
    """End proposals that were forgotten."""
    proposals_ending.expire_proposals(at=timezone.now())


@shared_task(acks_late=True)
def follow_agreements() -> None:
    """Start agreements whose first day has come, and end those that are over."""
    deciding.follow_calendar(today=timezone.localdate())


@shared_task(acks_late=True)
def carry_kept() -> None:
    """Carry the share of periods kept into the catalog."""
    keeping.carry_kept(now=timezone.now())
