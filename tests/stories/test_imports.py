"""An import is events: a rebuild tells them again, and an undo takes them back."""

import pytest
from django.utils import timezone

from lineage.actions.importing.undoing import undo_import
from lineage.actions.rebuild import rebuild
from lineage.models import Edge
from tests.lineage.importing.artifacts import MODEL, files, manifest, orders, results, spending
from tests.lineage.importing.bringing import bring

pytestmark = pytest.mark.usefixtures("committed_log")


def test_undoing_withdraws_the_events_and_a_rebuild_forgets_what_they_told():
    bring("sql", {"a.sql": b"insert into daily select * from orders"}, confirm=False)
    second = bring("sql", {"a.sql": b"insert into weekly select * from orders"}, confirm=False)
    assert undo_import(found=second, now=timezone.now()) == 1
    rebuild()
    assert Edge.objects.filter(target__name="shop.public.daily", is_shown=True).exists()
    assert not Edge.objects.filter(target__name="shop.public.weekly").exists()
    again = bring("sql", {"a.sql": b"insert into weekly select * from orders"}, confirm=False)
    assert again.counts["events"] == 1


def test_a_rebuild_gives_the_same_rows_as_the_import():
    ran = results((MODEL, "success", {}))
    bring("dbt", files(manifest=manifest(spending(), orders()), run_results=ran), settings={"namespace": "duckdb://file"}, confirm=False)
    edges = set(Edge.objects.values_list("source__name", "target__name", "evidence", "is_shown"))
    assert ("shop.main.orders", "shop.main.spending") in {edge[:2] for edge in edges}
    rebuild()
    assert set(Edge.objects.values_list("source__name", "target__name", "evidence", "is_shown")) == edges
