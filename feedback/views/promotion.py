"""The checklist of an asset's next stage, promoting it, and what stages ask for."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.auth import may
from catalog.forms import what_is_wrong
from catalog.models import Asset, Domain, Person, Role
from catalog.models.asset import Lifecycle
from catalog.queries import asset_frame, domains_where
from catalog.views.access import person_of, require, require_administrator
from feedback.actions import promotion as acts
from feedback.forms.promotion import CriterionForm
from feedback.models import Criterion
from feedback.queries.promotion import KEPT_STAGES, NEXT, USUAL, Asked, checklist


def asset_promotion(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show what an asset's stage asks for and the next one; stewards promote when all holds, owners also with a reason."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    if request.method == "POST":
        return _promote(request, frame.asset)
    now = timezone.now()
    stage = NEXT.get(Lifecycle(frame.asset.lifecycle))
    here = checklist(frame.asset, frame.asset.lifecycle, now=now) if frame.asset.lifecycle in KEPT_STAGES else None
    ahead = checklist(frame.asset, stage, now=now) if stage else None
    page = {"frame": frame, "tab": "asset", "here": here, "ahead": ahead, "may_insist": may(person, Role.OWNER, frame.asset.domain)}
    return render(request, "feedback/promotion.html", page)


def _promote(request: HttpRequest, asset: Asset) -> HttpResponse:
    person = person_of(request)
    reason = request.POST.get("reason", "").strip()[:2_000]
    require(person, Role.OWNER if reason else Role.STEWARD, asset.domain)
    try:
        stage = acts.promote_asset(asset=asset, now=timezone.now(), reason=reason)
    except acts.CannotPromote as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"It is {stage} now.")
    return redirect("asset-promotion", asset.pk)


def criteria(request: HttpRequest) -> HttpResponse:
    """Show what stages ask for; administrators set it for all, owners of a domain add to it there."""
    person = person_of(request)
    domains = domains_where(person, Role.OWNER)
    form = CriterionForm(request.POST or None, domains=domains)
    if request.method == "POST":
        return _set(request, person, form)
    rows = Criterion.objects.select_related("domain").filter(domain=None) | Criterion.objects.select_related("domain").filter(
        domain__in=Domain.objects.visible_to(person)
    )
    asked = [(row, Asked(row.kind, row.number)) for row in rows.order_by("stage", "domain__name", "kind")]
    own_stages = {row.stage for row, _ in asked if row.domain_id is None}
    usual = [(stage, [Asked(*pair) for pair in pairs]) for stage, pairs in USUAL.items() if stage not in own_stages]
    may_set = person.is_administrator or domains.exists()
    return render(request, "feedback/criteria.html", {"asked": asked, "usual": usual, "form": form, "may_set": may_set})


def _set(request: HttpRequest, person: Person, form: CriterionForm) -> HttpResponse:
    if not form.is_valid():
        messages.error(request, what_is_wrong(form))
        return redirect("criteria")
    said = form.cleaned_data
    if said["domain"] is None:
        require_administrator(person)
    else:
        require(person, Role.OWNER, said["domain"])
    try:
        acts.set_criterion(**said)
    except acts.CannotPromote as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Asked for from now on.")
    return redirect("criteria")


@require_POST
def criterion_drop(request: HttpRequest, criterion_id: int) -> HttpResponse:
    """Ask for it no more."""
    person = person_of(request)
    visible = Q(domain=None) | Q(domain__in=Domain.objects.visible_to(person))  # the refusal names the domain
    criterion = get_object_or_404(Criterion.objects.select_related("domain").filter(visible), pk=criterion_id)
    if criterion.domain is None:
        require_administrator(person)
    else:
        require(person, Role.OWNER, criterion.domain)
    acts.drop_criterion(criterion=criterion)
    return redirect("criteria")
