"""Getting access to an asset, deciding requests, asking for data that isn't there."""

from collections.abc import Callable
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from catalog.forms import what_is_wrong
from catalog.models import Asset
from catalog.queries import asset_frame
from catalog.views.access import person_of
from feedback.actions import access as acts
from feedback.connecting import Place, snippets
from feedback.forms.access import AccessForm, DataRequestForm, DecisionForm
from feedback.models import AccessRequest
from feedback.queries.access import access_to, has_access, requests_by, requests_to_decide

PAGE = 25
COLUMNS = 6


def asset_access(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show how to get at an asset: how to query it for those who may, else the request form or the domain's own ticket system."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    asset = frame.asset
    form = AccessForm(request.POST or None, person=person)
    if (
        request.method == "POST"
        and form.is_valid()
        and _requested(request, lambda: acts.request_access(person=person, asset=asset, **form.cleaned_data))
    ):
        messages.success(request, "Asked. You will find the answer under My access.")
        return redirect("asset-access", asset_id)
    may_use = has_access(asset, person)
    columns = tuple(asset.columns.filter(is_current=True).order_by("ordinal").values_list("path", flat=True)[:COLUMNS])
    place = Place(frame.namespace.platform, frame.namespace.name, asset.name, columns)
    page = {
        "frame": frame, "tab": "asset", "form": form, "mine": access_to(asset, person), "may_use": may_use,
        "snippets": snippets(place) if may_use else (), "ticket_url": ticket_url(asset),
    }  # fmt: skip
    return render(request, "feedback/access.html", page, status=422 if form.is_bound else 200)


def ticket_url(asset: Asset) -> str:
    """Fill an asset into its domain's ticket address; empty where the domain has none."""
    pattern = asset.domain.ticket_url if asset.domain else ""
    return (
        pattern.replace("{asset}", quote(str(asset), safe="")).replace("{name}", quote(asset.name, safe="")).replace("{id}", str(asset.pk))
    )


def data_request(request: HttpRequest) -> HttpResponse:
    """Ask for data that search did not find; `q` is what was looked for."""
    person = person_of(request)
    form = DataRequestForm(request.POST or None, initial={"wanted": request.GET.get("q", "")})
    if request.method == "POST" and form.is_valid() and _requested(request, lambda: acts.ask_for_data(person=person, **form.cleaned_data)):
        messages.success(request, "Asked. The stewards see it; the answer will stand under My access.")
        return redirect("my-access")
    return render(request, "feedback/data_request.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def my_access(request: HttpRequest) -> HttpResponse:
    """List one's own requests."""
    listed = Paginator(requests_by(person_of(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "feedback/my_access.html", {"page": listed})


@require_safe
def access_requests(request: HttpRequest) -> HttpResponse:
    """List the requests one decides; `state` narrows, open ones by default."""
    rows = requests_to_decide(person_of(request))
    state = request.GET.get("state", "requested")
    if state in AccessRequest.State.values:
        rows = rows.filter(state=state)
    listed = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "feedback/access_requests.html", {"page": listed, "state": state, "states": AccessRequest.State.choices})


@require_POST
def access_decide(request: HttpRequest, request_id: int) -> HttpResponse:
    """Approve, reject or end."""
    person = person_of(request)
    found = get_object_or_404(requests_to_decide(person), pk=request_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, what_is_wrong(form))
        return redirect("access-requests")
    said = form.cleaned_data
    decision = acts.Decision(said["do"] == "approve", said["answer"], said["expires_on"])
    if said["do"] == "revoke":
        done = _requested(request, lambda: acts.revoke_access(request=found, reason=said["answer"], person=person))
    else:
        done = _requested(request, lambda: acts.decide_access(request=found, decision=decision, person=person))
    if done:
        messages.success(request, "Decided.")
    return redirect("access-requests")


@require_POST
def access_withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take one's own request back."""
    person = person_of(request)
    found = get_object_or_404(AccessRequest, pk=request_id, person=person)
    _requested(request, lambda: acts.withdraw_request(request=found, person=person))
    return redirect("my-access")


def _requested(request: HttpRequest, act: Callable[[], object]) -> bool:
    try:
        act()
    except acts.CannotRequest as error:
        messages.error(request, str(error))
        return False
    return True
