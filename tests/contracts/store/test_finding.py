"""Contracts are found by the search box, by whoever may see them."""

from importlib import import_module

import pytest

from catalog import bulk
from catalog.models import Domain, SearchEntry
from catalog.search import Filters, find
from contracts.actions.drafting import discard_draft
from tests.contracts.store.making import in_force, make_orders
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def found(q, person):
    return [(hit.kind, hit.href) for hit in find(q, Filters(), person=person).hits if hit.kind == "contract"]


def test_a_contract_is_found_by_its_name_and_id_and_only_where_it_may_be_seen():
    cast = make_cast()
    make_orders(cast, columns=["id bigint"])
    contract = in_force(cast).contract
    here = [("contract", f"/contracts/{contract.pk}/")]
    assert found(contract.name, cast.charlie) == found(contract.key, cast.alice) == here
    Domain.objects.update(is_restricted=True)
    assert (found(contract.name, cast.charlie), found(contract.name, cast.alice)) == ([], here)


def test_a_contract_that_is_discarded_is_found_no_more():
    cast = make_cast()
    version = in_force(cast)
    type(version).objects.filter(pk=version.pk).update(state="draft")
    discard_draft(version=version)
    assert found(version.contract.name, cast.alice) == []


def test_what_was_there_before_the_upgrade_is_found_too():
    cast = make_cast()
    contract = in_force(cast).contract
    written = SearchEntry.objects.filter(kind="contract").values().get()
    SearchEntry.objects.all().delete()
    bulk.run(import_module("contracts.migrations.0012_found_without_an_edit").FILL)
    assert found(contract.name, cast.alice) == [("contract", f"/contracts/{contract.pk}/")]
    assert SearchEntry.objects.values().get() == {**written, "id": SearchEntry.objects.get().pk}
