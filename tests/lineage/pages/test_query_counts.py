"""Every page of this room costs the number of SQL queries committed in tests/house/query_counts/lineage.json, session and person included."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineage.models import Job, Run
from tests.lineage.pages.test_events_pages import store
from tests.lineage.queries.makers import chain, feed, make_run, touch
from tests.people import make_cast

COUNTS = Path(__file__).parents[2] / "house" / "query_counts" / "lineage.json"
PINNED = json.loads(COUNTS.read_text())


@pytest.fixture
def landscape():
    assets = chain("a", "b", "c", "d", "e")
    for source, target in pairwise(assets):
        feed(source.columns.get(path="id"), target.columns.get(path="id"))
    for job in Job.objects.all():
        run = make_run(job, f"run-{job.pk}")
        touch(run, assets[0], "input")
        touch(run, assets[1])
    event, _ = store({"eventType": "START", "inputs": [{"namespace": assets[0].namespace.name, "name": "a"}]})
    return {
        "asset": assets[2].pk,
        "other": assets[4].pk,
        "column": assets[2].columns.get(path="id").pk,
        "job": Job.objects.first().pk,
        "run": Run.objects.first().pk,
        "event": event,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("address", PINNED)
def test_a_page_costs_what_is_pinned(client, landscape, address):
    client.force_login(make_cast().alice)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address.format(**landscape))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert body
    assert len(queries) == PINNED[address], "\n".join(query["sql"] for query in queries.captured_queries)
