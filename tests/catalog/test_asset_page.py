"""The asset page: frame, tabs, who sees what."""

import pytest
from django.test import Client

from catalog.models import OwnerSuggestion, SchemaVersion
from catalog.models.asset import Lifecycle
from tests.make import NOON, make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def test_tiles_say_honestly_that_nothing_is_known(client: Client) -> None:
    client.force_login(make_cast().charlie)
    page = client.get(f"/assets/{make_asset().pk}/").content.decode()
    for words in ("Never delivered", "No promise yet", "Not rated yet", "Not counted yet"):
        assert words in page
    counted = client.get(f"/assets/{make_asset('db.counted', consumer_count=0).pk}/").content.decode()
    assert "No known use" in counted


def test_an_asset_of_a_restricted_domain_is_not_found_by_outsiders(client: Client) -> None:
    cast = make_cast(is_restricted=True)
    asset = make_asset(domain=cast.domain)
    client.force_login(cast.charlie)
    for tab in ("", "columns/", "history/", "edit/"):
        assert client.get(f"/assets/{asset.pk}/{tab}").status_code == 404
    client.force_login(cast.bob)
    assert client.get(f"/assets/{asset.pk}/").status_code == 200


def test_a_deprecated_asset_names_its_successor_first(client: Client) -> None:
    client.force_login(make_cast().charlie)
    heir = make_asset("db.heir", title="The heir")
    page = client.get(f"/assets/{make_asset(lifecycle=Lifecycle.DEPRECATED, successor=heir).pk}/").content.decode()
    assert "Use The heir instead." in page


def test_columns_show_nested_ones_and_filter(client: Client) -> None:
    client.force_login(make_cast().charlie)
    asset = make_asset(columns=["id int", "address struct", "address.city text"])
    page = client.get(f"/assets/{asset.pk}/columns/?q=city").content.decode()
    assert 'class="depth-1">city' in page
    assert ">id<" not in page


def test_history_tells_what_changed_between_versions(client: Client) -> None:
    client.force_login(make_cast().charlie)
    asset = make_asset()
    for day, columns in enumerate(([["id", "int", ""]], [["id", "bigint", ""]])):
        seen = NOON.replace(day=day + 1)
        SchemaVersion.objects.create(asset=asset, fingerprint=bytes([day]), columns=columns, first_seen_at=seen, last_seen_at=seen)
    assert "int → bigint" in client.get(f"/assets/{asset.pk}/history/").content.decode()


def test_suggested_owners_are_shown_to_stewards_alone(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain)
    OwnerSuggestion.objects.create(asset=asset, owner="team:night-shift")
    for person, is_shown in ((cast.alice, True), (cast.bob, False), (cast.charlie, False)):
        client.force_login(person)
        assert (b"night-shift" in client.get(f"/assets/{asset.pk}/").content) is is_shown


@pytest.mark.parametrize("name", ['<img src=x onerror="alert(1)">', "a" * 2000, "日本.表", "tab\there"])
def test_a_hostile_name_is_shown_as_text(client: Client, name: str) -> None:
    client.force_login(make_cast().charlie)
    page = client.get(f"/assets/{make_asset(name).pk}/")
    assert page.status_code == 200
    assert b"<img" not in page.content
