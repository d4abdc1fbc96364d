"""Contracts: the list, one contract with its versions, the steps of a version, and what its objects are."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Asset, Domain, Person, Role
from catalog.models.asset import Standing
from catalog.views.access import person_of, require
from contracts.actions.binding import CannotBind, bind_object
from contracts.actions.drafting import CannotDraft, discard_draft
from contracts.actions.publishing import (
    CannotPublish,
    activate_version,
    deprecate_version,
    propose_version,
    retire_version,
    withdraw_version,
)
from contracts.models import Contract, ContractVersion
from contracts.models.contract import VersionState
from contracts.queries.change_asked import asset_called
from contracts.queries.contract_pages import contract_page, contract_rows, standing_like
from contracts.queries.contracts import contracts_visible, narrowed, version_of

PAGE = 40
CONTRIBUTORS = ("propose", "withdraw", "discard")
DONE = {
    "propose": "Proposed: a steward can put it in force.",
    "withdraw": "It is a draft again.",
    "discard": "The draft is gone.",
    "activate": "It is in force now, and judged from here on.",
    "deprecate": "Its end is announced; it binds until it is retired.",
    "retire": "It promises nothing any more.",
}


@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    """List contracts: `q`, `domain`, `state`, `standing`, `asset` narrow."""
    person, chosen = person_of(request), request.GET.dict()
    found = standing_like(narrowed(contracts_visible(person), chosen), chosen.get("standing", ""))
    listed = Paginator(found.order_by("name", "pk"), PAGE).get_page(chosen.get("page"))
    page = {
        "page": listed,
        "rows": contract_rows(listed),
        "chosen": chosen,
        "is_narrowed": any(chosen.get(name) for name in ("q", "domain", "state", "standing", "asset")),
        "domains": Domain.objects.visible_to(person).order_by("name"),
        "states": VersionState.choices,
        "standings": Standing.choices,
    }
    return render(request, "contracts/contracts.html", page)


@require_safe
def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Show one contract; `version` says which of its versions, else the one that speaks for it."""
    person = person_of(request)
    found = get_object_or_404(contracts_visible(person), pk=contract_id)
    version = version_of(found, request.GET.get("version", ""))
    return render(
        request, "contracts/contract.html", {"page": contract_page(found, version, person), "contract": found, "version": version}
    )


def _version(request: HttpRequest, contract_id: int, pk: int) -> tuple[Person, ContractVersion]:
    person = person_of(request)
    found = get_object_or_404(contracts_visible(person), pk=contract_id)
    return person, get_object_or_404(ContractVersion.objects.select_related("contract__domain"), contract=found, pk=pk)


def require_hand(person: Person, contract: Contract, role: Role) -> None:
    """Let a contract's own steward pass, too."""
    if contract.steward_id != person.pk:
        require(person, role, contract.domain)


@require_POST
def version_step(request: HttpRequest, contract_id: int, pk: int, step: str) -> HttpResponse:
    """Take a version one step on: propose, withdraw, discard (contributors), activate, deprecate, retire (stewards)."""
    person, version = _version(request, contract_id, pk)
    require_hand(person, version.contract, Role.CONTRIBUTOR if step in CONTRIBUTORS else Role.STEWARD)
    acts: dict[str, Callable[[], Any]] = {
        "propose": lambda: propose_version(version=version),
        "withdraw": lambda: withdraw_version(version=version),
        "discard": lambda: discard_draft(version=version),
        "activate": lambda: activate_version(version=version, person=person),
        "deprecate": lambda: deprecate_version(version=version),
        "retire": lambda: retire_version(version=version),
    }
    if step not in acts:
        raise Http404
    try:
        acts[step]()
    except (CannotDraft, CannotPublish) as error:
        messages.error(request, str(error))
        return redirect(address_of(version))
    messages.success(request, DONE[step])
    if step == "discard":
        return redirect("contract", contract_id) if Contract.objects.filter(pk=contract_id).exists() else redirect("contracts")
    return redirect(address_of(version))


def address_of(version: ContractVersion) -> str:
    """Give the address of a version's page."""
    return f"{reverse('contract', args=[version.contract_id])}?{urlencode({'version': version.number})}"


@require_POST
def version_bind(request: HttpRequest, contract_id: int, pk: int) -> HttpResponse:
    """Choose the asset that an object of a version is (stewards); an empty name unbinds it."""
    person, version = _version(request, contract_id, pk)
    require_hand(person, version.contract, Role.STEWARD)
    name = request.POST.get("asset", "").strip()
    asset: Asset | None = asset_called(name, person) if name else None
    if name and asset is None:
        messages.error(request, f"No asset is called {name[:200]}, or several are. Give its whole name, or namespace/name.")
        return redirect(address_of(version))
    if asset is not None:
        require(person, Role.STEWARD, asset.domain)
    try:
        row = bind_object(version=version, object_name=request.POST.get("object", ""), asset=asset)
    except CannotBind as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{row.object_name} is {asset}." if asset else f"{row.object_name} is bound to nothing now.")
    return redirect(address_of(version))
