"""The list of contracts, the page of one, and the steps of a version: what they show, and who may take them."""

import pytest

from contracts.models import ChangeProposal, Contract
from tests.contracts.store.making import NEXT, draft, in_force, make_orders
from tests.make import make_asset
from tests.people import as_, make_cast

pytestmark = pytest.mark.django_db


def test_the_list_says_which_version_counts_and_what_waits_beside_it() -> None:
    cast = make_cast()
    make_orders(cast)
    version = in_force(cast)
    draft(cast, NEXT)
    version.clauses.filter(property="frequency").update(verdict="broken")
    page = as_(cast.bob).get("/contracts/").content.decode()
    assert "1.0.0" in page
    assert "1.1.0 draft" in page
    assert "1 broken" in page
    assert "No contract matches" in as_(cast.bob).get("/contracts/?standing=kept").content.decode()
    assert "1 broken" in as_(cast.bob).get("/contracts/?standing=broken&domain=sales&state=draft&q=ord").content.decode()


def test_contracts_of_a_restricted_domain_are_not_there_for_others() -> None:
    cast = make_cast(is_restricted=True)
    make_orders(cast)
    version = in_force(cast)
    client = as_(cast.charlie)
    assert f"/contracts/{version.contract_id}/" not in client.get("/contracts/").content.decode()
    for address in ("", "edit/"):
        assert client.get(f"/contracts/{version.contract_id}/{address}").status_code == 404
    assert client.post(f"/contracts/{version.contract_id}/versions/{version.pk}/retire/").status_code == 404
    assert client.post(f"/contracts/{version.contract_id}/versions/{version.pk}/bind/", {"object": "orders"}).status_code == 404


def test_a_contract_says_what_it_promises_what_it_binds_and_what_a_version_changes() -> None:
    cast = make_cast()
    asset = make_orders(cast)
    version = in_force(cast)
    draft(cast, NEXT.replace("physicalType: bigint", "physicalType: text"))
    client = as_(cast.alice)
    page = client.get(f"/contracts/{version.contract_id}/").content.decode()
    assert f'href="/assets/{asset.pk}/promises/"' in page
    assert "Cadence · " in page
    page = client.get(f"/contracts/{version.contract_id}/?version=1.1.0").content.decode()
    assert "changed from bigint to text" in page
    assert "<strong>2.0.0</strong>" in page
    assert client.get(f"/contracts/{version.contract_id}/?version=9").status_code == 404


def test_a_draft_goes_its_way_by_the_steps_on_its_page() -> None:
    cast = make_cast()
    make_orders(cast)
    version = draft(cast)
    bob, alice, address = as_(cast.bob), as_(cast.alice), f"/contracts/{version.contract_id}/versions/{version.pk}/"
    assert as_(cast.charlie).post(f"{address}propose/").status_code == 403
    bob.post(f"{address}propose/")
    assert bob.post(f"{address}activate/").status_code == 403
    states = []
    for step in ("withdraw", "activate", "deprecate", "retire"):
        alice.post(f"{address}{step}/")
        version.refresh_from_db()
        states.append(version.state)
    assert states == ["draft", "active", "deprecated", "retired"]
    assert alice.post(f"{address}vanish/").status_code == 404


def test_discarding_the_only_draft_takes_the_contract_with_it() -> None:
    cast = make_cast()
    version = draft(cast)
    answer = as_(cast.bob).post(f"/contracts/{version.contract_id}/versions/{version.pk}/discard/")
    assert answer["Location"] == "/contracts/"
    assert not Contract.objects.exists()


def test_an_object_is_bound_by_hand_to_an_asset_one_stewards() -> None:
    cast = make_cast()
    version = draft(cast)
    asset = make_asset("lake.orders", domain=cast.domain)
    address = f"/contracts/{version.contract_id}/versions/{version.pk}/bind/"
    assert as_(cast.bob).post(address, {"object": "orders", "asset": "lake.orders"}).status_code == 403
    name = version.objects_bound.get().object_name
    alice = as_(cast.alice)
    page = alice.post(address, {"object": name, "asset": "nothing.such"}, follow=True).content.decode()
    assert "No asset is called nothing.such" in page
    alice.post(address, {"object": name, "asset": "lake.orders"})
    assert version.objects_bound.get().asset == asset


def test_a_draft_that_is_put_before_others_is_published_from_there() -> None:
    cast = make_cast()
    make_orders(cast)
    in_force(cast)
    version = draft(cast, NEXT)
    alice = as_(cast.alice)
    alice.post("/proposals/new/", {"version": version.pk, "message": "more"})
    proposal = ChangeProposal.objects.get()
    page = alice.get(f"/contracts/{version.contract_id}/?version=1.1.0").content.decode()
    assert f"/proposals/{proposal.pk}/" in page
    assert "/activate/" not in page
