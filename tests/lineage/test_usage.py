"""How much is downstream of an asset is counted, once per asset reached."""

from itertools import pairwise

import pytest

from catalog.models import Asset
from lineage.actions.usage import count_usage
from lineage.models import Edge
from tests.make import NOON, make_asset

pytestmark = pytest.mark.django_db


def _chain(*names: str) -> list[Asset]:
    assets = [make_asset(name) for name in names]
    for source, target in pairwise(assets):
        Edge.objects.create(source=source, target=target, evidence="run_io", first_seen_at=NOON, last_seen_at=NOON)
    return assets


def test_assets_within_three_steps_count_each_once() -> None:
    first, second, *_, last = _chain("a", "b", "c", "d", "e")
    Edge.objects.create(source=first, target=last, evidence="run_io", first_seen_at=NOON, last_seen_at=NOON)
    count_usage()
    assert Asset.objects.get(pk=first.pk).consumer_count == 4
    assert Asset.objects.get(pk=second.pk).consumer_count == 3
    assert Asset.objects.get(pk=last.pk).consumer_count == 0


def test_an_edge_no_longer_shown_does_not_count() -> None:
    first, _ = _chain("a", "b")
    Edge.objects.update(is_shown=False)
    count_usage()
    assert Asset.objects.get(pk=first.pk).consumer_count == 0
