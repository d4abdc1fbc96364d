"""Every page of the catalog, and home, costs the number of SQL queries committed in tests/house/query_counts/catalog.json."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.actions.index_assets import index_assets
from tests.make import make_asset
from tests.people import make_cast

COUNTS = Path(__file__).parents[1] / "house" / "query_counts" / "catalog.json"
PINNED = json.loads(COUNTS.read_text())
# A search that corrects itself asks twice.
MOST = 13


@pytest.mark.django_db
@pytest.mark.parametrize("address", PINNED)
def test_a_page_costs_what_is_pinned(client, address):
    cast = make_cast()
    assets = [
        make_asset(f"shop.public.orders_{n}", columns=["id bigint", "total numeric"], domain=cast.domain, owner_team=cast.team)
        for n in range(8)
    ]
    index_assets(asset.pk for asset in assets)
    client.force_login(cast.ada)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address.format(asset=assets[0].pk))
    assert answer.status_code == 200
    assert len(queries) == PINNED[address], "\n".join(query["sql"] for query in queries.captured_queries)


def test_a_shop_page_stays_under_its_budget():
    assert not {address: count for address, count in PINNED.items() if count > MOST}
