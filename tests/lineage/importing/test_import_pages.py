import io
import json

import pytest

from catalog.models import Asset
from lineage.models import Connection, Import, ImportSource
from lineage.queries.imports import import_page
from tests.lineage.importing.artifacts import manifest, orders, spending
from tests.lineage.importing.bringing import SAID, bring
from tests.make import make_asset, make_namespace
from tests.people import make_cast

pytestmark = pytest.mark.django_db
LOG = b"query,user,time\nselect o.id from orders o join customers c using (id),nora,%s\n"


@pytest.fixture
def cast():
    return make_cast()


def upload(client, kind="dbt", name="manifest.json", content=None, **fields):
    """Post the form of a kind; returns the answer."""
    body = io.BytesIO(content if content is not None else json.dumps(manifest(spending(), orders())).encode())
    body.name = name
    return client.post(f"/imports/new/{kind}/", {"label": "shop", "upload": body, **fields})


def test_an_upload_leads_to_its_own_page_which_is_looked_at_until_it_is_read(client, cast):
    client.force_login(cast.alice)
    answer = upload(client, namespace="duckdb://file")
    found = Import.objects.get()
    assert answer.url == f"/imports/{found.pk}/"
    text = client.get(answer.url).content.decode()
    assert 'hx-trigger="every 1s"' in text
    assert found.settings["namespace"] == "duckdb://file"


def test_a_proposal_shows_what_would_change_and_can_be_taken_or_discarded(client, cast):
    found = bring("sql", {"a.sql": b"insert into daily select * from orders; selekt nonsense from"}, person=cast.alice)
    client.force_login(cast.alice)
    text = client.get(f"/imports/{found.pk}/").content.decode()
    assert "Nothing is changed yet" in text and "sql, line 1" in text
    client.post(f"/imports/{found.pk}/confirm/")
    assert Import.objects.get().state == "taking"
    assert "any more" in client.post(f"/imports/{found.pk}/discard/", follow=True).content.decode()


def test_who_leads_no_team_may_not_import_and_sees_nobodys_imports(client, cast):
    found = bring("sql", {"a.sql": b"insert into daily select * from orders"}, person=cast.alice)
    client.force_login(cast.charlie)
    assert upload(client).status_code == 403
    assert client.get(f"/imports/{found.pk}/").status_code == 404
    assert client.post(f"/imports/{found.pk}/confirm/").status_code == 404
    assert "shop" not in client.get("/imports/").content.decode().partition("<main")[2]
    client.force_login(cast.ada)
    assert client.get(f"/imports/{found.pk}/").status_code == 200


def test_names_of_assets_that_somebody_may_not_see_are_left_out_of_their_own_proposal(cast):
    cast.domain.is_restricted = True
    cast.domain.save()
    make_asset("shop.public.pay", namespace=make_namespace("postgres://db:5432"), domain=cast.domain)
    found = bring("sql", {"a.sql": b"insert into daily select * from orders"}, person=cast.charlie)
    found.proposal = [{"kind": "dataset", "state": "changed", "namespace": "postgres://db:5432", "name": "shop.public.pay"}]
    found.proposal[0] |= {"changes": [], "more": 0, "columns": 0}
    assert (len(import_page(found, cast.charlie).entries), import_page(found, cast.charlie).hidden) == (0, 1)
    assert len(import_page(found, cast.alice).entries) == 1


def test_a_form_that_lacks_something_says_what(client, cast):
    client.force_login(cast.alice)
    assert client.post("/imports/new/dbt/", {"label": "x"}).status_code == 422
    answer = upload(client, "sql", "a.sql", b"select 1", namespace="postgres://db", variables="{nonsense")
    assert answer.status_code == 422 and "no JSON" in answer.content.decode()
    assert client.get("/imports/new/spreadsheet/").status_code == 404


def test_databases_connections_and_sources_are_the_administrators_matter(client, cast):
    client.force_login(cast.alice)
    for address in ("/imports/new/database/", "/connections/"):
        assert client.get(address).status_code == 403


def test_an_address_is_kept_encrypted_and_never_shown_again(client, cast):
    client.force_login(cast.ada)
    said = {"name": "warehouse", "address": "postgresql://reader:s3cret@db.example:5432/shop?sslcert=t0psecret", "namespace": ""}
    text = client.post("/connections/", said, follow=True).content.decode()
    saved = Connection.objects.get()
    assert saved.address == "postgresql://reader:***@db.example:5432/shop"
    assert "s3cret" not in text and "t0psecret" not in text
    assert b"s3cret" not in bytes(saved.sealed)
    assert "no address of a database" in client.post("/connections/", {**said, "name": "other", "address": "nonsense"}).content.decode()
    client.post(f"/connections/{saved.pk}/remove/")
    assert not Connection.objects.exists()


def test_an_import_that_was_done_becomes_a_source_with_a_rhythm(client, cast, settings, tmp_path):
    found = bring("sql", {"a.sql": b"insert into daily select * from orders"}, confirm=False, person=cast.ada)
    client.force_login(cast.ada)
    said = {"label": "etl", "folder": str(tmp_path), "every_minutes": "60"}
    assert "isn&#x27;t among the folders" in client.post(f"/imports/{found.pk}/source/", said).content.decode()
    settings.IMPORT_FOLDERS = [str(tmp_path)]
    assert client.post(f"/imports/{found.pk}/source/", said).status_code == 302
    source = ImportSource.objects.get()
    assert (source.settings["namespace"], source.every_minutes) == (SAID["namespace"], 60)
    assert client.post(f"/sources/{source.pk}/read/").url == f"/imports/{Import.objects.latest('pk').pk}/"
    assert "being read already" in client.post(f"/sources/{source.pk}/read/", follow=True).content.decode()


def test_an_asset_says_who_queries_it_and_together_with_what_is_seen(client, cast):
    from django.utils import timezone

    space = make_namespace("postgres://db:5432")
    one, two = (make_asset(f"shop.public.{name}", namespace=space, columns=["id"]) for name in ("orders", "customers"))
    bring("queries", {"log.csv": LOG % timezone.now().isoformat().encode()}, confirm=False)
    client.force_login(cast.alice)
    text = client.get(f"/assets/{one.pk}/queried/").content.decode()
    assert "by <strong>1</strong> reader" in text
    text = client.get(f"/assets/{one.pk}/together/").content.decode()
    assert f'href="/assets/{two.pk}/"' in text and "1 query read both" in text
    Asset.objects.filter(pk=two.pk).update(domain=cast.domain)
    type(cast.domain).objects.update(is_restricted=True)
    client.force_login(cast.charlie)
    assert "shop.public.customers" not in client.get(f"/assets/{one.pk}/together/").content.decode()
    assert client.get(f"/assets/{two.pk}/queried/").status_code == 404


def test_an_asset_nobody_queries_adds_nothing_to_its_page(client, cast):
    client.force_login(cast.alice)
    asset = make_asset()
    assert client.get(f"/assets/{asset.pk}/queried/", headers={"HX-Request": "true"}).status_code == 204
    assert "No query known" in client.get(f"/assets/{asset.pk}/queried/").content.decode()
