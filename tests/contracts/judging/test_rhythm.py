"""A cadence is proposed from deliveries as they were recorded."""

import pytest

from contracts.queries.rhythm import rhythm_of
from tests.contracts.judging.making import at, deliver
from tests.make import make_asset


@pytest.mark.django_db
def test_a_daily_rhythm_is_seen_and_failed_runs_are_none():
    asset = make_asset()
    for day in range(28):
        deliver(asset, at(day, 5, day), judge=False)
        deliver(asset, at(day, 15), state="failed", judge=False)
    proposal = rhythm_of(asset.pk, at(28))
    assert (proposal.property, proposal.words, proposal.confidence) == ("timeOfAvailability", "Every day by 06:00 (UTC)", 1.0)
