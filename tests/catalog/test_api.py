"""The catalog over REST."""

import pytest
from django.test import Client

from catalog.actions.index_assets import index_assets
from catalog.actions.keys import create_key
from catalog.models import AuditEntry
from tests.make import make_asset
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db


def pipeline(cast: Cast, *scopes: str) -> Client:
    _, secret = create_key(name="robot", scopes=scopes, person=cast.bob)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_assets_are_listed_filtered_and_paged() -> None:
    cast = make_cast()
    make_asset("db.a", domain=cast.domain)
    make_asset("db.b")
    robot = pipeline(cast, "read")
    assert robot.get("/api/v1/assets?domain=sales").json()["results"][0]["name"] == "db.a"
    assert robot.get("/api/v1/assets?page_size=1").json()["count"] == 2


def test_an_asset_is_described_through_a_key_and_the_key_is_recorded() -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    answer = pipeline(cast, "read", "write").patch(f"/api/v1/assets/{asset.pk}", {"title": "Orders"}, "application/json")
    assert (answer.status_code, answer.json()["title"]) == (200, "Orders")
    entry = AuditEntry.objects.get(verb="asset.described")
    assert (entry.actor, entry.api_key.name if entry.api_key else "") == (cast.bob, "robot")


def test_a_reading_key_changes_nothing() -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    answer = pipeline(cast, "read").patch(f"/api/v1/assets/{asset.pk}", {"title": "Orders"}, "application/json")
    assert answer.status_code == 403


def test_columns_and_schema_versions_of_a_hidden_asset_are_404() -> None:
    cast = make_cast(is_restricted=True)
    asset = make_asset(domain=cast.domain, columns=["id int"])
    client = Client()
    client.force_login(cast.charlie)
    for part in ("", "/columns", "/schema-versions"):
        assert client.get(f"/api/v1/assets/{asset.pk}{part}").status_code == 404
    client.force_login(cast.bob)
    assert client.get(f"/api/v1/assets/{asset.pk}/columns").json()["results"][0]["path"] == "id"


def test_search_answers_hits_with_their_reasons() -> None:
    cast = make_cast()
    index_assets([make_asset("db.orders").pk])
    (hit,) = pipeline(cast, "read").get("/api/v1/search?q=orders").json()["results"]
    assert (hit["name"], hit["why"]) == ("orders", "the name itself")


def test_a_key_makes_no_keys() -> None:
    answer = pipeline(make_cast(), "read", "write").post("/api/v1/keys", {"name": "x", "scopes": ["write"]}, "application/json")
    assert answer.status_code == 403


def test_an_administrator_opens_a_domain() -> None:
    client = Client()
    client.force_login(make_cast().ada)
    answer = client.post("/api/v1/domains", {"slug": "ops", "name": "Operations"}, "application/json")
    assert (answer.status_code, answer.json()["asset_count"]) == (201, 0)


@pytest.mark.parametrize("path", ["assets", "domains", "teams", "audit", "keys", "search"])
def test_a_stranger_gets_401(path: str) -> None:
    assert Client().get(f"/api/v1/{path}").status_code == 401
