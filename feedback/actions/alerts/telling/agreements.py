"""Agreements: whoever must decide or sign hears that they must, whoever asked hears the answer, and both sides hear of an end."""

from datetime import datetime

from catalog.models import Asset
from contracts.actions.agreements.binding import IN_FORCE
from contracts.models import Agreement, Amendment, SignOff
from contracts.models.agreement import AgreementState
from feedback.actions.alerts.queueing import Told, tell
from feedback.actions.alerts.telling.wording import place
from feedback.queries.audience import Audience, consumers, leads, stewards_of

REASON = "agreement"
State = AgreementState
CONSUMERS = ("consumer_team", "consumer_person", "consumer_job", "consumer_asset")


def agreement(row: int, what: str, now: datetime) -> None:
    """Tell where an agreement stands; what lineage alone suggests is told to nobody."""
    found = Agreement.objects.select_related("contract__domain", *CONSUMERS).filter(pk=row, origin=Agreement.Origin.DECLARED).first()
    # Approved and in force in one step, it is told of as the last.
    if found is None or found.state != what:
        return
    heard = _both(found) if found.state not in {State.REQUESTED, State.APPROVED} else _waited_for(found)
    heard.leave_out([_actor(found)])
    title, text = _words(found)
    facts = {"Since": f"{found.starts_on:%-d %b %Y}"} if found.starts_on else {}
    facts |= {"Until": f"{found.ends_on:%-d %b %Y}"} if found.ends_on else {}
    _tell(found, title, text, heard, facts, now)


def amendment(row: int, what: str, now: datetime) -> None:
    """Tell the other side that new terms are proposed, and who proposed them what became of it."""
    rows = Amendment.objects.select_related("agreement__contract__domain", "proposed_by", "decided_by")
    found = rows.select_related(*(f"agreement__{name}" for name in CONSUMERS)).filter(pk=row).first()
    if found is None or (what == "proposed") != (found.state == Amendment.State.OPEN):
        return
    about = f"the agreement of {found.agreement} on {found.agreement.contract}"
    is_producers = found.side == SignOff.Side.PRODUCER
    if found.state in {Amendment.State.OPEN, Amendment.State.WITHDRAWN}:
        heard = _consumers(found.agreement) if is_producers else _producers(found.agreement)
        did = "proposes new terms for" if found.state == Amendment.State.OPEN else "took back the new terms for"
        text = f"{found.message}\nThe terms of now hold until you sign." if found.state == Amendment.State.OPEN else ""
        _tell(found.agreement, f"{found.proposed_by or 'The other side'} {did} {about}", text.strip(), heard, {}, now)
        return
    heard = _producers(found.agreement) if is_producers else _consumers(found.agreement)
    heard.add(REASON, [found.proposed_by_id])
    heard.leave_out([found.decided_by_id])
    said = "agreed to" if found.state == Amendment.State.ACCEPTED else "declined"
    _tell(found.agreement, f"{found.decided_by or 'The other side'} {said} the new terms for {about}", found.reason, heard, {}, now)


def _tell(found: Agreement, title: str, text: str, heard: Audience, facts: dict[str, str], now: datetime) -> None:
    tell(Told(f"agreement/{found.pk}", title, text, place("agreement", found.pk), now, heard, facts=facts, asset=_guarded(found)), now=now)


def _words(found: Agreement) -> tuple[str, str]:
    about = f"the agreement of {found} on {found.contract}"
    if found.state == State.REQUESTED:
        return f"{found} asks for an agreement on {found.contract}", f"{found.purpose}\nIt waits for your answer.".strip()
    if found.state == State.APPROVED and not _has_signed(found, SignOff.Side.CONSUMER):
        return f"{found.contract} puts {about} forward", "It waits for your signature; until then nothing is promised to you."
    if found.state == State.APPROVED:
        return f"{about[0].upper()}{about[1:]} is approved", "Both sides signed; it begins on its first day."
    stands = "in force" if found.state == State.ACTIVE else found.get_state_display().lower()
    return f"{about[0].upper()}{about[1:]} is {stands}", found.reason


def _waited_for(found: Agreement) -> Audience:
    """Of a request those who decide hear, of an approval the consumer: asked for a signature, or answered."""
    if found.state == State.REQUESTED:
        return _producers(found)
    heard = _consumers(found)
    if _has_signed(found, SignOff.Side.CONSUMER):
        heard.add(REASON, [found.requested_by_id])
    return heard


def _both(found: Agreement) -> Audience:
    heard = _producers(found)
    theirs = _consumers(found)
    heard.add(REASON, [*theirs.people, found.requested_by_id], theirs.teams)
    return heard


def _producers(found: Agreement) -> Audience:
    """Give who decides for the contract: its steward and the leads of its team, else who answers for its domain."""
    contract = found.contract
    people = {contract.steward_id} | leads(contract.owner_team_id) if contract.steward_id or contract.owner_team_id else set()
    heard = Audience()
    heard.add(REASON, people or (stewards_of(contract.domain) if contract.domain else set()), [contract.owner_team_id])
    return heard


def _consumers(found: Agreement) -> Audience:
    theirs = consumers([found])
    heard = Audience()
    heard.add(REASON, theirs.people, theirs.teams)
    return heard


def _actor(found: Agreement) -> int | None:
    """Give who did what is told: who asked, signed last, or decided; nobody where the calendar did."""
    if found.state == State.REQUESTED:
        return found.requested_by_id
    newest = found.sign_offs.order_by("-at", "-pk").first()
    if found.state in {State.APPROVED, State.ACTIVE} and newest and (found.decided_at is None or newest.at >= found.decided_at):
        return newest.person_id
    return found.decided_by_id


def _has_signed(found: Agreement, side: str) -> bool:
    return found.sign_offs.filter(side=side).exists()


def _guarded(found: Agreement) -> Asset | None:
    """Give an asset of the contract in force, one of a restricted domain first: who may not see that hears nothing."""
    bound = Asset.objects.filter(contracted__version__contract=found.contract_id, contracted__version__state__in=IN_FORCE).distinct()
    rows = sorted(bound.select_related("domain").order_by("pk"), key=lambda asset: not (asset.domain and asset.domain.is_restricted))
    return rows[0] if rows else None
