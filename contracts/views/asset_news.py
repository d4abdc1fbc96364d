"""News on an asset's page: a change of what is promised about it has been proposed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Asset
from catalog.views.access import person_of
from contracts.models import ChangeProposal, ContractedAsset
from contracts.models.contract import VersionState
from contracts.queries.proposals import UNDECIDED

SHOWN = 3


@require_safe
def asset_news(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Give the banners of proposals that somebody has not decided yet; nothing where there are none. One query."""
    person = person_of(request)
    seen = Asset.objects.visible_to(person).filter(pk=asset_id)
    binding = ContractedAsset.objects.filter(asset__in=seen).exclude(version__state=VersionState.RETIRED)
    found = ChangeProposal.objects.visible_to(person).filter(state__in=UNDECIDED, version__contract__in=binding.values("version__contract"))
    rows = list(found.select_related("version__contract").order_by("notice_until", "pk")[:SHOWN])
    return render(request, "contracts/asset_news.html", {"proposals": rows}) if rows else HttpResponse(status=204)
