"""Pages of changes and proposals cost what tests/house/query_counts/changes.json says, however many consumers there are."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.actions.drafting import Origin, save_draft
from contracts.actions.proposals import open_proposal
from tests.contracts.change.making import agree, document, make_orders, publish, reads
from tests.people import make_cast

PINNED = json.loads((Path(__file__).parents[2] / "house" / "query_counts" / "changes.json").read_text())
CONSUMERS = 6


@pytest.mark.django_db
def test_pages_cost_what_is_pinned(client):
    cast = make_cast()
    orders = make_orders(domain=cast.domain)
    agree(publish(document(), orders).contract, cast.team, ["amount"], asset=orders)
    for number in range(CONSUMERS):
        reads(orders, f"marts.t{number}", {"amount": ("identity", "total decimal(10,2)")})
    draft = save_draft(raw=document("2.0.0", drop=["amount"]).encode(), origin=Origin()).version
    proposal = open_proposal(version=draft, person=cast.alice)
    client.force_login(cast.alice)
    found, asked = {}, {}
    for address in PINNED:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address.format(asset=orders.pk, proposal=proposal.pk)).status_code == 200
        found[address], asked[address] = len(queries), [query["sql"][:200] for query in queries.captured_queries]
    assert found == PINNED, "\n".join(sql for address, count in found.items() if count != PINNED[address] for sql in asked[address])
