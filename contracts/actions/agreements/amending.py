"""Amending an agreement: either side proposes new terms, the other accepts or declines; until then the old ones hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Person
from contracts.actions.agreements.binding import assets_of, bind, count_consumers
from contracts.actions.agreements.requesting import CannotAgree, ColumnUse, Wish, check_wish, write_columns
from contracts.models import Agreement, Amendment, SignOff
from contracts.models.agreement import BINDING, AgreementState
from contracts.queries.amendments import terms_of

State = Amendment.State


@transaction.atomic
def propose_amendment(*, agreement: Agreement, wish: Wish, side: str, message: str, person: Person) -> Amendment:
    """Propose new terms for one side, which signs them by that. Raises CannotAgree. The first day stays as it was."""
    current = _locked(agreement)
    if current.state not in BINDING:
        raise CannotAgree("Only an agreement that both sides stand by is amended. Ask for a new one.")
    check_wish(current.contract, wish)
    if current.starts_on and wish.ends_on and wish.ends_on < current.starts_on:
        raise CannotAgree("An agreement ends after it starts.")
    before, terms = terms_of(current), _terms(wish)
    if before == terms:
        raise CannotAgree("These are the terms it has already.")
    try:
        with transaction.atomic():
            made = Amendment.objects.create(
                agreement=current, side=side, before=before, terms=terms, message=message.strip(), proposed_by=person
            )
    except IntegrityError as error:
        raise CannotAgree("There is a proposal already. Decide about that one first, or take it back.") from error
    audit.record(verb="agreement.amendment_proposed", target=current, before=before, after=terms)
    return made


@transaction.atomic
def accept_amendment(*, agreement: Agreement, person: Person) -> Agreement:
    """Sign the proposed terms for the other side: they are in force from now on, where the agreement is. Raises CannotAgree."""
    current, amendment = _open(agreement)
    wish = _wish(amendment.terms)
    check_wish(current.contract, wish)
    affected = {row.asset_id for row in assets_of(current)}
    current.purpose, current.needs, current.notice_days = wish.purpose, wish.needs, wish.notice_days
    current.ends_on, current.reassess_on = wish.ends_on, wish.reassess_on
    current.save(update_fields=["purpose", "needs", "notice_days", "ends_on", "reassess_on"])
    write_columns(current, wish.columns)
    now = timezone.now()
    current.sign_offs.all().delete()
    other = SignOff.Side.CONSUMER if amendment.side == SignOff.Side.PRODUCER else SignOff.Side.PRODUCER
    signed = {amendment.side: amendment.proposed_by or person, other: person}
    SignOff.objects.bulk_create(SignOff(agreement=current, side=side, person=who) for side, who in signed.items())
    if current.state == AgreementState.ACTIVE:
        bind(current, now)
    _decide(amendment, State.ACCEPTED, person)
    audit.record(verb="agreement.amended", target=current, before=amendment.before, after=amendment.terms)
    count_consumers(pk for pk in affected | {row.asset_id for row in assets_of(current)} if pk is not None)
    return current


@transaction.atomic
def decline_amendment(*, agreement: Agreement, reason: str, person: Person) -> Agreement:
    """Decline the proposed terms, and say why; the old ones go on."""
    if not reason.strip():
        raise CannotAgree("Say why: the other side reads it.")
    current, amendment = _open(agreement)
    _decide(amendment, State.DECLINED, person, reason.strip())
    audit.record(verb="agreement.amendment_declined", target=current, after={"reason": reason.strip()})
    return current


@transaction.atomic
def withdraw_amendment(*, agreement: Agreement, person: Person) -> Agreement:
    """Take a proposal of one's own side back."""
    current, amendment = _open(agreement)
    _decide(amendment, State.WITHDRAWN, person)
    audit.record(verb="agreement.amendment_withdrawn", target=current)
    return current


def _decide(amendment: Amendment, state: str, person: Person, reason: str = "") -> None:
    amendment.state, amendment.reason = state, reason
    amendment.decided_at, amendment.decided_by = timezone.now(), person
    amendment.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _open(agreement: Agreement) -> tuple[Agreement, Amendment]:
    current = _locked(agreement)
    amendment = current.amendments.select_related("proposed_by").filter(state=State.OPEN).first()
    if amendment is None:
        raise CannotAgree("Nothing is proposed; there is nothing to decide.")
    if current.state not in BINDING:
        raise CannotAgree(f"The agreement is {current.get_state_display().lower()}; its terms stay as they were.")
    return current, amendment


def _locked(agreement: Agreement) -> Agreement:
    joined = ("contract__domain", "consumer_team", "consumer_person", "consumer_job", "consumer_asset")
    return Agreement.objects.select_for_update(of=("self",), no_key=True).select_related(*joined).get(pk=agreement.pk)


def _terms(wish: Wish) -> dict[str, Any]:
    return {
        "purpose": wish.purpose.strip(),
        "needs": wish.needs,
        "columns": sorted(
            ({"asset": use.asset_id, "path": use.path, "use": str(use.use), "as_type": use.as_type} for use in wish.columns),
            key=lambda use: (use["asset"], use["path"], use["use"]),
        ),
        "ends_on": wish.ends_on.isoformat() if wish.ends_on else None,
        "reassess_on": wish.reassess_on.isoformat() if wish.reassess_on else None,
        "notice_days": wish.notice_days,
    }


def _wish(terms: Mapping[str, Any]) -> Wish:
    return Wish(
        purpose=terms["purpose"],
        needs=terms["needs"],
        columns=tuple(ColumnUse(use["asset"], use["path"], use["use"], use["as_type"]) for use in terms["columns"]),
        ends_on=date.fromisoformat(terms["ends_on"]) if terms["ends_on"] else None,
        reassess_on=date.fromisoformat(terms["reassess_on"]) if terms["reassess_on"] else None,
        notice_days=terms["notice_days"],
    )
