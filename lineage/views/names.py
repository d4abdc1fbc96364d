"""The names of an asset: what events know it by, and a steward's decisions on what is one asset and what is two."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from catalog.auth import may
from catalog.models import Asset, AssetName, Person, Role
from catalog.queries import asset_frame
from catalog.views.access import person_of, require
from lineage.actions.identity import CannotIdentify, merge_assets, separate_name


def asset_names(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show the names; POST `separate` (a name's id) or `merge` (another asset's id) for stewards."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    if request.method == "POST":
        require(person, Role.STEWARD, frame.asset.domain)
        return _decide(request, frame.asset, person)
    names = AssetName.objects.filter(asset=asset_id).select_related("namespace").order_by("kind", "namespace__name", "name")
    page = {"frame": frame, "tab": "asset", "names": names, "may_decide": may(person, Role.STEWARD, frame.asset.domain)}
    return render(request, "lineage/names.html", page)


def _decide(request: HttpRequest, asset: Asset, person: Person) -> HttpResponse:
    try:
        if "separate" in request.POST:
            name = get_object_or_404(AssetName.objects.select_related("asset", "namespace"), pk=request.POST["separate"], asset=asset)
            separate_name(name=name)
            messages.success(request, f"{name} is an asset of its own. Its lineage follows when the rebuild, which has started, is done.")
        else:
            other = get_object_or_404(Asset.objects.visible_to(person).select_related("domain"), pk=_number(request.POST.get("merge", "")))
            require(person, Role.STEWARD, other.domain)
            merge_assets(keep=asset, gone=other)
            messages.success(request, f"{other} is part of this asset now.")
    except CannotIdentify as error:
        messages.error(request, str(error))
    return redirect("asset-names", asset.pk)


def _number(text: str) -> int:
    """Read an asset's number, or the last number of its pasted address."""
    digits = [part for part in text.strip().rstrip("/").split("/") if part.isdigit()]
    return int(digits[-1][:18]) if digits else 0
