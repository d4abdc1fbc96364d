"""Contracts that change: a version in force, a change proposed, decided, published."""

from datetime import datetime

from catalog.models import Asset
from contracts.models import Acknowledgement, Agreement, ChangeProposal, ContractVersion
from contracts.models.agreement import OPEN
from feedback.actions.alerts.queueing import Event, Told, happen, tell
from feedback.actions.alerts.telling.wording import place
from feedback.alerting import Step
from feedback.queries.audience import Audience, consumers, followers, leads

CHANGES = {ChangeProposal.State.PUBLISHED: "change.published"}
VERDICTS = {
    "yes": "Nobody breaks, as far as is known.",
    "no": "It breaks who relies on it.",
    "unknown": "Whether it breaks somebody is not known.",
}


def _bound(version: ContractVersion) -> list[Asset]:
    """Give the assets a version binds, one of a restricted domain first: who may not see that hears nothing."""
    found = Asset.objects.filter(contracted__version=version).distinct().select_related("domain", "namespace", "owner_team").order_by("pk")
    return sorted(found, key=lambda asset: not (asset.domain and asset.domain.is_restricted))


def _producers(version: ContractVersion, reason: str) -> Audience:
    heard = Audience()
    contract = version.contract
    heard.add(reason, {contract.steward_id} | leads(contract.owner_team_id), [contract.owner_team_id])
    return heard


def version(row: int, what: str, now: datetime) -> None:
    """Tell that a version is in force."""
    del what
    rows = ContractVersion.objects.select_related("contract__domain").defer("raw", "document", "ignored")
    found = rows.filter(pk=row).first()
    if found is None or found.activated_at is None:
        return
    assets = _bound(found)
    heard = _producers(found, "new_version")
    agreed = Agreement.objects.filter(contract=found.contract, state__in=OPEN).select_related("consumer_job", "consumer_asset")
    theirs = consumers(agreed)
    heard.add("new_version", theirs.people, theirs.teams)
    for asset in assets:
        heard.add("new_version", followers(asset, "new_version"))
    heard.leave_out([found.created_by_id])
    names = {"Binds": ", ".join(str(asset) for asset in assets[:5])} if assets else {}
    path = place("asset", assets[0].pk) if assets else place("notices")
    title = f"{found.contract} {found.number} is in force"
    told = Told(f"version/{found.pk}", title, found.note, path, found.activated_at, heard, facts=names, asset=assets[0] if assets else None)
    tell(told, now=now)
    data = {"contract": found.contract.key, "name": found.contract.name, "version": found.number, "assets": [asset.pk for asset in assets]}
    happen(Event("contract.published", f"version/{found.pk}/active", found.activated_at, data, assets[0] if assets else None))


def proposal(row: int, what: str, now: datetime) -> None:
    """Tell those affected that a change is proposed, and what became of it."""
    rows = ChangeProposal.objects.select_related("version__contract__domain", "opened_by", "decided_by")
    found = rows.defer("version__raw", "version__document", "version__ignored").filter(pk=row).first()
    if found is None:
        return
    assets = _bound(found.version)
    heard = _producers(found.version, "breaking_change")
    _add_affected(heard, found)
    if found.verdict != "yes":
        for asset in assets:
            heard.add("breaking_change", followers(asset, "breaking_change"))
    ended = what != "opened"
    heard.leave_out([found.decided_by_id if ended else found.opened_by_id])
    text = f"{found.get_state_display()}." if ended else f"{VERDICTS.get(found.verdict, '')} {found.message}".strip()
    facts = {"Answer until": f"{found.notice_until:%d %b %Y}"} if found.notice_until and not ended else {}
    title = f"{found.version.contract}: change to {found.version.number} is proposed"
    step = Step.RESOLVED if ended else Step.OPENED
    at = (found.decided_at if ended else found.opened_at) or now
    path = place("proposal", found.pk)
    told = Told(f"proposal/{found.pk}", title, text, path, at, heard, step, "warning", facts, assets[0] if assets else None)
    tell(told, now=now)
    kind = "change.proposed" if not ended else CHANGES.get(ChangeProposal.State(found.state), "")
    if kind:
        data = {
            "proposal": found.pk, "contract": found.version.contract.key, "version": found.version.number, "verdict": found.verdict,
            "notice_until": found.notice_until.isoformat() if found.notice_until else None, "url": path,
        }  # fmt: skip
        happen(Event(kind, f"proposal/{found.pk}/{found.state}", at, data, assets[0] if assets else None))


def answered(row: int, what: str, now: datetime) -> None:
    """Tell the producer, and who proposed the change, what a consumer answered."""
    del what
    rows = Acknowledgement.objects.select_related("proposal__version__contract__domain", "answered_by")
    found = rows.defer("proposal__version__raw", "proposal__version__document", "proposal__version__ignored").filter(pk=row).first()
    if found is None or found.answer == Acknowledgement.Answer.WAITING:
        return
    version = found.proposal.version
    assets = _bound(version)
    heard = _producers(version, "answer")
    heard.add("answer", [found.proposal.opened_by_id])
    heard.leave_out([found.answered_by_id])
    title = f"{found.consumer} answered the change of {version.contract} to {version.number}: {found.get_answer_display()}"
    text = f"{found.answered_by}: {found.comment}" if found.comment else ""
    facts = {"Ready by": f"{found.ready_by:%-d %b %Y}"} if found.ready_by else {}
    path = place("proposal", found.proposal_id)
    told = Told(
        f"proposal/{found.proposal_id}/answer/{found.pk}", title, text, path, found.answered_at or now, heard, facts=facts,
        asset=assets[0] if assets else None,
    )  # fmt: skip
    tell(told, now=now)


def _add_affected(heard: Audience, found: ChangeProposal) -> None:
    """Add everybody who may answer: parties of agreements, and those who answer for what only lineage shows."""
    agreed = Agreement.objects.filter(pk__in=found.acknowledgements.values("agreement"))
    theirs = consumers(agreed.select_related("consumer_job", "consumer_asset"))
    heard.add("breaking_change", theirs.people, theirs.teams)
    for answer in found.acknowledgements.select_related("consumer_asset", "consumer_job"):
        for thing in (answer.consumer_asset, answer.consumer_job):
            if thing is not None:
                heard.add("breaking_change", leads(thing.owner_team_id), [thing.owner_team_id])
        if answer.consumer_asset is not None:
            heard.add("breaking_change", [answer.consumer_asset.steward_id])
