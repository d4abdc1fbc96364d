"""Opening a change to those it affects, and their answers. Publishing and the other ends are in proposals_ending."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Asset, Person
from contracts.actions.publishing import propose_version
from contracts.compatibility.judging import Answer
from contracts.models import Acknowledgement, Agreement, ChangeProposal, ContractVersion
from contracts.models.contract import VersionState
from contracts.queries.change import CanIChange, Row, can_i_change_all
from contracts.queries.change_asked import about_version
from contracts.queries.change_offers import UnreadableProposal

# What consumers without an agreement are given, as agreements are unless they say otherwise.
USUAL_NOTICE = timedelta(days=30)
UNDECIDED = (ChangeProposal.State.OPEN, ChangeProposal.State.APPROVED)


class CannotPropose(Exception):
    """The proposal can't take this step; the message says why and what to do."""


@transaction.atomic
def open_proposal(*, version: ContractVersion, person: Person, message: str = "", at: datetime | None = None) -> ChangeProposal:
    """Put a draft before everybody whom it breaks, or may break: who they are, and why, is frozen now.

    Notice runs for as long as the longest of the agreements affected asks. Affecting nobody, it is approved at once. Raises CannotPropose.
    """
    current = ContractVersion.objects.select_for_update(of=("self",), no_key=True).select_related("contract__domain").get(pk=version.pk)
    if current.state not in (VersionState.DRAFT, VersionState.PROPOSED):
        raise CannotPropose(f"Version {current.number} is {current.get_state_display().lower()}; only a draft can be proposed.")
    if ChangeProposal.objects.filter(version=current, state__in=UNDECIDED).exists():
        raise CannotPropose(f"Version {current.number} is proposed already. Withdraw that proposal first.")
    if current.state == VersionState.DRAFT:
        current = propose_version(version=current)
    found = _judged(current)
    affected = _by_party(found)
    moment = at or timezone.now()
    proposal = ChangeProposal.objects.create(
        version=current,
        replaces=current.contract.versions.filter(state=VersionState.ACTIVE).first(),
        digest=bytes(current.digest),
        state=ChangeProposal.State.OPEN if affected else ChangeProposal.State.APPROVED,
        verdict=found.answer.value,
        reasons=[{"code": change.code.value, "direction": change.direction.value, "words": change.words} for change in found.changes],
        message=message,
        opened_at=moment,
        opened_by=person,
        notice_until=moment + _notice(affected) if affected else None,
    )
    Acknowledgement.objects.bulk_create([_asked(proposal, rows) for rows in affected.values()])
    audit.record(
        verb="proposal.opened",
        target=proposal,
        name=f"{current.contract} {current.number}",
        after={"version": current.number, "verdict": found.answer.value, "asked": len(affected)},
    )
    return proposal


def _judged(version: ContractVersion) -> CanIChange:
    try:
        # Whom it affects, and why, must not depend on what the proposer may see; pages leave out what their reader may not.
        return can_i_change_all(about_version(version), Person(handle="provender", is_administrator=True))
    except UnreadableProposal as error:
        raise CannotPropose(str(error)) from error


def _by_party(found: CanIChange) -> dict[str, list[Row]]:
    """Gather those affected, each once however many assets of the contract they rely on."""
    affected: dict[str, list[Row]] = {}
    for row in found.rows:
        if row.answer is not Answer.YES:
            affected.setdefault(row.relying.party.key, []).append(row)
    return affected


def _notice(affected: dict[str, list[Row]]) -> timedelta:
    agreements = {row.relying.party.agreement for rows in affected.values() for row in rows}
    days = Agreement.objects.filter(pk__in=[pk for pk in agreements if pk]).values_list("notice_days", flat=True)
    agreed = [timedelta(days=count) for count in days]
    return max([*agreed, *([USUAL_NOTICE] if None in agreements else [])])


def _asked(proposal: ChangeProposal, rows: list[Row]) -> Acknowledgement:
    party = rows[0].relying.party
    kind, _, number = party.key.partition(":")
    asset = Asset.objects.filter(pk=int(number)).first() if kind == "asset" else None
    return Acknowledgement(
        proposal=proposal,
        agreement_id=party.agreement,
        consumer_asset=asset,
        consumer_job_id=int(number) if kind == "job" else None,
        consumer=party.name,
        verdict=Answer.NO.value if any(row.answer is Answer.NO for row in rows) else Answer.UNKNOWN.value,
        reasons=[
            {"effect": reason.effect.value, "code": reason.code, "column": reason.column, "words": reason.words}
            for row in rows
            for reason in row.reasons
        ],
    )


@transaction.atomic
def answer_proposal(
    *,
    acknowledgement: Acknowledgement,
    person: Person,
    answer: str,
    ready_by: date | None = None,
    comment: str = "",
    at: datetime | None = None,
) -> ChangeProposal:
    """Say what a change means for one consumer: ok, migrating by a date, or blocked. It may be said anew until the proposal is decided."""
    proposal = (
        ChangeProposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("version__contract")
        .get(pk=acknowledgement.proposal_id)
    )
    if proposal.state not in UNDECIDED:
        raise CannotPropose(f"This proposal is {proposal.get_state_display().lower()}; answers are closed.")
    moment = at or timezone.now()
    current = Acknowledgement.objects.select_for_update(of=("self",), no_key=True).get(pk=acknowledgement.pk)
    _check_answer(answer, ready_by, comment, moment)
    before = {"answer": current.answer}
    current.answer, current.comment, current.answered_at, current.answered_by = answer, comment, moment, person
    current.ready_by = ready_by if answer == Acknowledgement.Answer.MIGRATING else None
    current.save(update_fields=["answer", "comment", "answered_at", "answered_by", "ready_by"])
    proposal.state = ChangeProposal.State.OPEN if outstanding(proposal) else ChangeProposal.State.APPROVED
    proposal.save(update_fields=["state"])
    after = {"consumer": current.consumer, "answer": answer, **({"ready_by": str(ready_by)} if current.ready_by else {})}
    audit.record(verb="proposal.answered", target=proposal, name=named(proposal), before=before, after=after)
    return proposal


def _check_answer(answer: str, ready_by: date | None, comment: str, moment: datetime) -> None:
    if answer not in {Acknowledgement.Answer.OK, Acknowledgement.Answer.MIGRATING, Acknowledgement.Answer.BLOCKED}:
        raise CannotPropose("Answer ok, migrating or blocked.")
    if answer == Acknowledgement.Answer.MIGRATING and (ready_by is None or ready_by < moment.date()):
        raise CannotPropose("Migrating needs a date, today or later, by which you are ready.")
    if answer == Acknowledgement.Answer.BLOCKED and not comment.strip():
        raise CannotPropose("Say what blocks you, so that the producer can help.")


def outstanding(proposal: ChangeProposal) -> list[Acknowledgement]:
    """List who has not answered yet, or is blocked."""
    rows = proposal.acknowledgements.filter(answer__in=[Acknowledgement.Answer.WAITING, Acknowledgement.Answer.BLOCKED])
    return list(rows.order_by("pk"))


def named(proposal: ChangeProposal) -> str:
    """Name a proposal in the audit log."""
    return f"{proposal.version.contract} {proposal.version.number}"
