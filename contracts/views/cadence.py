"""Cadence on the asset's page: the month calendar, and the two tiles that speak of promises."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Asset
from catalog.queries import asset_frame
from catalog.views.access import person_of
from contracts.models import Deviation
from contracts.queries.deviations import agreements_of
from contracts.queries.slots import cadence_clauses, month_of, strip, trust_of

FIRST_YEAR, LAST_YEAR = 1970, 2200


@require_safe
def asset_calendar(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Show a month of a promise of deliveries, day by day, and how every such promise was kept lately."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    now = timezone.now()
    clauses = cadence_clauses(frame.asset, person)
    wanted = request.GET.get("promise", "")
    clause = next((one for one in clauses if str(one.pk) == wanted), clauses[0] if clauses else None)
    facts = {
        "frame": frame, "tab": "asset-promises", "clauses": clauses, "clause": clause, "trust": trust_of([asset_id], now).get(asset_id),
        "month": month_of(clause, _month(request, now.date()), now) if clause else None,
        "strip": strip(clause, now) if clause else None,
    }  # fmt: skip
    return render(request, "contracts/asset_calendar.html", facts)


def _month(request: HttpRequest, today: date) -> date:
    year, _, month = request.GET.get("month", "").partition("-")
    if year.isdigit() and month.isdigit() and FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12:  # noqa: PLR2004 - months
        return date(int(year), int(month), 1)
    return today.replace(day=1)


@require_safe
def freshness_tile(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Say when it came and when it was promised, with the strip of the last thirty periods."""
    person = person_of(request)
    asset = get_object_or_404(Asset.objects.visible_to(person).select_related("domain"), pk=asset_id)
    clauses = cadence_clauses(asset, person)
    if not clauses:
        return HttpResponse(status=204)  # nothing promised: the catalog's own words stand
    told = strip(clauses[0], timezone.now())
    return render(request, "contracts/freshness_tile.html", {"asset": asset, "strip": told})


@require_safe
def contract_tile(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Say whether its promises hold: standing, periods kept, agreements hit."""
    person = person_of(request)
    asset = get_object_or_404(Asset.objects.visible_to(person), pk=asset_id)
    if not asset.clauses.filter(in_force_until=None).exists():
        return HttpResponse(status=204)
    agreements, hit = agreements_of(asset_id)
    facts = {
        "asset": asset, "trust": trust_of([asset_id], timezone.now()).get(asset_id), "agreements": agreements, "hit": hit,
        "open": Deviation.objects.visible_to(person).open().filter(asset=asset, signal="").count(),
    }  # fmt: skip
    return render(request, "contracts/contract_tile.html", facts)
