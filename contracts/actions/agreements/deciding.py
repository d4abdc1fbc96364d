"""Deciding about an agreement: approve, reject, sign, suspend, resume, terminate; and what the calendar does."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Person
from contracts.actions.agreements.binding import assets_of, bind, count_consumers, release
from contracts.actions.agreements.requesting import CannotAgree
from contracts.models import Agreement, SignOff
from contracts.models.agreement import AgreementState

State = AgreementState
# requested → approved | rejected; approved → active; active ↔ suspended; any that binds → expired | terminated
MOVES: dict[str, frozenset[str]] = {
    State.REQUESTED: frozenset({State.APPROVED, State.REJECTED, State.TERMINATED}),
    State.APPROVED: frozenset({State.ACTIVE, State.EXPIRED, State.TERMINATED}),
    State.ACTIVE: frozenset({State.SUSPENDED, State.EXPIRED, State.TERMINATED}),
    State.SUSPENDED: frozenset({State.ACTIVE, State.EXPIRED, State.TERMINATED}),
}


@transaction.atomic
def approve_agreement(*, agreement: Agreement, person: Person) -> Agreement:
    """Agree as the producer; it becomes active at once when the consumer has signed and its first day has come."""
    current = _locked(agreement)
    _move(current, State.APPROVED, person)
    SignOff.objects.get_or_create(agreement=current, side=SignOff.Side.PRODUCER, defaults={"person": person})
    audit.record(verb="agreement.approved", target=current)
    _start(current, timezone.now())
    return current


@transaction.atomic
def sign_agreement(*, agreement: Agreement, person: Person) -> Agreement:
    """Sign for the consumer an agreement that the producer put forward."""
    current = _locked(agreement)
    if current.state not in {State.REQUESTED, State.APPROVED}:
        raise CannotAgree(f"It is {_state(current)}; there is nothing to sign.")
    SignOff.objects.get_or_create(agreement=current, side=SignOff.Side.CONSUMER, defaults={"person": person})
    audit.record(verb="agreement.signed", target=current)
    _start(current, timezone.now())
    return current


@transaction.atomic
def reject_agreement(*, agreement: Agreement, reason: str, person: Person) -> Agreement:
    """Decline a request, and say why."""
    return _end(agreement, State.REJECTED, reason, person, "agreement.rejected")


@transaction.atomic
def suspend_agreement(*, agreement: Agreement, reason: str, person: Person) -> Agreement:
    """Let it rest: its clauses bind nobody until it is resumed."""
    current = _locked(agreement)
    if not reason.strip():
        raise CannotAgree("Say why: the other side reads it.")
    _move(current, State.SUSPENDED, person, reason)
    release(current, timezone.now())
    audit.record(verb="agreement.suspended", target=current, after={"reason": reason.strip()})
    _count(current)
    return current


@transaction.atomic
def resume_agreement(*, agreement: Agreement, person: Person) -> Agreement:
    """Put it in force again."""
    current = _locked(agreement)
    if current.state != State.SUSPENDED:
        raise CannotAgree(f"It is {_state(current)}; only a suspended agreement is resumed.")
    _move(current, State.ACTIVE, person)
    bind(current, timezone.now())
    audit.record(verb="agreement.resumed", target=current)
    _count(current)
    return current


@transaction.atomic
def terminate_agreement(*, agreement: Agreement, reason: str, person: Person) -> Agreement:
    """End it for good; its history stays."""
    return _end(agreement, State.TERMINATED, reason, person, "agreement.terminated")


def follow_calendar(*, today: date) -> int:
    """Start what was agreed for today, and end what was agreed until yesterday; gives how many moved."""
    ready = Agreement.objects.filter(state=State.APPROVED, starts_on__lte=today)
    over = Agreement.objects.filter(state__in=[State.APPROVED, State.ACTIVE, State.SUSPENDED], ends_on__lt=today)
    moved = 0
    for agreement in over:
        with transaction.atomic():
            current = _locked(agreement)
            if current.state in MOVES and current.ends_on and current.ends_on < today:
                _finish(current, State.EXPIRED, None, "agreement.expired", "")
                moved += 1
    for agreement in ready:
        with transaction.atomic():
            moved += _start(_locked(agreement), timezone.now())
    return moved


def _start(agreement: Agreement, now: datetime) -> bool:
    """Put an approved agreement in force once both sides signed and its first day has come."""
    signed = set(agreement.sign_offs.values_list("side", flat=True))
    is_ready = agreement.state == State.APPROVED and len(signed) == len(SignOff.Side)
    if not is_ready or (agreement.starts_on and agreement.starts_on > timezone.localdate(now)):
        _count(agreement)
        return False
    agreement.state = State.ACTIVE
    agreement.save(update_fields=["state"])
    count = bind(agreement, now)
    audit.record(verb="agreement.activated", target=agreement, after={"clauses": count})
    _count(agreement)
    return True


def _end(agreement: Agreement, state: str, reason: str, person: Person, verb: str) -> Agreement:
    if not reason.strip():
        raise CannotAgree("Say why: the other side reads it.")
    current = _locked(agreement)
    _finish(current, state, person, verb, reason.strip())
    return current


def _finish(current: Agreement, state: str, person: Person | None, verb: str, reason: str) -> None:
    _move(current, state, person, reason)
    now = timezone.now()
    Agreement.objects.filter(pk=current.pk).update(ended_at=now)
    release(current, now)
    audit.record(verb=verb, target=current, after={"reason": reason} if reason else {})
    _count(current)


def _move(agreement: Agreement, state: str, person: Person | None, reason: str = "") -> None:
    if state not in MOVES.get(agreement.state, frozenset()):
        raise CannotAgree(f"An agreement that is {_state(agreement)} can't become {State(state).label.lower()}.")
    agreement.state, agreement.reason = state, reason.strip()
    agreement.decided_at, agreement.decided_by = timezone.now(), person
    agreement.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _locked(agreement: Agreement) -> Agreement:
    joined = ("contract__domain", "consumer_team", "consumer_person", "consumer_job", "consumer_asset")
    return Agreement.objects.select_for_update(of=("self",), no_key=True).select_related(*joined).get(pk=agreement.pk)


def _state(agreement: Agreement) -> str:
    return str(agreement.get_state_display()).lower()


def _count(agreement: Agreement) -> None:
    count_consumers(row.asset_id for row in assets_of(agreement) if row.asset_id is not None)
