"""Lists of assets: one's own and one's teams', saving an asset to some, and comparing assets."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from catalog.actions.lists import CannotList, change_list, create_list, delete_list, list_asset, unlist_asset
from catalog.asked import number
from catalog.forms import ListForm
from catalog.models import Asset, AssetList, ListedAsset, Person, Team
from catalog.queries.lists import MOST_COMPARED, compare, list_page, lists_of
from catalog.queries.similar import similar
from catalog.views.access import person_of
from catalog.views.form_page import form_page


def _teams(person: Person) -> QuerySet[Team]:
    return Team.objects.filter(memberships__person=person).order_by("name")


def lists(request: HttpRequest) -> HttpResponse:
    """Show somebody's lists, and begin one."""
    person = person_of(request)
    form = ListForm(request.POST or None, teams=_teams(person))
    if request.method == "POST" and form.is_valid():
        try:
            made = create_list(person=person, **form.cleaned_data)
        except CannotList as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"The list {made} is there. Put assets on it from their pages.")
            return redirect("list", made.pk)
    page = {"lists": lists_of(person), "form": form}
    return render(request, "catalog/lists.html", page, status=422 if form.is_bound else 200)


def one_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Show one list."""
    return render(request, "catalog/list.html", {"page": list_page(list_id, person_of(request)), "most": MOST_COMPARED})


def _mine(person: Person, list_id: int) -> AssetList:
    found = list_page(list_id, person).asset_list
    if found.owner_id != person.pk:
        raise PermissionDenied(f"This list is {found.owner}'s: only they change or delete it. You may put assets on it and take them off.")
    return found


def list_edit(request: HttpRequest, list_id: int) -> HttpResponse:
    """Rename a list, share it, or keep it to oneself (its owner)."""
    person = person_of(request)
    found = _mine(person, list_id)
    start = {field: getattr(found, field) for field in ("name", "description", "team")}
    form = ListForm(request.POST or None, initial=start, teams=_teams(person))
    if request.method == "POST" and form.is_valid():
        try:
            change_list(asset_list=found, **form.cleaned_data)
        except CannotList as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, "Saved.")
            return redirect("list", list_id)
    return form_page(request, form, heading=f"Change {found}", back="lists")


@require_POST
def list_delete(request: HttpRequest, list_id: int) -> HttpResponse:
    """Throw a list away (its owner)."""
    found = _mine(person_of(request), list_id)
    delete_list(asset_list=found)
    messages.success(request, f"The list {found} is gone; its assets are where they were.")
    return redirect("lists")


@require_POST
def list_remove(request: HttpRequest, list_id: int, asset_id: int) -> HttpResponse:
    """Take an asset off a list."""
    person = person_of(request)
    found = list_page(list_id, person).asset_list
    asset = get_object_or_404(Asset.objects.visible_to(person), pk=asset_id)
    unlist_asset(asset_list=found, asset=asset)
    messages.success(request, f"{asset} is off the list {found}.")
    return redirect("list", list_id)


def asset_save(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Put an asset on some of one's lists (`list`: numbers; `new`: the name of a list to begin), and off those not ticked."""
    person = person_of(request)
    asset = get_object_or_404(Asset.objects.visible_to(person).for_listing(), pk=asset_id)
    found = list(lists_of(person))
    on = set(ListedAsset.objects.filter(asset=asset, asset_list__in=found).values_list("asset_list_id", flat=True))
    if request.method == "POST":
        try:
            _put_on(request, asset, person, found, on)
        except CannotList as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{asset} is on the lists you chose.")
            return redirect("asset", asset_id)
    page = {"asset": asset, "lists": [(one, one.pk in on) for one in found]}
    return render(request, "catalog/asset_save.html", page, status=422 if request.method == "POST" else 200)


def _put_on(request: HttpRequest, asset: Asset, person: Person, found: list[AssetList], on: set[int]) -> None:
    wanted = {number(said) for said in request.POST.getlist("list")}
    for one in found:
        if one.pk in wanted - on:
            list_asset(asset_list=one, asset=asset, person=person)
        elif one.pk in on - wanted:
            unlist_asset(asset_list=one, asset=asset)
    if name := request.POST.get("new", "").strip():
        list_asset(asset_list=create_list(person=person, name=name), asset=asset, person=person)


def comparison(request: HttpRequest) -> HttpResponse:
    """Put up to four assets (`a`: their numbers) beside each other."""
    person = person_of(request)
    keys = [number(said) for said in request.GET.getlist("a")]
    compared = compare(keys, person)
    chosen = {asset.pk for asset in compared.assets}
    has_room = 0 < len(chosen) < MOST_COMPARED
    offered = [like for like in similar(compared.assets[0], person) if like.asset.pk not in chosen] if has_room else []
    page = {"compared": compared, "offered": offered, "most": MOST_COMPARED, "keys": [asset.pk for asset in compared.assets]}
    return render(request, "catalog/compare.html", page)
