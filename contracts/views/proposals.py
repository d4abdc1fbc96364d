"""Pages of proposals: the list, one with its answers, and every step of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Asset, Person, Role
from catalog.views.access import person_of, require
from contracts.actions.drafting import CannotDraft, Origin, save_draft
from contracts.actions.proposals import CannotPropose, answer_proposal, open_proposal
from contracts.actions.proposals_ending import publish_proposal, reject_proposal, withdraw_proposal
from contracts.models import Acknowledgement, ChangeProposal, Contract, ContractVersion
from contracts.odcs import Unreadable, read
from contracts.queries.contracts import contracts_visible
from contracts.queries.proposals import proposal_page, proposals_visible
from contracts.views.change_address import unpack

PAGE_SIZE = 40
_MESSAGE_LENGTH = 10_000


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """List proposals, newest first; `mine` keeps those that wait for the reader."""
    person = person_of(request)
    found, waiting = proposals_visible(person), proposals_visible(person, waiting=True)
    state, mine = request.GET.get("state", ""), request.GET.get("mine", "")
    found = waiting if mine else found.filter(state=state) if state in ChangeProposal.State.values else found
    page = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "state": state,
        "mine": mine,
        "states": ChangeProposal.State.choices,
    }
    return render(request, "contracts/proposals.html", {**page, "waiting": waiting.count()})


@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one proposal: what changes, whom it affects, what they say, and the reader's own part in it."""
    person = person_of(request)
    found = get_object_or_404(proposals_visible(person), pk=pk)
    return render(request, "contracts/proposal.html", {"page": proposal_page(found, person, timezone.now()), "proposal": found})


@require_POST
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Open a proposal: of a draft (`version`), or of the contract that was just asked about (`p`)."""
    person = person_of(request)
    try:
        version = _version(request, person)
        require(person, Role.CONTRIBUTOR, version.contract.domain)
        made = open_proposal(version=version, person=person, message=request.POST.get("message", "")[:_MESSAGE_LENGTH])
    except (CannotDraft, CannotPropose) as error:
        messages.error(request, str(error))
        return _back(request)
    messages.success(request, "Proposed. Everybody whom it affects can answer now.")
    return redirect("proposal", made.pk)


def _back(request: HttpRequest) -> HttpResponse:
    number, word = request.POST.get("asset", ""), request.POST.get("p", "")
    if number.isdecimal() and Asset.objects.visible_to(person_of(request)).filter(pk=int(number)).exists():
        address = redirect("asset-change", int(number))
        address["Location"] += f"?p={word}" if word and unpack(word) else ""
        return address
    return redirect("proposals")


def _version(request: HttpRequest, person: Person) -> ContractVersion:
    """Find the draft meant, or make one of the document; who may not write the contract makes none."""
    number = request.POST.get("version", "")
    if number.isdecimal():
        seen = ContractVersion.objects.filter(contract__in=contracts_visible(person).values("pk")).select_related("contract__domain")
        return get_object_or_404(seen, pk=int(number))
    asked = unpack(request.POST.get("p", ""))
    if asked is None:
        raise CannotPropose("Nothing was proposed. Paste the contract and ask who would break first.")
    raw = asked.text.encode()
    try:
        document = read(raw)
    except Unreadable as error:
        raise CannotPropose(str(error)) from error
    known = Contract.objects.filter(key=document.text("id") or document.text("uuid")).select_related("domain").first()
    if known is None:
        raise CannotPropose("No contract here has this id yet. Make it first: nobody can rely on it before.")
    if not contracts_visible(person).filter(pk=known.pk).exists():
        raise Http404
    require(person, Role.CONTRIBUTOR, known.domain)
    return save_draft(raw=raw, origin=Origin(person=person)).version


@require_POST
def proposal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for a consumer one belongs to."""
    person = person_of(request)
    found = get_object_or_404(proposals_visible(person), pk=pk)
    number = request.POST.get("answer_of", "")
    row = get_object_or_404(Acknowledgement.objects.of_consumer(person), proposal=found, pk=int(number) if number.isdecimal() else 0)
    said: dict[str, Any] = {"answer": request.POST.get("answer", ""), "comment": request.POST.get("comment", "")[:_MESSAGE_LENGTH]}
    try:
        said["ready_by"] = parse_date(request.POST.get("ready_by", ""))
        answer_proposal(acknowledgement=row, person=person, **said)
    except (CannotPropose, ValueError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Your answer is noted. You can change it until the proposal is decided.")
    return redirect("proposal", pk)


@require_POST
def proposal_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish, withdraw or reject."""
    person = person_of(request)
    found = get_object_or_404(proposals_visible(person), pk=pk)
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")[:_MESSAGE_LENGTH]
    require(person, Role.CONTRIBUTOR if step == "withdraw" else Role.STEWARD, found.version.contract.domain)
    try:
        said = _step(found, person, step, reason)
    except CannotPropose as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("proposal", pk)


def _step(found: ChangeProposal, person: Person, step: str, reason: str) -> str:
    if step == "withdraw":
        withdraw_proposal(proposal=found, person=person)
        return "Withdrawn. The version is a draft again."
    if step == "reject":
        reject_proposal(proposal=found, person=person, reason=reason)
        return "Rejected. The version is a draft again."
    if step == "publish":
        publish_proposal(proposal=found, person=person, force_reason=reason)
        return f"Published: version {found.version.number} is in force."
    raise Http404
