"""Domains: the list, one with its assets and roles, making and changing them."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from catalog.actions.domains import change_domain, create_domain, give_role, take_role
from catalog.auth import may
from catalog.forms import DomainForm, RoleForm, what_is_wrong
from catalog.models import Asset, Domain, DomainRole, Person, Role
from catalog.views.access import person_of, require, require_administrator
from catalog.views.form_page import form_page

SHOWN = 20
FIELDS = ("name", "description", "owner_team", "is_restricted", "ticket_url")


def domains(request: HttpRequest) -> HttpResponse:
    """Show every domain somebody may see, with how much is in it."""
    person = person_of(request)
    found = Domain.objects.visible_to(person).select_related("owner_team").order_by("name")
    counted = found.annotate(asset_count=Count("assets", filter=Q(assets__is_dropped=False)))
    homeless = Asset.objects.present().filter(domain=None).count()
    return render(request, "catalog/domains.html", {"domains": counted, "homeless": homeless})


def domain(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one domain: its assets, who may do what."""
    person = person_of(request)
    found = _visible(person, slug)
    assets = Asset.objects.present().for_listing().filter(domain=found)
    roles = found.roles.select_related("person", "team").order_by("-role", "id")
    page = {
        "domain": found,
        "assets": assets.order_by("-usage", "id")[:SHOWN],
        "asset_count": assets.count(),
        "roles": roles,
        "may_own": may(person, Role.OWNER, found),
        "role_form": RoleForm(),
    }
    return render(request, "catalog/domain.html", page)


def _visible(person: Person, slug: str) -> Domain:
    return get_object_or_404(Domain.objects.visible_to(person).select_related("owner_team"), slug=slug)


def domain_new(request: HttpRequest) -> HttpResponse:
    """Open a domain (administrators)."""
    require_administrator(person_of(request))
    form = DomainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = create_domain(**form.cleaned_data)
        messages.success(request, f"The domain {made} is open.")
        return redirect("domain", made.slug)
    return form_page(request, form, heading="New domain", back="domains")


def domain_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a domain (its owners)."""
    person = person_of(request)
    found = _visible(person, slug)
    require(person, Role.OWNER, found)
    form = DomainForm(request.POST or None, domain=found, initial={field: getattr(found, field) for field in FIELDS})
    if request.method == "POST" and form.is_valid():
        change_domain(domain=found, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("domain", slug)
    return form_page(request, form, heading=f"Change {found}", back="domains")


@require_POST
def role_give(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a person or a team a role."""
    person = person_of(request)
    found = _visible(person, slug)
    require(person, Role.OWNER, found)
    form = RoleForm(request.POST)
    if form.is_valid():
        holder = form.cleaned_data["holder"]
        to_person = holder if isinstance(holder, Person) else None
        give_role(domain=found, role=form.cleaned_data["role"], person=to_person, team=None if to_person else holder)
        messages.success(request, f"{holder} is now {form.cleaned_data['role']} here.")
    else:
        messages.error(request, what_is_wrong(form))
    return redirect("domain", slug)


@require_POST
def role_take(request: HttpRequest, role_id: int) -> HttpResponse:
    """Take a role away."""
    person = person_of(request)
    visible = DomainRole.objects.filter(domain__in=Domain.objects.visible_to(person))  # the refusal names the domain
    given = get_object_or_404(visible.select_related("domain", "person", "team"), pk=role_id)
    require(person, Role.OWNER, given.domain)
    take_role(given=given)
    messages.success(request, f"{given.person or given.team} has no role here any more.")
    return redirect("domain", given.domain.slug)
