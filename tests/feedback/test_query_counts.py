"""Every page of this room costs the number of SQL queries committed in tests/house/query_counts/feedback.json, session and person included."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.actions.cases.reporting import Said, report_problem
from tests.lineage.queries.makers import chain
from tests.people import make_cast, make_person

COUNTS = Path(__file__).parents[1] / "house" / "query_counts" / "feedback.json"
PINNED = json.loads(COUNTS.read_text())


@pytest.mark.django_db
@pytest.mark.parametrize("address", PINNED)
def test_a_page_costs_what_is_pinned(client, address):
    cast = make_cast()
    *_, board = chain("rates", "revenue", "board", domain=cast.domain, owner_team=cast.team, steward=cast.alice)
    reports = [report_problem(reporter=make_person(f"p{n}"), asset=board, said=Said("wrong", "Zero")) for n in range(6)]
    client.force_login(cast.alice)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address.format(asset=board.pk, case=reports[0].case_id))
    assert answer.status_code == 200
    assert len(queries) == PINNED[address], "\n".join(query["sql"] for query in queries.captured_queries)
