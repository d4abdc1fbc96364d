"""Asking for an agreement: as a consumer who knows what they need, or as a producer who confirms whom lineage shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from catalog import audit
from catalog.models import Asset, Person
from contracts.clauses import clauses_of_needs
from contracts.models import Agreement, AgreementColumn, Contract, SignOff
from contracts.models.agreement import OPEN, AgreementState
from contracts.models.contract import VersionState
from contracts.queries.parties import ConsumerRef, speaks_for


class CannotAgree(Exception):
    """The agreement can't be asked for or changed like that; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column relied on: of which asset, how, and as which type it is stored or cast."""

    asset_id: int
    path: str
    use: str = AgreementColumn.Use.READS
    as_type: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a consumer needs. `needs`: {slaProperties: as in ODCS, quality: [ODCS rules with `column`]}; no columns: the whole asset."""

    purpose: str
    needs: dict[str, Any] = field(default_factory=dict)
    columns: Sequence[ColumnUse] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    reassess_on: date | None = None
    notice_days: int = 30


@transaction.atomic
def request_agreement(*, contract: Contract, consumer: ConsumerRef, wish: Wish, person: Person) -> Agreement:
    """Ask to rely on a contract; asking signs for the consumer. An agreement that lineage suggested becomes a declared one.

    Raises CannotAgree for somebody who doesn't speak for that consumer, columns the contract doesn't have, or needs nobody can read.
    """
    if not speaks_for(person, consumer):
        raise CannotAgree("You can ask for yourself, for your teams, and for jobs and assets that your teams own.")
    check_wish(contract, wish)
    made = _write(contract, consumer, wish, person, Agreement.Origin.DECLARED)
    SignOff.objects.get_or_create(agreement=made, side=SignOff.Side.CONSUMER, defaults={"person": person})
    audit.record(verb="agreement.requested", target=made, after={"contract": str(contract), "purpose": wish.purpose, "needs": wish.needs})
    return made


@transaction.atomic
def confirm_consumer(*, contract: Contract, consumer: ConsumerRef, columns: Sequence[ColumnUse], person: Person) -> Agreement:
    """Confirm as a producer that somebody whom lineage shows relies on the contract: they hear of what breaks from now on."""
    wish = Wish("Confirmed from lineage", columns=columns)
    made = _write(contract, consumer, wish, person, Agreement.Origin.DECLARED)
    now = timezone.now()
    Agreement.objects.filter(pk=made.pk).update(state=AgreementState.APPROVED, decided_at=now, decided_by=person)
    SignOff.objects.get_or_create(agreement=made, side=SignOff.Side.PRODUCER, defaults={"person": person})
    audit.record(verb="agreement.confirmed", target=made, after={"contract": str(contract), "columns": [use.path for use in columns]})
    made.refresh_from_db()
    return made


def check_wish(contract: Contract, wish: Wish) -> None:
    """Refuse what can't be agreed on: no purpose, dates the wrong way, nothing in force, unknown columns, needs nobody can read."""
    if not wish.purpose.strip():
        raise CannotAgree("Say what you need it for.")
    if wish.starts_on and wish.ends_on and wish.ends_on < wish.starts_on:
        raise CannotAgree("An agreement ends after it starts.")
    if not contract.versions.filter(state=VersionState.ACTIVE).exists():
        raise CannotAgree("No version of this contract is in force; there is nothing to agree on yet.")
    for use in wish.columns:
        if not Asset.objects.filter(pk=use.asset_id, columns__path=use.path, contracted__version__contract=contract).exists():
            raise CannotAgree(f"The contract has no column {use.path}.")
    unread = [clause for clause in clauses_of_needs(wish.needs, "it") if clause.why_not]
    if unread:
        raise CannotAgree(f"{unread[0].words}: {unread[0].why_not}.")


def _write(contract: Contract, consumer: ConsumerRef, wish: Wish, person: Person, origin: str) -> Agreement:
    who = {
        "consumer_team": consumer.team,
        "consumer_person": consumer.person,
        "consumer_job": consumer.job,
        "consumer_asset": consumer.asset,
    }
    said = {
        "origin": origin, "purpose": wish.purpose.strip(), "needs": wish.needs, "starts_on": wish.starts_on, "ends_on": wish.ends_on,
        "reassess_on": wish.reassess_on, "notice_days": wish.notice_days, "requested_by": person,
    }  # fmt: skip
    there = Agreement.objects.select_for_update(no_key=True).filter(Q(**who), contract=contract, state__in=OPEN).first()
    if there is not None and there.origin == Agreement.Origin.DECLARED:
        raise CannotAgree(f"{there} has an agreement on this contract already ({there.get_state_display().lower()}). Change that one.")
    try:
        with transaction.atomic():
            made = there or Agreement(contract=contract, **who)
            for name, value in said.items():
                setattr(made, name, value)
            made.state = AgreementState.REQUESTED
            made.save()
    except IntegrityError as error:
        raise CannotAgree("Somebody asked for the same a moment ago; look at that one.") from error
    write_columns(made, wish.columns)
    return made


def write_columns(agreement: Agreement, columns: Sequence[ColumnUse]) -> None:
    """Let an agreement be about these columns, and no others."""
    agreement.columns.all().delete()
    rows = [
        AgreementColumn(agreement=agreement, asset_id=use.asset_id, column_path=use.path, use=use.use, as_type=use.as_type)
        for use in columns
    ]
    AgreementColumn.objects.bulk_create(rows, ignore_conflicts=True)
