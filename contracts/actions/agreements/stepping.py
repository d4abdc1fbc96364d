"""The steps of an agreement by name, and whose step each is: one list for pages and the API."""

from catalog.models import Person
from contracts.actions.agreements import deciding
from contracts.actions.agreements.requesting import CannotAgree
from contracts.models import Agreement
from contracts.queries.agreements import consumer_ref, is_producer
from contracts.queries.parties import speaks_for

STEPS = ("approve", "reject", "sign", "suspend", "resume", "terminate")


def may_step(step: str, agreement: Agreement, person: Person) -> bool:
    """Say whether a step is somebody's: the producer decides, the consumer signs, the rest is open to both sides."""
    produces = is_producer(person, agreement.contract)
    consumes = speaks_for(person, consumer_ref(agreement))
    return {"approve": produces, "reject": produces, "sign": consumes}.get(step, produces or consumes)


def take_step(*, agreement: Agreement, step: str, reason: str, person: Person) -> Agreement:
    """Take one of STEPS; rejecting, suspending and ending need a reason. Raises CannotAgree."""
    if step == "approve":
        return deciding.approve_agreement(agreement=agreement, person=person)
    if step == "reject":
        return deciding.reject_agreement(agreement=agreement, reason=reason, person=person)
    if step == "sign":
        return deciding.sign_agreement(agreement=agreement, person=person)
    if step == "suspend":
        return deciding.suspend_agreement(agreement=agreement, reason=reason, person=person)
    if step == "resume":
        return deciding.resume_agreement(agreement=agreement, person=person)
    if step == "terminate":
        return deciding.terminate_agreement(agreement=agreement, reason=reason, person=person)
    raise CannotAgree(f"There is no step {step!r}; there are {', '.join(STEPS)}.")
