import hashlib
import json

import pytest
import zstandard
from django.db import connection

from lineage.models import EventProblem
from tests.make import NOON, make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def store(document, **fields):
    """Put an event into the log as the ingest route does."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    row = {
        "kind": "run",
        "event_type": "START",
        "event_time": NOON,
        "job_namespace": "ns",
        "job_name": "job",
        "run_id": "r",
        "producer": "p",
        **fields,
    }
    row |= {"digest": hashlib.blake2b(body).digest(), "body": zstandard.compress(body)}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO lineage_event ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))}) RETURNING id, received_at",
            list(row.values()),
        )
        return cursor.fetchone()


@pytest.fixture
def get(client):
    client.force_login(make_cast().ada)
    return lambda path: client.get(path).content.decode()


def test_the_log_lists_events_and_their_problems(get):
    number, received = store({"eventType": "START"})
    EventProblem.objects.create(
        event_id=number, received_at=received, severity="warning", code="naive_time", path="eventTime", message="No zone was given."
    )
    text = get("/events/")
    assert f"/events/{number}/" in text
    assert "No zone was given." in text
    assert f"/events/{number}/" not in get("/events/?severity=failure")


def test_an_event_is_shown_as_it_came_with_the_odd_place_marked(get):
    number, received = store({"eventType": "START", "run": {"facets": {"odd": 1}}})
    EventProblem.objects.create(
        event_id=number, received_at=received, severity="warning", code="x", path="run.facets.odd", message="A facet must be an object."
    )
    text = get(f"/events/{number}/")
    assert "&quot;eventType&quot;: &quot;START&quot;" in text
    assert 'class="is-odd" title="A facet must be an object."' in text


def test_an_unreadable_body_is_shown_too(get):
    number, _ = store(b"{not json")
    assert "{not json" in get(f"/events/{number}/")


def test_an_unknown_event_is_404(client):
    client.force_login(make_cast().ada)
    assert client.get("/events/1/").status_code == 404


def test_the_text_of_an_event_that_names_a_hidden_asset_is_withheld(client):
    cast = make_cast(is_restricted=True)
    secret = make_asset("secret.pay", domain=cast.domain)
    number, _ = store({"inputs": [{"namespace": secret.namespace.name, "name": "secret.pay"}]})
    client.force_login(cast.charlie)
    assert "secret.pay" not in client.get(f"/events/{number}/").content.decode()
    client.force_login(cast.alice)
    assert "secret.pay" in client.get(f"/events/{number}/").content.decode()


def test_a_name_in_a_column_lineage_facet_is_withheld_too(client):
    cast = make_cast(is_restricted=True)
    secret = make_asset("secret.pay", domain=cast.domain)
    field = {"namespace": secret.namespace.name, "name": "secret.pay", "field": "id"}
    number, _ = store(
        {"outputs": [{"namespace": "n", "name": "o", "facets": {"columnLineage": {"fields": {"x": {"inputFields": [field]}}}}}]}
    )
    client.force_login(cast.charlie)
    assert "secret.pay" not in client.get(f"/events/{number}/").content.decode()


def test_failures_offer_a_redrive_to_stewards_only(client):
    cast = make_cast()
    number, received = store({})
    EventProblem.objects.create(event_id=number, received_at=received, severity="failure", code="x", message="It could not be recorded.")
    client.force_login(cast.alice)
    assert f"/events/{number}/redrive/" in client.get("/events/problems/").content.decode()
    client.force_login(cast.charlie)
    assert "redrive" not in client.get("/events/problems/").content.decode()
    assert client.post(f"/events/{number}/redrive/").status_code == 403
