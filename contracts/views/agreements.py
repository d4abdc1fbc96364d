"""Agreements: the list, one of them, asking for one, deciding, confirming whom lineage shows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.forms import what_is_wrong
from catalog.models import Asset, Column, Person
from catalog.views.access import person_of
from contracts.actions.agreements.amending import propose_amendment
from contracts.actions.agreements.requesting import CannotAgree, ColumnUse, confirm_consumer, request_agreement
from contracts.actions.agreements.stepping import may_step, sides_of, take_step
from contracts.forms.agreements import AmendForm, DecisionForm, WishForm
from contracts.models import Agreement, Contract
from contracts.models.agreement import BINDING, AgreementState
from contracts.models.contract import VersionState
from contracts.queries.agreements import (
    agreement_page,
    agreements_visible,
    consumer_called,
    consumers_offered,
    contract_called,
    is_producer,
)
from contracts.queries.consumers import consumers_of

PAGE = 40
DECIDED = {
    "accept": "Agreed: the new terms hold from now on.",
    "decline": "Declined: the terms stay as they were.",
    "withdraw": "Taken back.",
}
MOST_COLUMNS = 400


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements one is a party of; `state` narrows."""
    person = person_of(request)
    rows = agreements_visible(person)
    state = request.GET.get("state", "")
    if state in AgreementState.values:
        rows = rows.filter(state=state)
    listed = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "contracts/agreements.html", {"page": listed, "state": state, "states": AgreementState.choices})


@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one agreement to its parties."""
    person = person_of(request)
    found = get_object_or_404(agreements_visible(person), pk=pk)
    return render(request, "contracts/agreement.html", {"page": agreement_page(found, person), "agreement": found})


def agreement_new(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Ask to rely on a contract."""
    person = person_of(request)
    contract = _contract(contract_id, person)
    form = WishForm(request.POST or None, consumers=consumers_offered(person), columns=_columns(contract, person))
    if request.method == "POST" and form.is_valid():
        made = _asked(form, contract, person)
        if made is not None:
            messages.success(request, "Asked. The producer decides; you will find the answer here.")
            return redirect("agreement", made.pk)
    return render(request, "contracts/agreement_new.html", {"contract": contract, "form": form}, status=422 if form.is_bound else 200)


def _asked(form: WishForm, contract: Contract, person: Person) -> Agreement | None:
    """Ask for it, or put into the form why that can't be."""
    consumer = consumer_called(form.cleaned_data["consumer"], person)
    if consumer is None:
        form.add_error("consumer", "That consumer is gone; choose another.")
        return None
    try:
        return request_agreement(contract=contract, consumer=consumer, wish=form.wish(), person=person)
    except CannotAgree as error:
        form.add_error(None, str(error))
        return None


def _contract(number: int, person: Person) -> Contract:
    contract = contract_called(number, person)
    if contract is None:
        raise Http404("There is no such contract, or not for your eyes.")
    return contract


def _columns(contract: Contract, person: Person) -> list[tuple[str, str]]:
    version = contract.versions.filter(state=VersionState.ACTIVE).first()
    if version is None:
        return []
    assets = Asset.objects.visible_to(person).filter(contracted__version=version)
    rows = (
        Column.objects.filter(asset__in=assets, is_current=True).select_related("asset").order_by("asset__name", "ordinal")[:MOST_COLUMNS]
    )
    many = len({row.asset_id for row in rows}) > 1
    return [(f"{row.asset_id}:{row.path}", f"{row.asset} · {row.path}" if many else row.path) for row in rows]


def agreement_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose new terms of an agreement, for the side one acts for; the old ones hold until the other side agrees."""
    person = person_of(request)
    found = get_object_or_404(agreements_visible(person), pk=pk)
    sides = sides_of(found, person)
    if not sides or found.state not in BINDING:
        raise PermissionDenied("Its two sides change an agreement, while it binds them.")
    form = AmendForm(request.POST or None, agreement=found, columns=_columns(found.contract, person))
    if request.method == "POST" and form.is_valid():
        try:
            propose_amendment(agreement=found, wish=form.wish(), side=sides[0], message=form.cleaned_data["message"], person=person)
        except CannotAgree as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Proposed. The terms stay as they are until the other side agrees.")
            return redirect("agreement", pk)
    facts = {"contract": found.contract, "agreement": found, "form": form}
    return render(request, "contracts/agreement_new.html", facts, status=422 if form.is_bound else 200)


@require_POST
def agreement_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one step: each only by the side whose step it is."""
    person = person_of(request)
    found = get_object_or_404(agreements_visible(person), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, what_is_wrong(form))
        return redirect("agreement", pk)
    do, reason = form.cleaned_data["do"], form.cleaned_data["reason"]
    if not may_step(do, found, person):
        raise PermissionDenied("That step is the other side's.")
    try:
        after = take_step(agreement=found, step=do, reason=reason, person=person)
    except CannotAgree as error:
        messages.error(request, str(error))
    else:
        messages.success(request, DECIDED.get(do) or f"It is {after.get_state_display().lower()} now.")
    return redirect("agreement", pk)


@require_POST
def consumer_confirm(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Confirm somebody whom lineage shows (`asset`: where; `party`: who) as a consumer, by one click."""
    person = person_of(request)
    contract = _contract(contract_id, person)
    if not is_producer(person, contract):
        raise PermissionDenied("Only stewards of the contract's domain confirm its consumers.")
    number = request.POST.get("asset", "")
    asset = get_object_or_404(Asset.objects.visible_to(person), pk=int(number) if number.isdecimal() else 0)
    party = request.POST.get("party", "")
    relying = next((row for row in consumers_of(asset, person) if row.party.key == party and row.is_provisional), None)
    consumer = consumer_called(party, person)
    if relying is None or consumer is None:
        messages.error(request, "Lineage does not show them any more, or they are confirmed already.")
        return redirect("asset-promises", asset.pk)
    known = set(asset.columns.values_list("path", flat=True))
    uses = {use.column: ColumnUse(asset.pk, use.column, as_type=use.as_type) for use in relying.consumer.uses if use.column in known}
    try:
        made = confirm_consumer(contract=contract, consumer=consumer, columns=tuple(uses.values()), person=person)
    except CannotAgree as error:
        messages.error(request, str(error))
        return redirect("asset-promises", asset.pk)
    messages.success(request, f"{made} is a confirmed consumer now: they hear of what breaks.")
    return redirect("asset-promises", asset.pk)
