"""Pages of charts and tests cost the number of SQL queries committed in tests/house/query_counts/quality.json.

Of an asset's pages only what they add to the frame is pinned: the frame is the catalog's.
"""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.actions.testing import run_test
from contracts.models import ControlChart
from tests.contracts.charts.making import calm, observe
from tests.contracts.testing.making import make_table, make_test
from tests.people import make_cast

COUNTS = Path(__file__).parents[2] / "house" / "query_counts" / "quality.json"
PINNED = json.loads(COUNTS.read_text())


@pytest.fixture
def site(client):
    cast = make_cast()
    asset = make_table(domain=cast.domain)
    for metric in ("distinct_count", "sum", "min"):
        observe(asset, calm(25), metric=metric)
    tests = [make_test(asset, None, name=f"Test {number}") for number in range(4)]
    for test in tests:
        run_test(test=test, trigger="hand")
    client.force_login(cast.ada)
    ids = {"asset": asset.pk, "chart": ControlChart.objects.earliest("pk").pk, "test": tests[0].pk}

    def count(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address.format(**ids)).status_code == 200
        return len(queries)

    return count


@pytest.mark.django_db
def test_pages_cost_what_is_pinned(site):
    frame = site("/assets/{asset}/charts/") - PINNED["/assets/{asset}/charts/"]
    found = {address: site(address) - (0 if address in {"/charts/", "/tests/"} else frame) for address in PINNED}
    assert found == PINNED
