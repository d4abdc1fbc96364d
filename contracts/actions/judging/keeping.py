"""Carry the share of periods kept into the catalog, where search and comparisons show it; set-based, by machine, so not audited."""

from datetime import datetime

from django.db.models import Q

from catalog.actions.judge_assets import set_kept
from catalog.models import Asset
from contracts.queries.slots import trust_of

AT_ONCE = 1_000


def carry_kept(*, now: datetime) -> None:
    """Set the share of the last 30 days for every asset with promises in force, and take it from those without."""
    promised = Q(clauses__in_force_until=None, clauses__isnull=False) | Q(kept_of__gt=0)
    keys = list(Asset.objects.filter(promised).order_by("pk").values_list("pk", flat=True).distinct())
    for start in range(0, len(keys), AT_ONCE):
        batch = keys[start : start + AT_ONCE]
        trust = trust_of(batch, now)
        told = {key: (trust[key].kept_30, trust[key].counted_30) if key in trust else (0, 0) for key in batch}
        set_kept({key: (kept / counted if counted else None, counted) for key, (kept, counted) in told.items()})
