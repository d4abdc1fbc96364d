"""Promoting assets from local to shared to certified on evidence, and noticing when the evidence is gone."""

from datetime import datetime

from django.db import transaction

from catalog import audit
from catalog.actions.flag_assets import flag_asset
from catalog.actions.govern import govern_asset
from catalog.models import Asset, Domain
from catalog.models.asset import Lifecycle
from feedback.actions.alerts.telling.stages import hold
from feedback.models import Criterion
from feedback.queries.promotion import KEPT_STAGES, NEXT, checklist

SHARES = {Criterion.Kind.COLUMNS_DOCUMENTED}
PLAIN = {Criterion.Kind.OWNER, Criterion.Kind.DESCRIPTION, Criterion.Kind.NO_OPEN_CASE}


class CannotPromote(Exception):
    """The asset isn't ready, or the criterion makes no sense; the message says what is missing."""


@transaction.atomic
def promote_asset(*, asset: Asset, now: datetime, reason: str = "") -> str:
    """Take an asset one stage on. What its checklist misses stops it, unless a `reason` is given, which the audit log keeps. Gives the stage."""
    current = (
        Asset.objects.select_for_update(of=("self",), no_key=True)
        .select_related("domain", "owner_team", "steward", "successor")
        .get(pk=asset.pk)
    )
    stage = NEXT.get(Lifecycle(current.lifecycle))
    if stage is None:
        raise CannotPromote(f"An asset that is {current.get_lifecycle_display().lower()} is not promoted any further.")
    missing = checklist(current, stage, now=now).missing
    if missing and not reason.strip():
        raise CannotPromote("Not yet: " + "; ".join(f"{check.asked.words.lower()} ({check.evidence})" for check in missing) + ".")
    govern_asset(
        asset=current,
        domain=current.domain,
        owner_team=current.owner_team,
        steward=current.steward,
        lifecycle=stage,
        successor=current.successor,
    )
    after = {"stage": stage, **({"reason": reason.strip(), "without": [check.asked.kind for check in missing]} if missing else {})}
    audit.record(verb="asset.promoted", target=current, before={"stage": current.lifecycle}, after=after)
    flag_asset(asset_id=current.pk, flag="")
    return str(stage)


@transaction.atomic
def set_criterion(*, domain: Domain | None, stage: str, kind: str, number: float | None) -> Criterion:
    """Ask for something before a stage: everywhere (no domain), or more in one domain."""
    if stage not in KEPT_STAGES:
        raise CannotPromote("Criteria are for the stages shared and certified.")
    if kind not in Criterion.Kind.values:
        raise CannotPromote("Choose what is asked for.")
    if kind in PLAIN:
        number = None
    elif number is None or number <= 0 or (kind in SHARES and number > 1):
        raise CannotPromote("Give a number greater than zero; a share lies between 0 and 1.")
    made, _ = Criterion.objects.update_or_create(domain=domain, stage=stage, kind=kind, defaults={"number": number})
    audit.record(verb="criterion.set", target=made, after={"stage": stage, "kind": kind, "number": number, "domain": str(domain or "")})
    return made


@transaction.atomic
def drop_criterion(*, criterion: Criterion) -> None:
    """Ask for it no more."""
    audit.record(
        verb="criterion.dropped", target=criterion, before={"stage": criterion.stage, "kind": criterion.kind, "number": criterion.number}
    )
    criterion.delete()


def check_promoted(*, now: datetime) -> int:
    """Hold every promoted asset to its stage again, whatever became of it; gives how many changed."""
    promoted = Asset.objects.present().filter(lifecycle__in=KEPT_STAGES).select_related("domain", "namespace", "owner_team", "steward")
    return sum(hold(asset, now) for asset in promoted.iterator(500))
