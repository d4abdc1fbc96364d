"""Putting terms on assets and columns: by hand, or by accepting or declining a suggestion."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from catalog.actions.terms import decline_term, link_term, unlink_term
from catalog.asked import number
from catalog.models import Asset, Column, Person, Role, Term, TermLink
from catalog.views.access import person_of, require
from catalog.views.account import onward


def _asset(person: Person, asset_id: int) -> Asset:
    asset = get_object_or_404(Asset.objects.visible_to(person).select_related("domain"), pk=asset_id)
    require(person, Role.CONTRIBUTOR, asset.domain)
    return asset


def _back(request: HttpRequest, asset: Asset) -> HttpResponse:
    return redirect(onward(request) if request.POST.get("next") else reverse("asset", args=[asset.pk]))


@require_POST
def term_on(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Put a term (`term`: its number or its word) on an asset or one of its columns (`column`), or decline it (`decision=declined`)."""
    person = person_of(request)
    asset = _asset(person, asset_id)
    said = request.POST.get("column", "")
    column = get_object_or_404(Column, asset=asset, pk=number(said)) if said else None
    term = _term(person, asset, request.POST.get("term", ""))
    if term is None:
        messages.error(request, "No term is called that here. Define it in the glossary first.")
    elif request.POST.get("decision") == "declined":
        decline_term(term=term, asset=asset, column=column, person=person)
        messages.success(request, f"{term} will not be suggested there again.")
    else:
        link_term(term=term, asset=asset, column=column, person=person)
        messages.success(request, f"{column or asset} bears the term {term} of {term.domain}.")
    return _back(request, asset)


def _term(person: Person, asset: Asset, said: str) -> Term | None:
    """Find a term by number, or by its word: the asset's own domain first."""
    seen = Term.objects.visible_to(person).select_related("domain")
    if key := number(said):
        return get_object_or_404(seen, pk=key)
    word, _, place = (part.strip() for part in said.partition(" · "))
    found = seen.filter(name__iexact=word).order_by("domain__name")
    if place:
        return found.filter(domain__name__iexact=place).first()
    return found.filter(domain=asset.domain).first() or found.first()


@require_POST
def term_off(request: HttpRequest, link_id: int) -> HttpResponse:
    """Take a term off."""
    person = person_of(request)
    links = TermLink.objects.filter(term__in=Term.objects.visible_to(person)).select_related("term__domain", "column", "asset__domain")
    found = get_object_or_404(links, pk=link_id)
    asset = _asset(person, found.asset_id)
    unlink_term(link=found)
    messages.success(request, f"{found.column or asset} no longer bears the term {found.term}.")
    return _back(request, asset)
