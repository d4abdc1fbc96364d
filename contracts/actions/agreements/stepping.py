"""The steps of an agreement by name, and whose step each is: one list for pages and the API."""

from catalog.models import Person
from contracts.actions.agreements import amending, deciding
from contracts.actions.agreements.requesting import CannotAgree
from contracts.models import Agreement, Amendment, SignOff
from contracts.queries.agreements import consumer_ref, is_producer
from contracts.queries.parties import speaks_for

PLAIN = {
    "approve": deciding.approve_agreement, "sign": deciding.sign_agreement, "resume": deciding.resume_agreement,
    "accept": amending.accept_amendment, "withdraw": amending.withdraw_amendment,
}  # fmt: skip
REASONED = {
    "reject": deciding.reject_agreement, "suspend": deciding.suspend_agreement, "terminate": deciding.terminate_agreement,
    "decline": amending.decline_amendment,
}  # fmt: skip
STEPS = ("approve", "reject", "sign", "suspend", "resume", "terminate", "accept", "decline", "withdraw")


def sides_of(agreement: Agreement, person: Person) -> tuple[str, ...]:
    """Give the sides of an agreement that somebody acts for."""
    sides = (
        (SignOff.Side.PRODUCER, is_producer(person, agreement.contract)),
        (SignOff.Side.CONSUMER, speaks_for(person, consumer_ref(agreement))),
    )
    return tuple(side for side, acts in sides if acts)


def may_step(step: str, agreement: Agreement, person: Person) -> bool:
    """Say whether a step is somebody's: the producer decides, the consumer signs, of an amendment the side it was put before; the rest is open to both."""
    sides = sides_of(agreement, person)
    if step in {"approve", "reject"}:
        return SignOff.Side.PRODUCER in sides
    if step == "sign":
        return SignOff.Side.CONSUMER in sides
    if step in {"accept", "decline", "withdraw"}:
        proposed = agreement.amendments.filter(state=Amendment.State.OPEN).values_list("side", flat=True).first()
        return bool(sides) and (proposed is None or (proposed in sides if step == "withdraw" else any(side != proposed for side in sides)))
    return bool(sides)


def take_step(*, agreement: Agreement, step: str, reason: str, person: Person) -> Agreement:
    """Take one of STEPS; rejecting, declining, suspending and ending need a reason. Raises CannotAgree."""
    if step in REASONED:
        return REASONED[step](agreement=agreement, reason=reason, person=person)
    if step in PLAIN:
        return PLAIN[step](agreement=agreement, person=person)
    raise CannotAgree(f"There is no step {step!r}; there are {', '.join(STEPS)}.")
