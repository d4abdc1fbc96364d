"""Access: asking for an asset with a purpose, deciding, ending; and asking for data that nobody found."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Asset, Person, Team
from feedback.models import AccessRequest

State = AccessRequest.State


class CannotRequest(Exception):
    """The request can't be made or decided; the message says why."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a steward says: approved or rejected, in words, and until when."""

    is_approved: bool
    answer: str = ""
    expires_on: date | None = None


@transaction.atomic
def request_access(*, person: Person, asset: Asset, purpose: str, team: Team | None = None) -> AccessRequest:
    """Ask to use an asset for a purpose, for oneself or one of one's teams. Raises CannotRequest."""
    if not purpose.strip():
        raise CannotRequest("Say what you need it for: whoever decides will read it.")
    if team and not person.memberships.filter(team=team).exists():
        raise CannotRequest(f"You are not in {team}.")
    try:
        with transaction.atomic():
            made = AccessRequest.objects.create(asset=asset, person=person, team=team, purpose=purpose.strip())
    except IntegrityError as error:
        raise CannotRequest("You have asked for this already, or have it.") from error
    audit.record(verb="access.requested", target=asset, after={"purpose": made.purpose, "team": str(team or "")})
    return made


@transaction.atomic
def ask_for_data(*, person: Person, wanted: str, purpose: str) -> AccessRequest:
    """Ask for data that search did not find."""
    if not wanted.strip() or not purpose.strip():
        raise CannotRequest("Say which data you look for, and what for.")
    made = AccessRequest.objects.create(person=person, wanted=wanted.strip(), purpose=purpose.strip())
    audit.record(verb="data.requested", target=made, after={"wanted": made.wanted})
    return made


@transaction.atomic
def decide_access(*, request: AccessRequest, decision: Decision, person: Person) -> None:
    """Approve or reject a request; a rejection says why."""
    locked = _locked(request)
    if locked.state != State.REQUESTED:
        raise CannotRequest(f"This was {locked.get_state_display().lower()} already.")
    if not decision.is_approved and not decision.answer.strip():
        raise CannotRequest("Say why not: they will read it.")
    if decision.expires_on and decision.expires_on <= timezone.localdate():
        raise CannotRequest("Choose a day that is still to come.")
    state = State.APPROVED if decision.is_approved else State.REJECTED
    _end(locked, state, person, answer=decision.answer.strip(), expires_on=decision.expires_on)


@transaction.atomic
def withdraw_request(*, request: AccessRequest, person: Person) -> None:
    """Take one's own request back."""
    locked = _locked(request)
    if locked.person_id != person.pk or locked.state != State.REQUESTED:
        raise CannotRequest("Only an open request of your own can be withdrawn.")
    _end(locked, State.WITHDRAWN, person)


@transaction.atomic
def revoke_access(*, request: AccessRequest, reason: str, person: Person) -> None:
    """End somebody's access."""
    locked = _locked(request)
    if locked.state != State.APPROVED:
        raise CannotRequest("Only access that was approved can be ended.")
    if not reason.strip():
        raise CannotRequest("Say why: they will read it.")
    _end(locked, State.REVOKED, person, answer=reason.strip())


@transaction.atomic
def expire_access(*, today: date) -> int:
    """End what was approved until before today; gives how many."""
    over = AccessRequest.objects.select_for_update(skip_locked=True).filter(state=State.APPROVED, expires_on__lt=today)
    for request in (found := list(over)):
        _end(request, State.EXPIRED, None, answer=request.answer)
    return len(found)


def _locked(request: AccessRequest) -> AccessRequest:
    """Read a request for change: who decides it and who takes it back may do so at the same time."""
    return AccessRequest.objects.select_for_update().get(pk=request.pk)


def _end(request: AccessRequest, state: str, person: Person | None, *, answer: str = "", expires_on: date | None = None) -> None:
    before = request.state
    decided = {
        "state": state,
        "answer": answer,
        "decided_at": timezone.now(),
        "decided_by": person,
        "expires_on": expires_on or request.expires_on,
    }
    AccessRequest.objects.filter(pk=request.pk).update(**decided)
    audit.record(
        verb=f"access.{state}", target=request.asset or request, before={"state": before}, after={"state": state, "answer": answer}
    )
