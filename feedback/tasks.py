"""The feedback room's side work."""

from celery import shared_task
from django.utils import timezone

from feedback.actions import access, promotion
from feedback.actions.alerts import delivering, reporting, upkeep
from feedback.actions.cases import resolving


@shared_task(acks_late=True)
def end_quiet_cases() -> None:
    """Take silence for a yes, and close what was solved long ago."""
    resolving.end_quiet_cases(now=timezone.now())


@shared_task(acks_late=True)
def expire_access() -> None:
    """End access that was given until yesterday."""
    access.expire_access(today=timezone.localdate())


@shared_task(acks_late=True)
def check_promoted() -> None:
    """Check every promoted asset against what its stage asks for."""
    promotion.check_promoted(now=timezone.now())


@shared_task(acks_late=True)
def deliver_due() -> None:
    """Send the messages that are due."""
    delivering.deliver_due()


@shared_task(acks_late=True)
def send_reports() -> None:
    """Tell last week's numbers to whoever asked for them and hasn't heard."""
    reporting.send_reports(now=timezone.now())


@shared_task(acks_late=True)
def look_for_new_finds() -> None:
    """Make followed searches again, and tell what is new."""
    upkeep.look_for_new_finds(now=timezone.now())


@shared_task(acks_late=True)
def forget_old_alerts() -> None:
    """Forget happenings, deliveries and read notices of long ago."""
    upkeep.forget_old_alerts(now=timezone.now())
