"""Every page of imports costs the number of SQL queries committed in tests/house/query_counts/imports.json, session and person included."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lineage.actions.importing.connections import save_connection
from tests.lineage.importing.bringing import bring
from tests.make import make_asset, make_namespace
from tests.people import make_cast

COUNTS = Path(__file__).parents[2] / "house" / "query_counts" / "imports.json"
PINNED = json.loads(COUNTS.read_text())


@pytest.fixture
def landscape():
    """Two tables that a log queries, scripts that read them, a connection."""
    ada = make_cast().ada
    space = make_namespace("postgres://db:5432")
    one, _ = (make_asset(f"shop.public.{name}", namespace=space, columns=["id"]) for name in ("orders", "customers"))
    said = f"query,user,time\nselect o.id from orders o join customers c using (id),nora,{timezone.now().isoformat()}\n"
    bring("queries", {"log.csv": said.encode()}, label="log", confirm=False, person=ada)
    scripts = {f"{number}.sql": b"insert into daily select * from orders" for number in range(5)}
    save_connection(name="warehouse", address="duckdb:////nowhere", namespace="", person=ada)
    return ada, {"asset": one.pk, "imported": bring("sql", scripts, person=ada).pk}


@pytest.mark.django_db
@pytest.mark.parametrize("address", PINNED)
def test_a_page_costs_what_is_pinned(client, landscape, address):
    ada, keys = landscape
    client.force_login(ada)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address.format(**keys))
    assert answer.status_code == 200
    assert len(queries) == PINNED[address], "\n".join(query["sql"] for query in queries.captured_queries)
