"""Lists of assets: private, shared, saved to; comparing; what somebody viewed."""

from datetime import timedelta

import pytest
from django.test import Client

from catalog.actions.lists import CannotList, create_list, list_asset
from catalog.actions.viewing import note_view, sum_views
from catalog.models import Asset, AssetList, AuditEntry, ViewCount, Viewing
from catalog.queries.lists import compare, list_page, lists_of, viewed_lately
from tests.make import NOON, make_asset
from tests.people import make_cast, make_person

pytestmark = pytest.mark.django_db


def test_a_list_is_its_owners_alone_until_it_is_shared_with_a_team(client: Client) -> None:
    cast = make_cast()
    mine = create_list(person=cast.alice, name="Mine")
    ours = create_list(person=cast.alice, name="Ours", team=cast.team)
    assert [one.name for one in lists_of(cast.bob)] == ["Ours"]
    for person, address, status in ((cast.bob, mine, 404), (cast.bob, ours, 200), (cast.charlie, ours, 404), (cast.ada, mine, 404)):
        client.force_login(person)
        assert client.get(f"/lists/{address.pk}/").status_code == status
        assert client.get(f"/api/v1/lists/{address.pk}/assets").status_code == status


def test_the_team_changes_what_is_on_a_list_but_not_the_list(client: Client) -> None:
    cast = make_cast()
    ours, asset = create_list(person=cast.alice, name="Ours", team=cast.team), make_asset()
    client.force_login(cast.bob)
    client.post(f"/assets/{asset.pk}/save/", {"list": [ours.pk]})
    assert [entry.asset for entry in list_page(ours.pk, cast.alice).entries] == [asset]
    assert client.post(f"/lists/{ours.pk}/delete/").status_code == 403
    assert client.post(f"/lists/{ours.pk}/edit/", {"name": "Theirs"}).status_code == 403
    client.post(f"/assets/{asset.pk}/save/", {"list": []})
    assert not ours.entries.exists()


def test_saving_begins_a_list_where_one_names_it(client: Client) -> None:
    cast = make_cast()
    asset = make_asset()
    client.force_login(cast.charlie)
    assert client.post(f"/assets/{asset.pk}/save/", {"new": "For Monday"}).status_code == 302
    assert AssetList.objects.get().entries.get().asset == asset
    assert AuditEntry.objects.filter(verb__startswith="list.").count() == 2
    assert client.post(f"/assets/{asset.pk}/save/", {"new": "For Monday"}).status_code == 422


def test_a_full_list_keeps_what_is_on_it_and_takes_no_more(monkeypatch) -> None:
    monkeypatch.setattr("catalog.actions.lists.MOST_ON_A_LIST", 1)
    cast, asset = make_cast(), make_asset("orders")
    full = create_list(person=cast.alice, name="Full")
    list_asset(asset_list=full, asset=asset, person=cast.alice)
    list_asset(asset_list=full, asset=asset, person=cast.alice, note="Still on it")
    assert full.entries.get().note == "Still on it"
    with pytest.raises(CannotList, match="at most 1"):
        list_asset(asset_list=full, asset=make_asset("customers"), person=cast.alice)


def test_a_list_can_only_be_shared_with_a_team_of_ones_own() -> None:
    cast = make_cast()
    with pytest.raises(CannotList, match="Only members"):
        create_list(person=cast.charlie, name="Spy", team=cast.team)


def test_assets_one_may_not_see_are_counted_on_a_list_but_not_named() -> None:
    cast = make_cast(is_restricted=True)
    ours = create_list(person=cast.alice, name="Ours", team=cast.team)
    list_asset(asset_list=ours, asset=make_asset(domain=cast.domain), person=cast.alice)
    cast.team.memberships.create(person=cast.charlie)
    cast.domain.owner_team = None
    cast.domain.save()
    page = list_page(ours.pk, cast.charlie)
    assert (page.entries, page.hidden) == ((), 1)


def test_a_list_is_made_and_filled_over_the_api(client: Client) -> None:
    cast = make_cast()
    asset = make_asset()
    client.force_login(cast.bob)
    sent = {"content_type": "application/json"}
    made = client.post("/api/v1/lists", {"name": "Mine", "team": "sales-data"}, **sent).json()
    assert made["asset_count"] == 0
    on = client.post(f"/api/v1/lists/{made['id']}/assets", {"asset": asset.pk, "note": "start here"}, **sent)
    assert [(entry["asset"], entry["note"]) for entry in on.json()] == [(asset.pk, "start here")]
    assert client.delete(f"/api/v1/lists/{made['id']}/assets/{asset.pk}").status_code == 204
    assert client.get("/api/v1/lists").json()["results"][0]["asset_count"] == 0


def test_comparing_leaves_out_what_one_may_not_see_and_keeps_the_order_asked_for(client: Client) -> None:
    cast = make_cast(is_restricted=True)
    hidden = make_asset("db.hidden", domain=cast.domain, columns=["secret_column int"])
    assets = [make_asset(f"db.orders_{n}", columns=["id int", f"only_{n} text"]) for n in range(5)]
    keys = [assets[3].pk, hidden.pk, assets[0].pk, assets[0].pk]
    assert [asset.pk for asset in compare(keys, cast.charlie).assets] == [assets[3].pk, assets[0].pk]
    assert len(compare([asset.pk for asset in assets], cast.charlie).assets) == 4
    client.force_login(cast.charlie)
    page = client.get("/compare/", {"a": keys}).content.decode()
    assert "only_<wbr>3" in page
    assert "secret_" not in page


@pytest.mark.parametrize("a", ["", "x", "-1", "9" * 40])
def test_comparing_nothing_explains_itself(client: Client, a: str) -> None:
    client.force_login(make_person("dan"))
    assert "Nothing to compare yet" in client.get("/compare/", {"a": a}).content.decode()


def test_opening_an_asset_counts_a_person_once_a_day_and_puts_it_on_their_shelf(client: Client) -> None:
    cast = make_cast()
    asset, other = make_asset("db.a"), make_asset("db.b")
    client.force_login(cast.bob)
    for key in (asset.pk, other.pk, asset.pk):
        client.get(f"/assets/{key}/")
    assert [one.name for one in viewed_lately(cast.bob, 5)] == ["db.a", "db.b"]
    assert ViewCount.objects.get(asset=asset).people == 1
    client.force_login(cast.charlie)
    client.get(f"/assets/{asset.pk}/")
    assert ViewCount.objects.get(asset=asset).people == 2


def test_views_are_summed_over_thirty_days_and_a_shelf_keeps_its_newest() -> None:
    person, assets = make_person("dan"), [make_asset(f"db.a{n}") for n in range(22)]
    for age, asset in enumerate(assets):
        note_view(asset=asset, person=person, at=NOON - timedelta(days=2 * age))
    note_view(asset=assets[0], person=person, at=NOON - timedelta(days=40))
    sum_views(now=NOON)
    assert Viewing.objects.count() == 20
    assert Viewing.objects.get(asset=assets[0]).at == NOON
    assert list(Asset.objects.filter(name__in=["db.a0", "db.a14", "db.a15"]).order_by("name").values_list("views", flat=True)) == [1, 1, 0]
