"""Every page of deviations and cadence costs the number of SQL queries committed in tests/house/query_counts/deviations.json."""

import json
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement, Deviation
from tests.contracts.judging.making import at, deliver, make_clause, pass_time
from tests.lineage.queries.makers import chain
from tests.people import make_cast

COUNTS = Path(__file__).parents[2] / "house" / "query_counts" / "deviations.json"
PINNED = json.loads(COUNTS.read_text())


@pytest.fixture
def landscape():
    raw, orders, *_ = chain("raw", "orders", "report", "board")
    cast = make_cast()
    for asset in (raw, orders):
        clause = make_clause(asset)
        Agreement.objects.create(contract=clause.version.contract, consumer_team=cast.team, state="active")
        for day in range(3):
            deliver(asset, at(day, 7, 50), judge=False)
    with time_machine.travel(at(5, 9)):
        pass_time(at(5, 9))
        yield {"asset": orders.pk, "deviation": Deviation.objects.get(asset=orders).pk, "cast": cast}


@pytest.mark.django_db
@pytest.mark.parametrize("address", PINNED)
def test_a_page_costs_what_is_pinned(client, landscape, address):
    client.force_login(landscape.pop("cast").bob)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address.format(**landscape))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert body
    assert len(queries) == PINNED[address], "\n".join(query["sql"] for query in queries.captured_queries)
