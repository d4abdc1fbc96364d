"""Stages: a shared or certified asset that lost what its stage asks for is flagged, and whoever answers for it is told."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from catalog.actions.flag_assets import flag_asset
from catalog.models import Asset
from contracts.models import Deviation
from feedback.actions.alerts.queueing import Told, tell
from feedback.actions.alerts.telling.wording import asset_of, place
from feedback.alerting import Step
from feedback.models import Case, CaseEntry, News
from feedback.queries.audience import Audience, answering_for
from feedback.queries.promotion import KEPT_STAGES, checklist


def check_after(told: Sequence[News], now: datetime) -> None:
    """Hold the promoted assets that told news was about to their stage; what costs it in other ways is found by night.

    After the news is told and each by itself: a transaction that flagged several would lock assets in an order of its own.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for news in told:
        rows[news.subject].append(news.row)
    if not rows.keys() & {"deviation", "case", "entry"}:
        return
    moved = CaseEntry.objects.filter(pk__in=rows["entry"], kind=CaseEntry.Kind.STATE).values("case")
    ours = Q(pk__in=Deviation.objects.filter(pk__in=rows["deviation"]).values("asset"))
    ours |= Q(pk__in=Case.objects.filter(Q(pk__in=rows["case"]) | Q(pk__in=moved)).values("asset"))
    for asset_id in Asset.objects.present().filter(ours, lifecycle__in=KEPT_STAGES).values_list("pk", flat=True):
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
