"""Browsing assets: filters, order, pages."""

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.models import Asset, Domain, Namespace, Person, Team
from catalog.models.asset import AssetKind, AssetQuerySet, Lifecycle
from catalog.views.access import person_of

PER_PAGE = 50
ORDERS = {
    "used": ("Most used", [F("usage").desc(), F("id").asc()]),
    "fresh": ("Newest delivery", [F("fresh_at").desc(nulls_last=True), F("id").asc()]),
    "new": ("Newest in the catalog", [F("first_seen_at").desc(nulls_last=True), F("id").asc()]),
    "name": ("Name", [F("name").asc(), F("id").asc()]),
}
# Parameter -> field, for filters that compare with what was chosen.
FILTERS = {
    "kind": "kind",
    "platform": "namespace__platform",
    "lifecycle": "lifecycle",
    "domain": "domain__slug",
    "team": "owner_team__slug",
}


def assets(request: HttpRequest) -> HttpResponse:
    """List the assets somebody may see, filtered and ordered by the address."""
    person = person_of(request)
    order = request.GET.get("order", "used")
    if order not in ORDERS:
        order = "used"
    found = filtered(Asset.objects.visible_to(person), request.GET.dict()).for_listing().order_by(*ORDERS[order][1])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "catalog/assets.html", {"page": page, "order": order, "orders": ORDERS, "chosen": request.GET, **choices(person)}
    )


def filtered(found: AssetQuerySet, chosen: dict[str, str]) -> AssetQuerySet:
    """Narrow assets down by the known parameters; what can't be understood is ignored."""
    wanted = {field: chosen[name] for name, field in FILTERS.items() if chosen.get(name)}
    found = found.filter(**wanted)
    if chosen.get("namespace", "").isdecimal():
        found = found.filter(namespace_id=int(chosen["namespace"]))
    if words := chosen.get("name", "").strip():
        found = found.filter(Q(name__icontains=words) | Q(title__icontains=words))
    if not chosen.get("dropped"):
        found = found.exclude(is_dropped=True)
    return found


def choices(person: Person) -> dict[str, object]:
    """Give what the filters offer."""
    return {
        "kinds": AssetKind.choices,
        "lifecycles": Lifecycle.choices,
        "platforms": Namespace.objects.exclude(platform="").values_list("platform", flat=True).distinct().order_by("platform"),
        "domains": Domain.objects.visible_to(person).order_by("name"),
        "teams": Team.objects.order_by("name"),
    }
