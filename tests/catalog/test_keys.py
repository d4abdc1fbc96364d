"""API keys: shown once, scoped, revoked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import ApiKey, AuditEntry
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def made_key(client: Client, **fields: object) -> str:
    page = client.post("/keys/", {"name": "airflow", "scopes": ["read"], "expires": "30", **fields})
    return page.context["secret"]


def test_a_secret_is_shown_once_and_never_stored(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.bob)
    secret = made_key(client)
    key = ApiKey.objects.get()
    assert secret.startswith("prv_")
    assert secret.encode() not in bytes(key.digest)
    assert secret.encode() not in client.get("/keys/").content
    assert key.expires_at is not None
    assert timedelta(days=29) < key.expires_at - timezone.now() < timedelta(days=31)


def test_a_key_reads_and_after_revoking_gets_401(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.bob)
    bearer = {"Authorization": f"Bearer {made_key(client)}"}
    pipeline = Client(headers=bearer)
    assert pipeline.get("/api/v1/assets").status_code == 200
    client.post(f"/keys/{ApiKey.objects.get().pk}/revoke/")
    assert pipeline.get("/api/v1/assets").status_code == 401
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == ["key.created", "key.revoked"]


def test_a_key_opens_its_scopes_alone(client: Client) -> None:
    client.force_login(make_cast().bob)
    pipeline = Client(headers={"Authorization": f"Bearer {made_key(client, scopes=['ingest'])}"})
    assert pipeline.get("/api/v1/assets").status_code == 403


def test_nobody_revokes_another_persons_key(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.bob)
    made_key(client)
    client.force_login(cast.charlie)
    assert client.post(f"/keys/{ApiKey.objects.get().pk}/revoke/").status_code == 404


def test_a_lead_revokes_the_keys_of_the_team(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.bob)
    made_key(client, team=cast.team.pk)
    client.force_login(cast.alice)
    assert client.post(f"/keys/{ApiKey.objects.get().pk}/revoke/").status_code == 302


def test_a_key_needs_a_scope(client: Client) -> None:
    client.force_login(make_cast().bob)
    assert client.post("/keys/", {"name": "x", "scopes": []}).status_code == 422
