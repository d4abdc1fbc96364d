"""Documents become drafts: byte for byte, once, bound to the assets they name."""

import pytest

from catalog.models import AuditEntry
from contracts.actions.drafting import CannotDraft, Origin, discard_draft, edit_draft, save_draft
from contracts.models import Contract, ContractVersion
from tests.contracts.odcs.texts import ORDERS, changed
from tests.contracts.store.making import NEXT, draft, in_force, make_orders
from tests.make import make_asset, make_namespace
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def test_a_document_is_kept_byte_for_byte_with_what_is_ignored() -> None:
    raw = ("# a comment\r\n" + ORDERS + "price: {priceAmount: 1}\ndomain: nowhere\n").encode()
    cast = make_cast()
    version = save_draft(raw=raw, origin=Origin(person=cast.alice, domain=cast.domain)).version
    version.refresh_from_db()
    assert bytes(version.raw) == raw
    assert version.document["schema"][0]["name"] == "orders"
    assert [item["path"] for item in version.ignored] == ["domain", "price"]
    assert (version.contract.key, version.contract.owner_team, version.state) == ("orders", cast.team, "draft")


def test_drafting_twice_is_once() -> None:
    cast = make_cast()
    first = draft(cast)
    again = save_draft(raw=ORDERS.encode(), origin=Origin(person=cast.alice))
    assert (again.version.pk, again.is_changed) == (first.pk, False)
    assert AuditEntry.objects.filter(verb="contract.drafted").count() == 1


def test_a_changed_draft_takes_the_place_of_the_old_one() -> None:
    cast = make_cast()
    draft(cast)
    again = save_draft(raw=changed(ORDERS, ("name: Orders", "name: All orders")).encode(), origin=Origin(person=cast.bob))
    assert (again.is_new, again.is_changed, Contract.objects.get().name) == (False, True, "All orders")
    assert ContractVersion.objects.count() == 1


def test_an_object_is_bound_to_the_asset_its_server_and_name_say() -> None:
    cast = make_cast()
    asset = make_orders(cast)
    make_asset("shop.public.orders", namespace=make_namespace("postgres://other:5432"))
    assert draft(cast).objects_bound.get().asset == asset


def test_names_match_whatever_their_case_and_an_unknown_asset_is_left_open() -> None:
    cast = make_cast()
    bound = draft(cast).objects_bound.get()
    assert (bound.object_name, bound.asset) == ("orders", None)
    asset = make_orders(cast)
    upper = draft(cast, changed(ORDERS, ("database: shop", "database: SHOP"), ("version: 1.0.0", "version: 2.0.0")))
    assert upper.objects_bound.get().asset == asset
    asset.names.update(name="SHOP.PUBLIC.ORDERS")
    assert draft(cast, changed(ORDERS, ("version: 1.0.0", "version: 3.0.0"))).objects_bound.get().asset == asset


def test_an_asset_the_person_may_not_see_is_not_bound() -> None:
    cast = make_cast(is_restricted=True)
    make_orders(cast)
    drafted = save_draft(raw=ORDERS.encode(), origin=Origin(person=cast.charlie))
    assert drafted.version.objects_bound.get().asset is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (changed(ORDERS, ("kind: DataContract", "kind: X")), "breaks the standard"),
        ("a: [", "This is no YAML"),
        ("apiVersion: v2.2.2\nkind: DataContract\nversion: 1.0.0\nstatus: x\n", "needs an `id`"),
    ],
)
def test_what_is_no_contract_is_refused(text: str, told: str) -> None:
    with pytest.raises(CannotDraft, match=told):
        save_draft(raw=text.encode(), origin=Origin())
    assert not Contract.objects.exists()


def test_a_version_that_was_active_refuses_other_words() -> None:
    cast = make_cast()
    in_force(cast)
    assert draft(cast).state == "active"
    with pytest.raises(CannotDraft, match="Give the changed document a new version"):
        draft(cast, changed(ORDERS, ("varchar(20)", "text")))


def test_a_draft_is_edited_under_its_own_id_and_a_free_number() -> None:
    cast = make_cast()
    version = draft(cast)
    in_force(cast, NEXT)
    assert edit_draft(version=version, raw=changed(ORDERS, ("1.0.0", "1.2.0")).encode(), person=cast.bob).version.number == "1.2.0"
    with pytest.raises(CannotDraft, match=r"There is a version 1\.1\.0"):
        edit_draft(version=version, raw=NEXT.encode(), person=cast.bob)
    with pytest.raises(CannotDraft, match="The id must stay orders"):
        edit_draft(version=version, raw=changed(ORDERS, ("id: orders", "id: other")).encode(), person=cast.bob)


def test_discarding_the_only_draft_takes_the_contract_away() -> None:
    cast = make_cast()
    discard_draft(version=draft(cast))
    assert not Contract.objects.exists()
    with pytest.raises(CannotDraft, match="retire it"):
        discard_draft(version=in_force(cast))
