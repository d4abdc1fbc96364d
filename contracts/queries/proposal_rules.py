"""Who stands in the way of a proposal."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from contracts.models import Acknowledgement, ChangeProposal


def objections(rows: Iterable[Acknowledgement], proposal: ChangeProposal, at: datetime) -> Iterator[Acknowledgement]:
    """Yield those who are blocked, still migrating, or silent while their notice runs."""
    is_over = proposal.notice_until is not None and proposal.notice_until <= at
    for row in rows:
        is_migrating = row.answer == Acknowledgement.Answer.MIGRATING and row.ready_by is not None and row.ready_by > at.date()
        is_silent = row.answer == Acknowledgement.Answer.WAITING and not is_over
        if row.answer == Acknowledgement.Answer.BLOCKED or is_migrating or is_silent:
            yield row
