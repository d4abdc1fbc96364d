"""The contract editor: form and text side by side, one document; checked as one types, or by a button."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog import audit
from catalog.models import Asset, Person, Role
from catalog.views.access import person_of, require
from contracts.actions.binding import CannotBind, bind_object
from contracts.actions.drafting import CannotDraft, Origin, edit_draft, key_of, readable, save_draft
from contracts.forms.contracts import EDITOR_CHOICES
from contracts.models import Contract, ContractVersion
from contracts.models.contract import VersionState
from contracts.odcs import Unreadable, read, upgrade, write
from contracts.odcs.filling import filled, is_reshaped
from contracts.odcs.patching import patch
from contracts.queries.change_asked import asset_called
from contracts.queries.contracts import contracts_visible, predecessor_of, version_of
from contracts.queries.domains import domain_named
from contracts.queries.editing import Findings, findings
from contracts.queries.observed import OBSERVED, start_from, uncontracted
from contracts.views.contracts import address_of, require_hand

CHANGEABLE = (VersionState.DRAFT, VersionState.PROPOSED)
OFFERED = 100  # assets to start from
EMPTY = b"""apiVersion: v3.2.0
kind: DataContract
id: my-contract
version: 0.1.0
name: What it is about
status: draft
schema:
  - name: my_table
    properties:
      - name: id
        logicalType: integer
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What came with a form: the text after the form went into it, whether it did, and what was found in it."""

    raw: bytes
    is_applied: bool
    found: Findings


def contract_new(request: HttpRequest) -> HttpResponse:
    """Write a contract: about an asset (`asset`) as observed or by a template (`template`), or from an empty text."""
    person = person_of(request)
    asset = _asset(request, person)
    if request.method == "POST":
        return _posted(request, person, None, asset)
    if request.GET.get("name") and asset is None:
        asset = asset_called(request.GET["name"].strip(), person)
        if asset is None:
            messages.error(
                request, f"No asset is called {request.GET['name'][:200]}, or several are. Give its whole name, or namespace/name."
            )
    if asset is None:
        return _shown(request, EMPTY, None, None)
    require(person, Role.CONTRIBUTOR, asset.domain)
    slug = request.GET.get("template", OBSERVED)
    try:
        start = start_from(asset, slug, now=timezone.now())
    except LookupError:
        start = start_from(asset, OBSERVED, now=timezone.now())
    return _shown(request, write(start.document), None, asset, notes=start.notes)


def contract_edit(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Edit a draft (`version`); from a version in force, write the one that follows."""
    person = person_of(request)
    contract = get_object_or_404(contracts_visible(person), pk=contract_id)
    require_hand(person, contract, Role.CONTRIBUTOR)
    version = version_of(contract, request.GET.get("version", ""))
    if request.method == "POST":
        return _posted(request, person, version, None)
    return _shown(request, _opened(version), version, None)


def _opened(version: ContractVersion) -> bytes:
    """Give the text to edit: that of a draft, or that of a version in force under the next number."""
    raw = bytes(version.raw)
    if version.state in CHANGEABLE:
        return raw
    last = version.number.rpartition(".")
    number = f"{last[0]}.{int(last[2]) + 1}" if last[2].isdecimal() and len(last[2]) < len(version.number) else f"{version.number}-next"
    return patch(raw, {**version.document, "version": number}) if raw else raw


@require_POST
def contract_check(request: HttpRequest) -> HttpResponse:
    """Answer htmx with the parts of the editor that follow from what was typed on one `side`."""
    person = person_of(request)
    number = request.POST.get("base", "")
    seen = ContractVersion.objects.filter(contract__in=contracts_visible(person).values("pk")).select_related("contract")
    version = seen.filter(pk=int(number)).first() if number.isdecimal() and len(number) < len("9" * 18) else None
    written = _written(request, _before(version))
    page = _page(written.raw, version, written.found)
    is_form = request.GET.get("side") == "form"
    page |= {"side": "form" if is_form else "text", "with_fields": not is_form or not written.is_applied or is_reshaped(_told(request))}
    return render(request, "contracts/editor_parts.html", page)


def _told(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}


def _before(version: ContractVersion | None) -> ContractVersion | None:
    """Give what a text is compared with: the version in force that it starts from, or that its draft is to replace."""
    if version is None:
        return None
    return predecessor_of(version) if version.state in CHANGEABLE else version


def _written(request: HttpRequest, before: ContractVersion | None) -> Written:
    """Put the form into the text, unless the text was edited since the form was made of it: then the text counts."""
    raw = request.POST.get("text", "").replace("\r\n", "\n").encode()
    is_applied = request.POST.get("seen", "") == _digest(raw)
    if is_applied:
        try:
            document = read(raw)
        except Unreadable:
            is_applied = False
        else:
            raw = raw if document.is_old else patch(raw, filled(document.value, _told(request)))
    found = findings(raw, before)
    if request.POST.get("do") == "number" and found.is_number_due and found.document:
        raw = patch(raw, {**found.document.value, "version": found.suggested})
    elif request.POST.get("do") == "upgrade" and found.document:
        raw = write(upgrade(found.document.value).value)
    else:
        return Written(raw, is_applied, found)
    return Written(raw, is_applied, findings(raw, before))


def _digest(raw: bytes) -> str:
    """Mark a text; line breaks at its end are the browser's."""
    return hashlib.sha256(raw.strip()).hexdigest()[:16]


def _posted(request: HttpRequest, person: Person, version: ContractVersion | None, asset: Asset | None) -> HttpResponse:
    written = _written(request, _before(version))
    if request.POST.get("do") != "keep":
        return _shown(request, written.raw, version, asset, found=written.found)
    try:
        kept = _keep(written.raw, person, version, asset)
    except CannotDraft as error:
        messages.error(request, str(error))
        return _shown(request, written.raw, version, asset, found=written.found)
    messages.success(request, f"Kept as a draft: version {kept.number}.")
    return redirect(address_of(kept))


def _keep(raw: bytes, person: Person, version: ContractVersion | None, asset: Asset | None) -> ContractVersion:
    """Keep the text as a draft, by whoever may write that contract."""
    document = readable(raw)
    if version is not None and version.state in CHANGEABLE:
        return edit_draft(version=version, raw=raw, person=person).version
    if version is not None and key_of(document) != version.contract.key:
        raise CannotDraft(f"The id must stay {version.contract.key}; another id is another contract.")
    known = Contract.objects.filter(key=key_of(document)).select_related("domain").first()
    domain = domain_named(document) or (asset.domain if asset else None)
    if known is not None and not contracts_visible(person).filter(pk=known.pk).exists():
        raise CannotDraft("That id is taken. Give the contract another one.")
    require(person, Role.CONTRIBUTOR, known.domain if known else domain)
    origin = Origin(person=person) if known else Origin(person=person, domain=domain, steward=asset.steward if asset else None)
    made = save_draft(raw=raw, origin=origin).version
    if asset is not None:
        _bind(made, asset)
    return made


def _bind(version: ContractVersion, asset: Asset) -> None:
    """Let the only object that no name led to an asset be the one the contract was begun for."""
    rows = list(version.objects_bound.all())
    if len(rows) == 1 and rows[0].asset_id is None:
        try:
            bind_object(version=version, object_name=rows[0].object_name, asset=asset)
        except CannotBind:
            audit.record(verb="contract.not_bound", target=version.contract, after={"object": rows[0].object_name})


def _asset(request: HttpRequest, person: Person) -> Asset | None:
    number = (request.POST if request.method == "POST" else request.GET).get("asset", "")
    if not number.isdecimal():
        return None
    return get_object_or_404(Asset.objects.visible_to(person).select_related("namespace", "domain", "steward"), pk=int(number))


def _shown(
    request: HttpRequest,
    raw: bytes,
    version: ContractVersion | None,
    asset: Asset | None,
    notes: tuple[str, ...] = (),
    found: Findings | None = None,
) -> HttpResponse:
    told = found or findings(raw, _before(version))
    page = _page(raw, version, told) | {"asset": asset, "notes": notes, "contract": version.contract if version else None}
    if version is None:
        page |= {"own": uncontracted(person_of(request))[:OFFERED], "wanted": asset.name if asset else request.GET.get("name", "")}
    return render(request, "contracts/editor.html", page, status=422 if request.POST.get("do") == "keep" else 200)


def _page(raw: bytes, version: ContractVersion | None, found: Findings) -> dict[str, Any]:
    text = raw.decode("utf-8", "replace")
    return {"text": text, "seen": _digest(text.encode()), "found": found, "version": version, "choices": EDITOR_CHOICES}
