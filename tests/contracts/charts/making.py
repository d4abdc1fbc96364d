"""Observations for charts: a day apart, from NOON on."""

import random
from datetime import timedelta

from catalog.models import Asset
from contracts.actions.observing import Observed, record_observations
from contracts.models import ControlChart
from tests.make import NOON, make_asset

DAY = timedelta(days=1)


def calm(count: int, center: float = 50.0, sigma: float = 2.0, seed: int = 1) -> list[float]:
    draw = random.Random(seed)
    return [round(draw.gauss(center, sigma), 3) for _ in range(count)]


def observe(asset: Asset, values: list[float], *, metric: str = "distinct_count", start: int = 0, **more: object) -> None:
    record_observations(
        [Observed(asset=asset.pk, metric=metric, at=NOON + DAY * (start + at), value=value, **more) for at, value in enumerate(values)]
    )


def charted(values: list[float], **fields: object) -> ControlChart:
    """Make an asset with one chart of these values."""
    asset = make_asset(**fields)
    observe(asset, values)
    return ControlChart.objects.get(asset=asset)
