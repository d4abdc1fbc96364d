"""How a proposal ends: published, withdrawn, rejected, expired."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.models import Person
from contracts.actions.proposals import UNDECIDED, CannotPropose, named, outstanding
from contracts.actions.publishing import CannotPublish, activate_version, withdraw_version
from contracts.models import Acknowledgement, ChangeProposal, ContractVersion
from contracts.models.contract import VersionState
from contracts.queries.proposal_rules import objections

# A proposal nobody published so long after its notice was over has been forgotten; what it froze is no longer true.
FORGOTTEN_AFTER = timedelta(days=90)
_NAMES_SHOWN = 5


@transaction.atomic
def publish_proposal(*, proposal: ChangeProposal, person: Person, force_reason: str = "", at: datetime | None = None) -> ChangeProposal:
    """Put the proposed version in force: once nobody is blocked or migrating any more and all have answered, or their notice is over.

    With a reason it is published over objections, which the audit log keeps apart (`proposal.forced`). Raises CannotPropose.
    """
    current = _undecided(proposal)
    moment = at or timezone.now()
    if current.version.state != VersionState.PROPOSED or bytes(current.version.digest) != bytes(current.digest or b""):
        raise CannotPropose(f"Version {current.version.number} was edited since it was proposed. Withdraw this proposal and open it anew.")
    against = list(objections(current.acknowledgements.order_by("pk"), current, moment))
    reason = force_reason.strip()
    if against and not reason:
        raise CannotPropose(f"{_listed(against)} Wait, or publish by force and say why.")
    _decide(current, ChangeProposal.State.PUBLISHED, person, moment, force_reason=reason if against else "")
    try:
        activate_version(version=current.version, person=person, at=moment)
    except CannotPublish as error:
        raise CannotPropose(str(error)) from error
    after: dict[str, object] = {"version": current.version.number}
    if against:
        after |= {"reason": reason, "over": [f"{row.consumer}: {row.get_answer_display()}" for row in against]}
    audit.record(verb="proposal.forced" if against else "proposal.published", target=current, name=named(current), after=after)
    return current


@transaction.atomic
def withdraw_proposal(*, proposal: ChangeProposal, person: Person, at: datetime | None = None) -> ChangeProposal:
    """Take a proposal back; its version is a draft again."""
    return _given_up(proposal, ChangeProposal.State.WITHDRAWN, person, at)


@transaction.atomic
def reject_proposal(*, proposal: ChangeProposal, person: Person, reason: str, at: datetime | None = None) -> ChangeProposal:
    """Turn somebody's proposal down, and say why; its version is a draft again."""
    if not reason.strip():
        raise CannotPropose("Say why it is rejected.")
    return _given_up(proposal, ChangeProposal.State.REJECTED, person, at, reason.strip())


@transaction.atomic
def expire_proposals(*, at: datetime) -> int:
    """End the proposals that were forgotten; returns how many."""
    late = ChangeProposal.objects.filter(state__in=UNDECIDED, opened_at__lt=at - FORGOTTEN_AFTER)
    forgotten = [row for row in late if (row.notice_until or row.opened_at) < at - FORGOTTEN_AFTER]
    for proposal in forgotten:
        _given_up(proposal, ChangeProposal.State.EXPIRED, None, at)
    return len(forgotten)


def follow_activation(version_id: int) -> None:
    """Close the proposal of a version that was put in force past it (one of settings.CONTRACT_STEPS): the audit log says so."""
    version = ContractVersion.objects.select_related("contract").get(pk=version_id)
    if version.state != VersionState.ACTIVE:
        return
    for proposal in ChangeProposal.objects.select_for_update(no_key=True).filter(version=version, state__in=UNDECIDED):
        waiting = outstanding(proposal)
        reason = "Activated past its proposal." if waiting else ""
        _decide(proposal, ChangeProposal.State.PUBLISHED, None, version.activated_at or timezone.now(), force_reason=reason)
        verb = "proposal.forced" if waiting else "proposal.published"
        audit.record(verb=verb, target=proposal, name=named(proposal), after={"version": version.number, "reason": reason})


def _given_up(proposal: ChangeProposal, state: str, person: Person | None, at: datetime | None, reason: str = "") -> ChangeProposal:
    current = _undecided(proposal)
    _decide(current, state, person, at or timezone.now(), force_reason=reason)
    if current.version.state == VersionState.PROPOSED:
        withdraw_version(version=current.version)
    audit.record(verb=f"proposal.{state}", target=current, name=named(current), after={"reason": reason} if reason else {})
    return current


def _undecided(proposal: ChangeProposal) -> ChangeProposal:
    current = (
        ChangeProposal.objects.select_for_update(of=("self",), no_key=True).select_related("version__contract__domain").get(pk=proposal.pk)
    )
    if current.state not in UNDECIDED:
        raise CannotPropose(f"This proposal is {current.get_state_display().lower()} already.")
    return current


def _decide(proposal: ChangeProposal, state: str, person: Person | None, at: datetime, *, force_reason: str) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by, proposal.force_reason = state, at, person, force_reason
    proposal.save(update_fields=["state", "decided_at", "decided_by", "force_reason"])


def _listed(against: list[Acknowledgement]) -> str:
    names = [f"{row.consumer} ({row.get_answer_display().lower()})" for row in against[:_NAMES_SHOWN]]
    more = f" and {len(against) - _NAMES_SHOWN} more" if len(against) > _NAMES_SHOWN else ""
    return f"Still in the way: {', '.join(names)}{more}."
