"""What the SQL of an event adds to the graph, and what it must not."""

import pytest

from catalog.models import Asset, Column
from lineage.actions.identity import merge_assets
from lineage.actions.projecting import Projector, statements
from lineage.models import ColumnEdge, Edge, GuessedColumn, Statement
from tests.lineage.projecting.telling import DAILY, DB, FACET, FILL, ORDERS, declared, ran, table, told
from tests.stories.log import Json, keep, kept_entries

pytestmark = pytest.mark.django_db


def project(*events: Json) -> Projector:
    projector, before = Projector(), {entry.id for entry in kept_entries()}
    keep(events)
    projector.fold([entry for entry in kept_entries() if entry.id not in before])
    return projector


def columns(**where: object) -> set[tuple[str | None, str | None, str, str]]:
    rows = ColumnEdge.objects.filter(evidence="sql", **where)
    return set(rows.values_list("source_column__path", "target_column__path", "subtype", "confidence"))


def test_sql_fills_the_columns_that_no_facet_gave() -> None:
    project(ran(FILL, inputs=[ORDERS], outputs=[DAILY]))
    assert columns() == {
        ("placed", "day", "identity", "verified"),
        ("price", "total", "aggregation", "verified"),
        ("state", None, "filter", "verified"),
        ("placed", None, "group_by", "verified"),
    }
    assert Statement.objects.get().outcome == "ok"


def test_a_facet_on_a_column_overrules_sql_there_and_only_there() -> None:
    said = {"inputFields": [{"namespace": DB, "name": "shop.public.orders", "field": "id"}]}
    project(ran(FILL, inputs=[ORDERS], outputs=[table("daily", "day", "total", columnLineage=FACET | {"fields": {"day": said}})]))
    assert columns(is_shown=True, target_column__path="day") == set()
    assert columns(is_shown=True, target_column__path="total") == {("price", "total", "aggregation", "verified")}


def test_tables_known_to_the_catalog_become_edges_of_an_event_without_inputs() -> None:
    project(*told(ORDERS, DAILY), ran(FILL, space=DB))
    edge = Edge.objects.get(is_shown=True)
    assert (edge.source.name, edge.target.name, edge.evidence) == ("shop.public.orders", "shop.public.daily", "sql")


def test_a_bare_select_makes_the_jobs_only_output() -> None:
    project(ran("SELECT placed AS day FROM orders", inputs=[ORDERS], outputs=[DAILY]))
    assert columns() == {("placed", "day", "identity", "verified")}


def test_a_star_is_resolved_when_the_schema_arrives() -> None:
    projector = project(ran("INSERT INTO daily SELECT * FROM orders", inputs=[table("orders")], outputs=[DAILY]))
    assert columns() == set()
    keep(told(table("orders", "day", "total")))
    projector.fold(kept_entries()[-1:])
    assert columns() == {("day", "day", "identity", "verified"), ("total", "total", "identity", "verified")}


def test_a_column_that_only_sql_named_goes_when_it_is_no_longer_meant() -> None:
    sql = "INSERT INTO daily (day) SELECT placed FROM orders, people"
    projector = project(ran(sql, inputs=[table("orders", "placed"), table("people")], outputs=[DAILY]))
    assert columns() == {("placed", "day", "identity", "verified")}
    project(ran("INSERT INTO daily (day) SELECT o.unheard FROM orders o", name="other", inputs=[table("orders")], outputs=[DAILY]))
    assert GuessedColumn.objects.get().column.path == "unheard"
    del projector
    Statement.objects.filter(job__name="other").update(text="SELECT 1")
    project(*told(table("daily", "day", "total", "more")))
    assert not GuessedColumn.objects.exists()
    assert not Column.objects.filter(path="unheard").exists()


def test_a_table_that_could_be_several_assets_is_none_and_said_so() -> None:
    other = table("orders") | {"name": "shop.archive.orders"}
    project(*told(ORDERS, other, DAILY), ran("INSERT INTO daily SELECT placed FROM orders", space=DB))
    assert not Edge.objects.exists()
    assert "could be several" in Statement.objects.get().notes[0]


def test_what_the_job_itself_reads_is_meant_before_others() -> None:
    other = table("orders", "placed") | {"name": "shop.archive.orders"}
    project(*told(other), ran("INSERT INTO daily (day) SELECT placed FROM orders", inputs=[ORDERS], outputs=[DAILY]))
    assert ColumnEdge.objects.get().source == Asset.objects.get(name="shop.public.orders")


def test_a_job_declared_again_in_another_warehouse_is_read_there() -> None:
    """A project imported first under the wrong name, then under the right one: the earlier tables are no longer meant."""
    names = {"source": "shop.public.orders", "target": "shop.public.daily"}
    tables = [{**known, "namespace": space} for known in (ORDERS, DAILY) for space in (DB, "postgres://wrong:5432")]
    for at, space in (("10:00", "postgres://wrong:5432"), ("12:00", DB)):
        project(*told(*tables), *declared("SELECT placed AS day FROM orders", at=at, space=space, **names))
    assert {str(edge.target.namespace) for edge in ColumnEdge.objects.filter(is_shown=True)} == {DB}
    assert columns(is_shown=True) == {("placed", "day", "identity", "verified")}


def test_runs_of_one_query_with_other_dates_are_one_statement() -> None:
    texts = [f"INSERT INTO daily SELECT placed FROM orders WHERE placed >= '2026-03-0{day}' AND id > {4000 + day}" for day in (1, 2)]
    project(*(ran(text, at=f"1{at}:00", inputs=[ORDERS], outputs=[DAILY]) for at, text in enumerate(texts)))
    statement = Statement.objects.get()
    assert (statement.first_seen_at.hour, statement.last_seen_at.hour) == (10, 11)


def test_sql_that_cannot_be_read_is_kept_with_the_reason() -> None:
    project(ran("SELEC oops FROM", inputs=[ORDERS], outputs=[DAILY]))
    statement = Statement.objects.get()
    assert (statement.outcome, bool(statement.notes)) == ("failed", True)
    assert Edge.objects.get().evidence == "run_io"


def test_two_assets_made_one_by_hand_are_meant_by_one_name() -> None:
    twin = table("orders", "placed") | {"name": "shop.archive.orders"}
    project(*told(ORDERS, twin, DAILY), ran("INSERT INTO daily (day) SELECT placed FROM orders", space=DB))
    assert not ColumnEdge.objects.exists()
    keep_, gone = (Asset.objects.get(name=f"shop.{schema}.orders") for schema in ("public", "archive"))
    merge_assets(keep=keep_, gone=gone)
    assert ColumnEdge.objects.get(is_shown=True).source == keep_


def test_a_template_in_an_event_is_read_with_placeholders() -> None:
    sql = "INSERT INTO daily (day) SELECT placed FROM {{ source('public', 'orders') }} WHERE placed > {{ ds }}"
    project(ran(sql, inputs=[ORDERS], outputs=[DAILY]))
    assert ("placed", "day", "identity", "verified") in columns()


def test_what_goes_through_a_temporary_table_is_one_edge() -> None:
    sql = "CREATE TEMP TABLE t AS SELECT count(*) AS n FROM orders; INSERT INTO daily (total) SELECT n FROM t"
    project(*told(ORDERS, DAILY), ran(sql, space=DB))
    edge = Edge.objects.get()
    assert (edge.source.name, edge.target.name) == ("shop.public.orders", "shop.public.daily")


def test_of_many_statements_of_one_job_a_bounded_number_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST_STATEMENTS", 3)
    texts = [f"INSERT INTO daily (day) SELECT {name} FROM orders" for name in ("id", "placed", "price", "state", "id + id")]
    kept: list[set[str]] = []
    for order in (texts, texts[::-1]):
        project(*(ran(text, name=f"of{len(kept)}", inputs=[ORDERS], outputs=[DAILY]) for text in order))
        kept.append(set(Statement.objects.filter(job__name=f"of{len(kept)}").values_list("text", flat=True)))
    assert kept[0] == kept[1]
    assert len(kept[0]) == 3


def test_the_text_of_an_unnamed_expression_is_no_column() -> None:
    long = " + ".join(["price"] * 900)
    project(ran(f"INSERT INTO daily SELECT price * 2, {long}, price AS net FROM orders", inputs=[ORDERS], outputs=[table("daily")]))
    assert columns() == {("price", "net", "identity", "verified")}
    assert Edge.objects.filter(evidence="sql").exists()


def test_files_that_sql_names_are_the_assets_at_their_address() -> None:
    lake = {"namespace": "s3a://lake", "name": "raw/orders", "facets": ORDERS["facets"]}
    sql = "CREATE TABLE daily AS SELECT placed AS day FROM read_parquet('s3://lake/raw/orders/dt=2026-03-01/*.parquet')"
    project(*told(DAILY), ran(sql, space=DB))
    assert not Edge.objects.exists()
    project(*told(lake))
    edge = Edge.objects.get(is_shown=True)
    assert (edge.source.name, edge.target.name) == ("raw/orders", "shop.public.daily")
    assert columns() == {("placed", "day", "identity", "verified")}
