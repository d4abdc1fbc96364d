"""Changing an asset: words by contributors, ownership by stewards, tags, column meanings, suggested owners."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from catalog.actions.describe import CannotTag, advise_on_asset, describe_asset, describe_column, tag_asset, untag_asset
from catalog.actions.govern import CannotGovern, decide_owner, govern_asset
from catalog.actions.sample_queries import CannotAddQuery, add_sample_query, remove_sample_query
from catalog.asked import number
from catalog.forms import AdviseOnAsset, DescribeAsset, GovernAsset
from catalog.models import Asset, AssetTag, Column, OwnerSuggestion, Person, Role, SampleQuery
from catalog.queries import asset_frame, domains_where
from catalog.views.access import person_of, require
from catalog.views.undo import say_done

WORDS = ("title", "purpose", "description")
ADVICE = ("best_for", "not_for", "conditions", "sensitivity")
DECIDED = ("domain", "owner_team", "steward", "lifecycle")


def _visible(person: Person) -> QuerySet[Asset]:
    return Asset.objects.visible_to(person).select_related("domain")


def edit(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Offer the forms of an asset and take whichever was sent."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    asset = frame.asset
    if not frame.may_edit:
        require(person, Role.CONTRIBUTOR, asset.domain)  # says why not
    part = request.POST.get("part")
    describe = DescribeAsset(request.POST if part == "describe" else None, initial={field: getattr(asset, field) for field in WORDS})
    advise = AdviseOnAsset(request.POST if part == "advise" else None, initial={field: getattr(asset, field) for field in ADVICE})
    govern = _govern_form(request, asset, person, is_sent=part == "govern") if frame.may_steward else None
    if part == "describe" and describe.is_valid():
        describe_asset(asset=asset, **describe.cleaned_data)
        say_done(request, "Saved.", asset)
        return redirect("asset", asset_id)
    if part == "govern" and govern and govern.is_valid() and _governed(asset, govern):
        say_done(request, "Saved.", asset)
        return redirect("asset", asset_id)
    if part == "advise" and advise.is_valid():
        advise_on_asset(asset=asset, **advise.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("asset", asset_id)
    page = {"frame": frame, "tab": "asset", "describe": describe, "advise": advise, "govern": govern}
    return render(request, "catalog/asset_edit.html", page, status=422 if part else 200)


def _govern_form(request: HttpRequest, asset: Asset, person: Person, *, is_sent: bool) -> GovernAsset:
    initial = {**{field: getattr(asset, field) for field in DECIDED}, "successor": asset.successor_id}
    domains = domains_where(person, Role.STEWARD)
    return GovernAsset(request.POST if is_sent else None, initial=initial, domains=domains, assets=_visible(person))


def _governed(asset: Asset, form: GovernAsset) -> bool:
    try:
        govern_asset(asset=asset, **form.cleaned_data)
    except CannotGovern as error:
        form.add_error(None, str(error))
        return False
    return True


@require_POST
def tag(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Put a tag on an asset, or on one of its columns (`column`: its number)."""
    person = person_of(request)
    asset = get_object_or_404(_visible(person), pk=asset_id)
    require(person, Role.CONTRIBUTOR, asset.domain)
    said = request.POST.get("column", "")
    column = get_object_or_404(asset.columns, pk=number(said)) if said else None
    try:
        tag_asset(asset=asset, tag=request.POST.get("tag", ""), person=person, column=column)
    except CannotTag as error:
        messages.error(request, str(error))
    return redirect("asset-columns" if column else "asset", asset_id)


@require_POST
def untag(request: HttpRequest, tag_id: int) -> HttpResponse:
    """Take a tag off."""
    person = person_of(request)
    mark = get_object_or_404(AssetTag.objects.select_related("asset__domain", "column"), pk=tag_id, asset__in=_visible(person))
    require(person, Role.CONTRIBUTOR, mark.asset.domain)
    try:
        untag_asset(tag=mark)
    except CannotTag as error:
        messages.error(request, str(error))
    return redirect("asset-columns" if mark.column_id else "asset", mark.asset_id)


def column(request: HttpRequest, column_id: int) -> HttpResponse:
    """Say what a column means: a small form in the row (htmx), or a page of its own."""
    person = person_of(request)
    found = get_object_or_404(Column.objects.select_related("asset__domain"), pk=column_id, asset__in=_visible(person))
    require(person, Role.CONTRIBUTOR, found.asset.domain)
    if request.method == "POST":
        describe_column(column=found, description=request.POST.get("description", "")[:10_000])
        say_done(request, f"Saved what {found.path} means.", found.asset)
        return redirect(f"{reverse('asset-columns', args=[found.asset_id])}#c{found.pk}")
    if request.headers.get("HX-Request") == "true":
        return render(request, "catalog/column_edit.html#row", {"column": found})
    frame = asset_frame(found.asset_id, person)
    return render(request, "catalog/column_edit.html", {"frame": frame, "tab": "asset-columns", "column": found})


@require_POST
def owner_suggestion(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Accept or decline an owner that events named."""
    person = person_of(request)
    found = get_object_or_404(OwnerSuggestion.objects.select_related("asset__domain"), pk=suggestion_id, asset__in=_visible(person))
    require(person, Role.STEWARD, found.asset.domain)
    try:
        decide_owner(suggestion=found, decision=request.POST.get("decision", ""), person=person)
    except CannotGovern as error:
        messages.error(request, str(error))
    return redirect("asset", found.asset_id)


@require_POST
def query_add(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Keep a sample query."""
    person = person_of(request)
    asset = get_object_or_404(_visible(person), pk=asset_id)
    require(person, Role.CONTRIBUTOR, asset.domain)
    try:
        add_sample_query(asset=asset, title=request.POST.get("title", ""), text=request.POST.get("text", ""), person=person)
    except CannotAddQuery as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The query is kept.")
    return redirect("asset", asset_id)


@require_POST
def query_remove(request: HttpRequest, query_id: int) -> HttpResponse:
    """Drop a sample query."""
    person = person_of(request)
    query = get_object_or_404(SampleQuery.objects.select_related("asset__domain"), pk=query_id, asset__in=_visible(person))
    require(person, Role.CONTRIBUTOR, query.asset.domain)
    remove_sample_query(query=query)
    messages.success(request, f"“{query.title}” is gone; the history keeps its text.")
    return redirect("asset", query.asset_id)
