"""What people put on an asset follows it when it turns out to be another one."""

from datetime import date

import pytest
from django.db import transaction

from catalog.actions.lists import create_list, list_asset
from catalog.actions.sample_queries import add_sample_query
from catalog.actions.terms import Wanted, define_term, link_term
from catalog.models import Asset, ViewCount
from lineage.actions.projecting.merging import merge
from tests.make import make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


def test_terms_lists_queries_views_and_advice_follow_a_merge() -> None:
    cast = make_cast()
    kept = make_asset("db.orders", columns=["customer_id"])
    gone, other = (make_asset(f"db.orders_{n}", columns=["customer_id"], best_for="Counting") for n in (1, 2))
    term = define_term(domain=cast.domain, wanted=Wanted("Customer", "", [], "draft", None))
    held = create_list(person=cast.alice, name="Mine")
    for asset in (gone, other):
        link_term(term=term, asset=asset, column=asset.columns.get(), person=cast.alice)
        list_asset(asset_list=held, asset=asset, person=cast.alice)
        add_sample_query(asset=asset, title="How many", text="SELECT 1", person=cast.alice)
        ViewCount.objects.create(asset=asset, day=date(2026, 3, 2), people=2)
    with transaction.atomic():
        merge({gone.pk: kept.pk, other.pk: kept.pk})
    left = Asset.objects.get()
    assert (left.pk, left.best_for) == (kept.pk, "Counting")
    assert [link.column for link in left.term_links.all()] == [left.columns.get()]
    assert (held.entries.get().asset, left.sample_queries.count(), left.view_counts.get().people) == (left, 1, 4)
