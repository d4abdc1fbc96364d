"""Browsing assets: filters, order, pages."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.models import Asset, Domain, Namespace, Person, Team
from catalog.models.asset import AssetKind, Lifecycle
from catalog.queries import ORDERS, filtered
from catalog.views.access import person_of

PER_PAGE = 50


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


def choices(person: Person) -> dict[str, object]:
    """Give what the filters offer."""
    return {
        "kinds": AssetKind.choices,
        "lifecycles": Lifecycle.choices,
        "platforms": Namespace.objects.exclude(platform="").values_list("platform", flat=True).distinct().order_by("platform"),
        "domains": Domain.objects.visible_to(person).order_by("name"),
        "teams": Team.objects.order_by("name"),
    }
