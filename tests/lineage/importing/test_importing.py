import pytest
from django.utils import timezone

from catalog.models import Asset, AuditEntry, Column
from lineage.actions.identity import merge_assets
from lineage.actions.importing.starting import CannotImport, Wanted, start_import
from lineage.actions.importing.undoing import CannotUndo, undo_import
from lineage.actions.usage import count_usage
from lineage.models import ColumnEdge, ColumnUse, Edge, Event, Import, ImportState, Job, Observation, QueryUse, UsedTogether
from tests.lineage.importing.artifacts import MODEL, TEST, files, manifest, node, orders, results, spending
from tests.lineage.importing.bringing import SAID, bring, taken
from tests.make import make_asset, make_namespace

DBT = {"namespace": "duckdb://file"}
pytestmark = pytest.mark.django_db


def project():
    """A project with a described column, a passed test and an exposure."""
    columns = {"total": {"name": "total", "data_type": "double", "description": "In euro."}, "customer": {"name": "customer"}}
    board = {"unique_id": "exposure.shop.board", "name": "board", "type": "dashboard", "depends_on": {"nodes": [MODEL]}}
    test = node(TEST, attached_node=MODEL, column_name="total", test_metadata={"name": "not_null", "kwargs": {}})
    told = manifest(spending(columns=columns, description="What was spent."), orders(), test, exposures={"e": board})
    return files(manifest=told, run_results=results((MODEL, "success", {}), (TEST, "pass", {"failures": 0})))


def test_a_dbt_project_reaches_the_catalog_with_tests_exposures_and_columns():
    assert bring("dbt", project(), settings=DBT, confirm=False).state == ImportState.DONE
    model = Asset.objects.get(name="shop.main.spending")
    assert (model.reported_description, model.kind) == ("What was spent.", "table")
    assert list(model.columns.order_by("ordinal").values_list("path", "reported_description")) == [("total", "In euro."), ("customer", "")]
    assert Edge.objects.filter(source=model, target__name="exposure.board", is_shown=True).exists()
    assert Edge.objects.filter(source__name="shop.main.orders", target=model, is_shown=True).exists()
    assert Observation.objects.get(asset=model, metric="assertion").passed
    assert ColumnEdge.objects.filter(target=model, target_column__path="total", evidence="sql").exists()


def test_importing_twice_changes_nothing():
    bring("dbt", project(), settings=DBT, confirm=False)
    before = Event.objects.count()
    again = bring("dbt", project(), settings=DBT, confirm=False)
    assert Event.objects.count() == before
    assert again.counts["events"] == 0
    assert not [word for word in again.counts if word.endswith((" new", " changed", " gone"))]


def test_nothing_is_told_before_it_is_confirmed_and_then_exactly_what_was_shown():
    found = bring("dbt", project(), settings=DBT)
    assert found.state == ImportState.PROPOSED
    assert not Event.objects.exists()
    assert {(entry["kind"], entry["state"]) for entry in found.proposal} == {("dataset", "new"), ("job", "new")}
    assert taken(found).state == ImportState.DONE
    assert Event.objects.count() == found.counts["events"] > 0
    assert found.content is None


def test_peoples_words_are_never_overwritten():
    bring("dbt", project(), settings=DBT, confirm=False)
    Asset.objects.filter(name="shop.main.spending").update(description="Ours.")
    Column.objects.filter(path="total").update(description="Ours, too.")
    changed = files(manifest=manifest(spending(description="Theirs.", columns={"total": {"name": "total", "description": "Theirs."}})))
    bring("dbt", changed, settings=DBT, confirm=False)
    model = Asset.objects.get(name="shop.main.spending")
    assert (model.description, model.columns.get(path="total").description) == ("Ours.", "Ours, too.")


def test_a_changed_model_is_proposed_with_its_columns():
    bring("dbt", project(), settings=DBT, confirm=False)
    told = spending(columns={"total": {"name": "total", "data_type": "decimal", "description": "In euro."}, "vat": {"name": "vat"}})
    catalog = {
        name: {"name": name, "type": kind, "index": at} for at, (name, kind) in enumerate({"total": "decimal", "vat": "int"}.items())
    }
    documents = files(manifest=manifest(told, orders()), catalog={"metadata": {}, "nodes": {MODEL: {"columns": catalog}}, "sources": {}})
    found = bring("dbt", documents, settings=DBT)
    entry = next(entry for entry in found.proposal if entry["name"] == "shop.main.spending")
    assert [(change["sign"], change["path"]) for change in entry["changes"]] == [("-", "customer"), ("~", "total"), ("+", "vat")]


def test_queries_are_counted_once_however_often_the_log_is_brought():
    space = make_namespace("postgres://db:5432")
    one, two = (make_asset(f"shop.public.{name}", namespace=space, columns=["id"]) for name in ("orders", "customers"))
    log = b"query,user,time\nselect o.id from orders o join customers c using (id),nora,2026-03-01\nselect id from orders,omar,2026-03-01\n"
    for _ in range(2):
        bring("queries", {"log.csv": log}, settings={**SAID, "people": "names"}, confirm=False)
    assert dict(QueryUse.objects.filter(asset=one).values_list("reader", "queries")) == {"nora": 1, "omar": 1}
    assert ColumnUse.objects.get(asset=one).queries == 2
    assert UsedTogether.objects.get(asset=one, other=two).queries == 1
    bring("queries", {"log.csv": log.replace(b"omar", b"nora")}, settings=SAID, confirm=False)
    assert QueryUse.objects.exclude(reader__in=("nora", "omar")).get(asset=one).reader.startswith("reader ")


def test_statements_of_a_log_that_write_become_jobs_with_columns():
    make_asset("shop.public.orders", namespace=make_namespace("postgres://db:5432"), columns=["id", "total"])
    bring("queries", {"log.csv": b"query,time\ncreate table big as select total from orders,2026-03-01\n"}, confirm=False)
    assert Job.objects.get(namespace__name="queries").name.startswith("shop.public.big.")
    assert ColumnEdge.objects.filter(source_column__path="total", target__name="shop.public.big").exists()


def test_what_cannot_be_read_says_so_and_changes_nothing():
    assert "no manifest.json" in bring("dbt", {"target.zip": b"x"}, settings=DBT).reason
    hostile = files(manifest={**manifest(), "nodes": {"a": {"unique_id": "model.a.b", "columns": [[1]], "config": 7, "tags": {"a": 1}}}})
    assert [entry["name"] for entry in bring("dbt", hostile, settings=DBT).proposal] == ["a.b", "model.a.b"]
    assert "dialect" in bring("sql", {"a.sql": b"select 1"}, label="other", settings={**SAID, "dialect": "klingon"}).reason
    assert not Event.objects.exists()


def test_an_import_needs_a_name_material_and_a_place(settings):
    with pytest.raises(CannotImport, match="name"):
        start_import(wanted=Wanted("dbt", " ", {}, b"x"), person=None)
    with pytest.raises(CannotImport, match="nothing to read"):
        start_import(wanted=Wanted("dbt", "x", {}), person=None)
    with pytest.raises(CannotImport, match="Say where the tables are"):
        start_import(wanted=Wanted("sql", "x", {}, b"x"), person=None)
    settings.IMPORT_MAX_BYTES = 1
    with pytest.raises(CannotImport, match="larger than 1 bytes"):
        start_import(wanted=Wanted("dbt", "x", {}, b"xx"), person=None)


def test_only_the_newest_import_of_a_source_can_be_undone():
    first = bring("sql", {"a.sql": b"insert into daily select * from orders"}, confirm=False)
    bring("sql", {"a.sql": b"insert into weekly select * from orders"}, confirm=False)
    with pytest.raises(CannotUndo, match="rests on this one"):
        undo_import(found=first, now=timezone.now())


def test_every_step_is_in_the_audit_log():
    bring("dbt", project(), settings=DBT, confirm=False)
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == ["import.started", "import.taken"]
    undo_import(found=Import.objects.get(), now=timezone.now())
    assert AuditEntry.objects.filter(verb="import.undone").exists()


def test_counts_of_queries_follow_an_asset_that_turns_out_to_be_another():
    space = make_namespace("postgres://db:5432")
    kept, gone, third = (make_asset(f"shop.public.{name}", namespace=space, columns=["id"]) for name in ("orders", "sales", "customers"))
    log = b"query,user,time\nselect id from orders,nora,2026-03-01\nselect s.id from sales s join customers c using (id),nora,2026-03-01\n"
    bring("queries", {"log.csv": log + b"select 1 from orders o join sales using (id),omar,2026-03-01\n"}, confirm=False)
    merge_assets(keep=kept, gone=gone)
    assert sorted(QueryUse.objects.filter(asset=kept).values_list("queries", flat=True)) == [2, 2]
    assert list(UsedTogether.objects.values_list("asset", "other", "queries")) == [(kept.pk, third.pk, 1)]
    assert not QueryUse.objects.filter(asset=gone.pk).exists()


def test_readers_count_as_use():
    asset = make_asset("shop.public.orders", namespace=make_namespace("postgres://db:5432"), columns=["id"])
    rows = "".join(f"select id from orders,{name},{timezone.now().isoformat()}\n" for name in ("nora", "omar", "omar"))
    bring("queries", {"log.csv": f"query,user,time\n{rows}".encode()}, confirm=False)
    count_usage()
    asset.refresh_from_db()
    assert (asset.usage, asset.consumer_count) == (2, 0)
