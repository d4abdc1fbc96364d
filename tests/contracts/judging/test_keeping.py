"""The share of periods kept follows into the catalog, and search shows it."""

import pytest
import time_machine

from catalog.actions.index_assets import index_assets
from catalog.models import Asset
from contracts.actions.judging.keeping import carry_kept
from contracts.models import Clause
from tests.contracts.judging.making import at, deliver, make_clause, pass_time
from tests.make import make_asset
from tests.people import make_person

pytestmark = pytest.mark.django_db


def test_the_share_of_periods_kept_is_carried_to_the_asset_and_shown_on_its_hit(client):
    asset = make_asset("db.orders")
    index_assets([asset.pk])
    make_clause(asset)
    for when in (at(0, 7, 30), at(1, 7, 50), at(2, 9)):
        with time_machine.travel(when):
            pass_time(when)
            deliver(asset, when)
    carry_kept(now=at(3))
    asset.refresh_from_db()
    assert (round(asset.kept_share, 2), asset.kept_of) == (0.67, 3)
    client.force_login(make_person("dan"))
    assert "67 % of promises kept (3)" in client.get("/search/?q=orders").content.decode()


def test_an_asset_no_longer_promised_loses_its_share():
    asset = make_asset(kept_share=0.5, kept_of=4)
    Clause.objects.filter(asset=asset).update(in_force_until=at(0))
    carry_kept(now=at(3))
    assert Asset.objects.values_list("kept_share", "kept_of").get() == (None, 0)
