import io
import sqlite3

import duckdb
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from sqlalchemy.exc import DBAPIError

from catalog.models import Asset
from lineage.actions.importing.connections import CannotConnect, address_of, open_engine, plain_error, save_connection
from lineage.importing.database import place_of
from lineage.models import ColumnEdge, Connection, Import, ImportState
from tests.lineage.importing.bringing import bring, fold, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(tmp_path):
    """A DuckDB file with a table, its comments and a view, and a saved connection to it."""
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as file:
        file.execute("create table orders (id integer, total decimal(10, 2)); comment on table orders is 'What was bought.'")
        file.execute("comment on column orders.total is 'In euro.'; create view big as select id from orders where total > 100")
    saved = save_connection(name="shop", address=f"duckdb:///{path}", namespace="duckdb://shop", person=None)
    return path, saved


def test_a_duckdb_file_is_scanned_with_comments_and_the_lineage_of_its_views(shop):
    found = taken(bring("database", {}, settings={}, connection=shop[1]))
    assert found.state == ImportState.DONE
    table = Asset.objects.get(name="shop.main.orders", namespace__name="duckdb://shop")
    assert table.reported_description == "What was bought."
    assert table.columns.get(path="total").data_type == "DECIMAL(10,2)"
    assert Asset.objects.get(name="shop.main.big").kind == "view"
    assert ColumnEdge.objects.filter(source_column__path="id", target__name="shop.main.big", kind="direct").exists()


def test_a_changed_schema_is_a_proposal_first_and_what_is_gone_is_dropped(shop):
    path, saved = shop
    taken(bring("database", {}, settings={}, connection=saved))
    assert bring("database", {}, settings={}, connection=saved, confirm=False).counts["events"] == 0
    with duckdb.connect(str(path)) as file:
        file.execute("drop view big; alter table orders add column paid boolean; alter table orders alter total type double")
    found = bring("database", {}, settings={}, connection=saved)
    told = {entry["name"]: entry for entry in found.proposal if entry["kind"] == "dataset"}
    assert [(change["sign"], change["path"]) for change in told["shop.main.orders"]["changes"]] == [("~", "total"), ("+", "paid")]
    assert told["shop.main.big"]["state"] == "gone"
    assert not Asset.objects.get(name="shop.main.big").is_dropped
    taken(found)
    assert Asset.objects.get(name="shop.main.big").is_dropped
    assert bring("database", {}, settings={}, connection=saved, confirm=False).counts["events"] == 0


def test_a_scan_under_another_name_of_the_database_drops_nothing(shop):
    taken(bring("database", {}, settings={}, connection=shop[1]))
    found = bring("database", {}, settings={"database": "copy"}, connection=shop[1])
    assert found.counts["assets new"] == 2
    assert "assets gone" not in found.counts


def test_a_live_postgresql_is_scanned_by_schema(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA till; CREATE TABLE till.sales (id int, price numeric(8,2)); COMMENT ON TABLE till.sales IS 'Sold.'")
        cursor.execute("CREATE VIEW till.dear AS SELECT id FROM till.sales WHERE price > 9")
    from lineage.importing.database import Settings, read_database, tables

    place = place_of("postgresql", host="db.example", port=None, database="shop")
    with connection.cursor() as cursor:

        def ask(statement):
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

        reading = read_database(tables("postgresql", ask, lambda: None), place, Settings(schemas=("ti*",)))
    said = {piece.key.split("\n")[0] + " " + piece.key.split("\n")[2]: piece for piece in reading.pieces}
    assert said["dataset shop.till.sales"].fields == [{"name": "id", "type": "integer"}, {"name": "price", "type": "numeric(8,2)"}]
    assert said["job shop.till.dear"].document["inputs"] == [{"namespace": "postgres://db.example:5432", "name": "shop.till.sales"}]
    assert any(skipped.what == "schema public" for skipped in reading.skipped)


def test_any_other_dialect_is_inspected(tmp_path):
    with sqlite3.connect(tmp_path / "a.sqlite") as file:
        file.execute("create table t (id int, word varchar(9))")
    saved = save_connection(name="lite", address=f"sqlite:///{tmp_path}/a.sqlite", namespace="", person=None)
    found = taken(bring("database", {}, settings={}, connection=saved))
    assert found.state == ImportState.DONE
    assert list(Asset.objects.get(name="main.t").columns.order_by("ordinal").values_list("path", "data_type")) == [
        ("id", "INTEGER"),
        ("word", "VARCHAR(9)"),
    ]


def test_what_cannot_be_reached_is_said_without_the_secret(db):
    saved = save_connection(name="away", address="postgresql://reader:s3cret@127.0.0.1:1/none", namespace="", person=None)
    found = bring("database", {}, settings={}, connection=saved)
    assert found.state == ImportState.FAILED and "away" in found.reason
    assert "s3cret" not in found.reason
    assert plain_error(ValueError("bad password s3cret"), address_of(saved)) == "bad password …"


def test_an_address_sealed_under_another_secret_key_has_to_be_given_anew(shop, settings):
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(CannotConnect, match="enter it again"):
        address_of(shop[1])
    settings.SECRET_KEY_FALLBACKS = [before]
    assert address_of(shop[1]) == f"duckdb:///{shop[0]}"


def test_a_session_cannot_write(shop):
    engine = open_engine(address_of(shop[1]))
    with engine.connect() as session, pytest.raises(DBAPIError, match="read-only"):
        session.exec_driver_sql("create table x (a int)")


def test_the_command_scans_an_address_from_the_environment_and_keeps_it_nowhere(shop, monkeypatch):
    monkeypatch.setenv("DATABASE_ADDRESS", f"duckdb:///{shop[0]}")
    said = io.StringIO()
    call_command("scan_database", label="file", namespace="duckdb://elsewhere", stdout=said)
    fold()
    assert "taken" in said.getvalue()
    assert Asset.objects.filter(namespace__name="duckdb://elsewhere", name="shop.main.orders").exists()
    assert Connection.objects.count() == 1
    assert Import.objects.get().connection is None
    with pytest.raises(CommandError, match="there are: shop"):
        call_command("scan_database", "nowhere")


def test_the_commands_of_files_preview_and_take(tmp_path):
    (tmp_path / "a.sql").write_text("insert into daily select * from orders")
    said = io.StringIO()
    call_command("import_sql", str(tmp_path), namespace="postgres://db:5432", preview=True, stdout=said)
    assert "nothing is changed" in said.getvalue()
    call_command("import_sql", str(tmp_path), namespace="postgres://db:5432", stdout=said)
    assert "1 jobs new" in said.getvalue()
    with pytest.raises(CommandError, match="no file in it"):
        call_command("import_dbt", str(tmp_path))
