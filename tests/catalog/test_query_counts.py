"""Every page of the catalog, and home, costs the number of SQL queries committed in tests/house/query_counts/catalog.json."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.actions.index_assets import index_assets
from catalog.actions.lists import create_list, list_asset
from catalog.actions.terms import Wanted, define_term, link_term
from tests.make import make_asset
from tests.people import make_cast

COUNTS = Path(__file__).parents[1] / "house" / "query_counts" / "catalog.json"
PINNED = json.loads(COUNTS.read_text())
# A search that corrects itself asks twice; the shop page is put together from the pieces of every room.
MOST = 26


@pytest.mark.django_db
@pytest.mark.parametrize("address", PINNED)
def test_a_page_costs_what_is_pinned(client, address):
    cast = make_cast()
    assets = [
        make_asset(f"shop.public.orders_{n}", columns=["id bigint", "total numeric"], domain=cast.domain, owner_team=cast.team)
        for n in range(8)
    ]
    index_assets(asset.pk for asset in assets)
    term = define_term(domain=cast.domain, wanted=Wanted("Ledger", "What is owed.", ["book"], "approved", cast.bob))
    held = create_list(person=cast.ada, name="Mine")
    for asset in assets[:5]:
        link_term(term=term, asset=asset, person=cast.bob)
        list_asset(asset_list=held, asset=asset, person=cast.ada)
    client.force_login(cast.ada)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address.format(asset=assets[0].pk, other=assets[1].pk, term=term.pk, list=held.pk, person=cast.alice.pk))
    assert answer.status_code == 200
    assert len(queries) == PINNED[address], "\n".join(query["sql"] for query in queries.captured_queries)


def test_a_shop_page_stays_under_its_budget():
    assert not {address: count for address, count in PINNED.items() if count > MOST}
