"""The contracts room's side work."""

from celery import shared_task

from contracts.actions.testing import due


@shared_task(acks_late=True)
def run_due_tests() -> None:
    """Run the data tests that are due."""
    due.run_due()
