"""Pages of contracts and agreements cost what tests/house/query_counts/contracts.json says, however many there are."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Team
from contracts.actions.agreements.deciding import approve_agreement
from contracts.actions.agreements.requesting import Wish, request_agreement
from contracts.queries.parties import ConsumerRef
from tests.contracts.odcs.texts import ORDERS
from tests.contracts.store.making import NEXT, draft, in_force, make_orders
from tests.people import make_cast

PINNED = json.loads((Path(__file__).parents[2] / "house" / "query_counts" / "contracts.json").read_text())
CONTRACTS, CONSUMERS = 3, 4
NEEDS = {"slaProperties": [{"property": "timeOfAvailability", "value": "08:00 UTC"}]}


@pytest.mark.django_db
def test_pages_cost_what_is_pinned(client: Client) -> None:
    cast = make_cast()
    asset = make_orders(cast, columns=["id bigint", "status text", "amount numeric"])
    contract = in_force(cast).contract
    for number in range(CONTRACTS):
        in_force(cast, ORDERS.replace("id: orders", f"id: orders-{number}"))
    for number in range(CONSUMERS):
        team = Team.objects.create(slug=f"team-{number}", name=f"Team {number}")
        made = request_agreement(contract=contract, consumer=ConsumerRef(team=team), wish=Wish("x", NEEDS), person=cast.ada)
        approve_agreement(agreement=made, person=cast.alice)
    draft(cast, NEXT)
    client.force_login(cast.alice)
    client.get("/contracts/")
    found, asked = {}, {}
    for address in PINNED:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address.format(contract=contract.pk, agreement=made.pk, asset=asset.pk)).status_code == 200
        found[address], asked[address] = len(queries), [query["sql"][:200] for query in queries.captured_queries]
    assert found == PINNED, "\n".join(sql for address, count in found.items() if count != PINNED[address] for sql in asked[address])
