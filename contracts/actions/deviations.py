"""Acknowledge deviations: somebody has seen it and looks after it."""

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Person
from contracts.models import Deviation


class CannotAcknowledge(Exception):
    """The deviation can't be acknowledged; the message says why."""


@transaction.atomic
def acknowledge_deviation(*, deviation: Deviation, person: Person) -> None:
    """Note that somebody looks after a deviation; it stays open until its promise holds again."""
    current = Deviation.objects.select_for_update(of=("self",), no_key=True).get(pk=deviation.pk)
    if current.resolved_at is not None:
        raise CannotAcknowledge("The promise holds again: there is nothing left to look after.")
    if current.acknowledged_at is not None:
        raise CannotAcknowledge(f"{current.acknowledged_by or 'Somebody'} looks after it already.")
    now = timezone.now()
    Deviation.objects.filter(pk=current.pk).update(acknowledged_at=now, acknowledged_by=person)
    audit.record(verb="deviation.acknowledged", target=current.asset, after={"deviation": current.pk, "words": current.words})


@transaction.atomic
def unacknowledge_deviation(*, deviation: Deviation) -> None:
    """Take an acknowledgement back."""
    current = Deviation.objects.select_for_update(of=("self",), no_key=True).get(pk=deviation.pk)
    if current.acknowledged_at is None:
        raise CannotAcknowledge("Nobody has acknowledged it.")
    Deviation.objects.filter(pk=current.pk).update(acknowledged_at=None, acknowledged_by=None)
    audit.record(
        verb="deviation.released",
        target=current.asset,
        before={"deviation": current.pk, "acknowledged_by": str(current.acknowledged_by or "")},
    )
