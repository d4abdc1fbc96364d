"""Domains: opening, changing, roles, who sees restricted ones."""

import pytest
from django.test import Client

from catalog.models import AuditEntry, Domain, DomainRole
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db

NEW = {"slug": "finance", "name": "Finance", "description": "Money as the books see it."}


def test_an_administrator_opens_a_domain(client: Client) -> None:
    client.force_login(make_cast().ada)
    assert client.post("/domains/new/", NEW).headers["Location"] == "/domains/finance/"
    assert AuditEntry.objects.get().verb == "domain.created"


def test_nobody_else_opens_one(client: Client) -> None:
    client.force_login(make_cast().alice)
    assert client.post("/domains/new/", NEW).status_code == 403
    assert not Domain.objects.filter(slug="finance").exists()


def test_a_short_name_in_use_is_refused(client: Client) -> None:
    client.force_login(make_cast().ada)
    response = client.post("/domains/new/", {**NEW, "slug": "sales"})
    assert response.status_code == 422
    assert b"Another domain has this short name" in response.content


def test_a_restricted_domain_and_its_assets_are_hidden_from_outsiders(client: Client) -> None:
    cast = make_cast(is_restricted=True)
    make_asset("db.salaries", domain=cast.domain)
    client.force_login(cast.charlie)
    assert client.get("/domains/sales/").status_code == 404
    for page in ("/", "/domains/", "/assets/", "/teams/sales-data/"):
        assert b"salaries" not in client.get(page).content
    client.force_login(cast.bob)
    assert b"salaries" in client.get("/domains/sales/").content


def test_an_owner_gives_and_takes_roles(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.alice)
    client.post("/domains/sales/roles/", {"holder": "charlie", "role": "reader"})
    given = DomainRole.objects.get(person=cast.charlie)
    assert given.role == "reader"
    client.post(f"/roles/{given.pk}/take/")
    assert not DomainRole.objects.filter(person=cast.charlie).exists()
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == ["role.given", "role.taken"]


def test_a_contributor_gives_no_roles(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.bob)
    assert client.post("/domains/sales/roles/", {"holder": "bob", "role": "owner"}).status_code == 403


def test_a_role_for_nobody_is_refused_with_words(client: Client) -> None:
    client.force_login(make_cast().alice)
    page = client.post("/domains/sales/roles/", {"holder": "zoe", "role": "reader"}, follow=True)
    assert b"Nobody has the handle" in page.content
