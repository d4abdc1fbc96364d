"""Changing assets: who may, what is recorded, undo."""

import pytest
from django.test import Client

from catalog.auth import may
from catalog.models import AuditEntry, OwnerSuggestion, Role, SearchEntry
from catalog.models.asset import Lifecycle
from catalog.queries import domains_where, stewarded_assets
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db

WORDS = {"part": "describe", "title": "Orders", "purpose": "One row per order.", "description": "Paid ones."}


def test_a_contributor_describes_an_asset_and_it_is_recorded_and_found(client: Client) -> None:
    cast = make_cast()
    asset = make_asset("db.t1", domain=cast.domain)
    client.force_login(cast.bob)
    assert client.post(f"/assets/{asset.pk}/edit/", WORDS).status_code == 302
    asset.refresh_from_db()
    assert (asset.title, asset.purpose) == ("Orders", "One row per order.")
    entry = AuditEntry.objects.get(verb="asset.described")
    assert (entry.actor, entry.before["title"], entry.after["title"]) == (cast.bob, "", "Orders")
    assert SearchEntry.objects.get(ref=asset.pk).name == "Orders"


def test_a_reader_may_not_describe(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    client.force_login(cast.charlie)
    response = client.post(f"/assets/{asset.pk}/edit/", WORDS)
    assert response.status_code == 403
    assert not AuditEntry.objects.exists()


def test_an_asset_without_a_domain_is_for_team_leads(client: Client) -> None:
    cast = make_cast()
    asset = make_asset()
    client.force_login(cast.bob)
    assert client.get(f"/assets/{asset.pk}/edit/").status_code == 403
    client.force_login(cast.alice)
    assert client.get(f"/assets/{asset.pk}/edit/").status_code == 200


def test_saving_the_same_words_leaves_no_trace(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain, title="Orders", purpose="One row per order.", description="Paid ones.")
    client.force_login(cast.bob)
    client.post(f"/assets/{asset.pk}/edit/", WORDS)
    assert not AuditEntry.objects.exists()


def test_a_change_of_words_can_be_undone(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain, title="Before")
    client.force_login(cast.bob)
    page = client.post(f"/assets/{asset.pk}/edit/", WORDS, follow=True).content.decode()
    entry = AuditEntry.objects.get()
    assert f"/undo/{entry.pk}/" in page
    client.post(f"/undo/{entry.pk}/")
    asset.refresh_from_db()
    assert asset.title == "Before"


def test_undo_refuses_when_somebody_wrote_since(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    client.force_login(cast.bob)
    client.post(f"/assets/{asset.pk}/edit/", WORDS)
    first = AuditEntry.objects.get()
    client.post(f"/assets/{asset.pk}/edit/", {**WORDS, "title": "Newer"})
    assert b"Somebody has changed" in client.post(f"/undo/{first.pk}/", follow=True).content
    asset.refresh_from_db()
    assert asset.title == "Newer"


def test_a_steward_deprecates_with_a_successor_and_a_contributor_may_not(client: Client) -> None:
    cast = make_cast()
    asset, heir = make_asset(domain=cast.domain), make_asset("db.heir")
    decided = {"part": "govern", "domain": cast.domain.pk, "owner_team": cast.team.pk, "lifecycle": "deprecated", "successor": heir.pk}
    client.force_login(cast.bob)
    client.post(f"/assets/{asset.pk}/edit/", decided)
    asset.refresh_from_db()
    assert asset.lifecycle == Lifecycle.LOCAL
    client.force_login(cast.alice)
    client.post(f"/assets/{asset.pk}/edit/", decided)
    asset.refresh_from_db()
    assert (asset.lifecycle, asset.successor, asset.owner_team) == (Lifecycle.DEPRECATED, heir, cast.team)


def test_a_successor_needs_a_deprecated_asset(client: Client) -> None:
    cast = make_cast()
    asset, heir = make_asset(domain=cast.domain), make_asset("db.heir")
    client.force_login(cast.alice)
    decided = {"part": "govern", "domain": cast.domain.pk, "lifecycle": "local", "successor": heir.pk}
    response = client.post(f"/assets/{asset.pk}/edit/", decided)
    assert response.status_code == 422
    assert b"Only a deprecated asset has a successor" in response.content


def test_tags_are_put_on_and_taken_off(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    client.force_login(cast.bob)
    client.post(f"/assets/{asset.pk}/tags/", {"tag": "source: crm"})
    tag = asset.tags.get()
    assert (tag.key, tag.value, tag.added_by) == ("source", "crm", cast.bob)
    client.post(f"/tags/{tag.pk}/remove/")
    assert not asset.tags.exists()
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == ["asset.tagged", "asset.untagged"]


def test_a_column_gets_its_meaning(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain, columns=["id int"])
    column = asset.columns.get()
    client.force_login(cast.bob)
    assert client.get(f"/columns/{column.pk}/edit/").status_code == 200
    client.post(f"/columns/{column.pk}/edit/", {"description": "Key of the order"})
    column.refresh_from_db()
    assert column.description == "Key of the order"


def test_accepting_a_suggested_owner_that_names_a_team_makes_it_the_owner(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    suggestion = OwnerSuggestion.objects.create(asset=asset, owner="team:sales-data")
    client.force_login(cast.alice)
    client.post(f"/owner-suggestions/{suggestion.pk}/", {"decision": "accepted"})
    asset.refresh_from_db()
    suggestion.refresh_from_db()
    assert (asset.owner_team, suggestion.decision, suggestion.decided_by) == (cast.team, "accepted", cast.alice)


def test_domains_where_one_may_agree_with_what_may_says() -> None:
    cast = make_cast()
    for person in (cast.alice, cast.bob, cast.charlie, cast.ada):
        for role in Role:
            assert domains_where(person, role).filter(pk=cast.domain.pk).exists() is may(person, role, cast.domain)


def test_the_assets_one_stewards_are_those_of_which_one_may_be_a_steward() -> None:
    cast = make_cast()
    assets = [make_asset("orders", domain=cast.domain), make_asset("loose")]
    for person in (cast.alice, cast.bob, cast.charlie, cast.ada):
        may_steward = {asset.pk for asset in assets if may(person, Role.STEWARD, asset.domain)}
        assert set(stewarded_assets(person).values_list("pk", flat=True)) == may_steward
