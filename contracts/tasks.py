"""The contracts room's side work."""

from celery import shared_task

from contracts.actions.binding import bind_waiting
from contracts.actions.testing import due


@shared_task(acks_late=True)
def run_due_tests() -> None:
    """Run the data tests that are due."""
    due.run_due()


@shared_task(acks_late=True)
def bind_contracts() -> None:
    """Bind contracts' objects to assets that have become known since."""
    bind_waiting()
