"""Posted observations are kept once, and outlive a rebuild."""

import pytest

from contracts.actions.observing import Observed, record_observations
from lineage.actions.rebuild import rebuild
from lineage.models import Observation
from tests.make import NOON, make_asset

pytestmark = pytest.mark.django_db


def test_twice_is_once_and_a_correction_is_news():
    asset = make_asset()
    one = Observed(asset=asset.pk, metric="row_count", at=NOON, value=41.0)
    corrected = Observed(asset=asset.pk, metric="row_count", at=NOON, value=42.0)
    assert [record_observations([told]) for told in (one, one, corrected)] == [1, 0, 1]
    assert Observation.objects.get().value == 42


def test_what_an_event_told_is_not_overwritten():
    asset = make_asset()
    Observation.objects.create(asset=asset, metric="row_count", subject="run-1", value=7, observed_at=NOON, event_digest=b"x")
    assert record_observations([Observed(asset=asset.pk, metric="row_count", at=NOON, subject="run-1", value=8.0)]) == 0
    assert Observation.objects.get().value == 7


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_keeps_what_no_event_told():
    asset = make_asset()
    record_observations([Observed(asset=asset.pk, metric="row_count", at=NOON, value=41.0)])
    rebuild()
    assert Observation.objects.filter(asset=asset).count() == 1
