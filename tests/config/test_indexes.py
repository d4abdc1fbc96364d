"""Every index costs each write: none repeats what another one begins with."""

import pytest
from django.apps import apps

from catalog import bulk

ROOMS = ("catalog", "contracts", "lineage", "feedback")
# A plain index is of no use where another one of the same kind begins with the same columns, spelled and ordered alike.
REPEATED = """
SELECT a.relname, b.relname FROM pg_index x JOIN pg_class a ON a.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_index y ON y.indrelid = x.indrelid AND y.indexrelid <> x.indexrelid JOIN pg_class b ON b.oid = y.indexrelid AND b.relam = a.relam
WHERE split_part(t.relname, '_', 1) = ANY(%s) AND NOT t.relispartition AND NOT x.indisunique AND x.indexprs IS NULL
AND x.indpred IS NULL AND y.indpred IS NULL
AND (y.indkey::text || ' ') LIKE (x.indkey::text || ' %%') AND (y.indoption::text || ' ') LIKE (x.indoption::text || ' %%')
AND (y.indclass::text || ' ') LIKE (x.indclass::text || ' %%') AND (y.indcollation::text || ' ') LIKE (x.indcollation::text || ' %%')
AND (x.indkey::text <> y.indkey::text OR y.indisunique OR a.relname > b.relname)
ORDER BY 1, 2
"""


@pytest.mark.django_db
def test_no_index_repeats_another() -> None:
    assert bulk.ask(REPEATED, list(ROOMS)) == [], "leave the first one out: db_index=False on its field, or no Index in its model's Meta"


@pytest.mark.django_db
def test_a_repeated_index_would_be_found() -> None:
    bulk.run("CREATE INDEX catalog_asset_again ON catalog_asset (namespace_id)")
    assert bulk.ask(REPEATED, list(ROOMS)) == [("catalog_asset_again", "asset_has_one_name")]


@pytest.mark.django_db
def test_migrations_leave_every_constraint_and_index_that_the_models_have() -> None:
    there = {name for (name,) in bulk.ask("SELECT relname FROM pg_class UNION SELECT conname FROM pg_constraint")}
    named = {one.name for model in apps.get_models() for one in (*model._meta.constraints, *model._meta.indexes)}
    assert named - there == set()
