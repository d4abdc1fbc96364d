"""Stages: a shared or certified asset that lost what its stage asks for is flagged, and whoever answers for it is told."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from catalog.actions.flag_assets import flag_asset
from catalog.models import Asset
from contracts.models import Deviation
from feedback.actions.alerts.queueing import Told, tell
from feedback.actions.alerts.telling.wording import asset_of, place
from feedback.alerting import Step
from feedback.models import Case, CaseEntry
from feedback.queries.audience import Audience, answering_for
from feedback.queries.promotion import KEPT_STAGES, checklist

# Whose news may cost an asset its stage, or give it back; what else does is found by night.
TOUCHING: dict[str, Callable[[int], Q]] = {
    "deviation": lambda row: Q(pk__in=Deviation.objects.filter(pk=row).values("asset")),
    "case": lambda row: Q(pk__in=Case.objects.filter(pk=row).values("asset")),
    "entry": lambda row: Q(pk__in=CaseEntry.objects.filter(pk=row, kind=CaseEntry.Kind.STATE).values("case__asset")),
}


def touched(subject: str, row: int, now: datetime) -> None:
    """Check the promoted asset that a piece of news is about, if it is about one."""
    if subject not in TOUCHING:
        return
    promoted = Asset.objects.present().filter(TOUCHING[subject](row), lifecycle__in=KEPT_STAGES)
    for asset_id in promoted.values_list("pk", flat=True):
        hold(asset_of(asset_id), now)


@transaction.atomic
def hold(asset: Asset, now: datetime) -> bool:
    """Hold a promoted asset to its stage; gives whether what it lacks is another than before. Who answers for it hears."""
    missing = checklist(asset, asset.lifecycle, now=now).missing
    lost = "; ".join(check.asked.words.lower() for check in missing)
    flag = f"{len(missing)} of its criteria lost: {lost}"[:200] if missing else ""
    if not flag_asset(asset_id=asset.pk, flag=flag):
        return False
    heard = Audience()
    heard.add("stage", answering_for(asset))
    stage = asset.get_lifecycle_display().lower()
    title, step = (
        (f"{asset} lost what “{stage}” asks for", Step.OPENED) if missing else (f"{asset} shows what “{stage}” asks for", Step.RESOLVED)
    )
    text = "; ".join(f"{check.asked.words} ({check.evidence})" for check in missing)
    tell(Told(f"stage/{asset.pk}", title, text, place("asset-promotion", asset.pk), now, heard, step, "warning", asset=asset), now=now)
    return True
