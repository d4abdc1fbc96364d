import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.importing.locating import Locator
from lineage.importing.querylog import Settings, read_query_log, rows
from lineage.importing.querylog.fingerprints import fingerprint, normalised
from lineage.importing.querylog.rows import read_time
from lineage.importing.words import UnreadableSource

TODAY = date(2026, 3, 2)
TABLES = {"shop.public.orders": ["id", "total", "note"], "shop.public.customers": ["id", "name"]}


def read(content, **settings):
    wanted = Settings(dialect="postgres", today=TODAY, start=("shop", "public"), **settings)
    return read_query_log(rows(content), wanted, Locator("postgres://db:5432", TABLES, wanted.start))


def test_reads_become_uses_by_day_and_reader_and_writes_become_jobs():
    log = b"""query,user,start_time
"select o.total, c.name from orders o join customers c using (id) where o.id = 1",nora,2026-03-01T08:00:00Z
"SELECT o.total, c.name FROM orders o JOIN customers c USING (id) WHERE o.id = 2",nora,2026-03-01T09:00:00Z
"select id from orders",omar,2026-02-28T09:00:00Z
"create table big as select * from orders",etl,2026-03-01T03:00:00Z
"""
    reading = read(log)
    joined, single = reading.uses
    assert (joined.day, joined.reader, joined.queries) == (date(2026, 3, 1), "nora", 2)
    assert {(ref.name, column) for ref, column in joined.columns} >= {("shop.public.orders", "total"), ("shop.public.customers", "name")}
    assert (single.reader, [ref.name for ref in single.tables]) == ("omar", ["shop.public.orders"])
    [job] = reading.pieces
    assert job.document["outputs"][0]["name"] == "shop.public.big"
    assert job.document["eventTime"] == "2026-03-01T03:00:00+00:00"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"query": "select id from orders", "calls": 7, "userid": 10}, (7, "10", TODAY)),
        (
            {"QUERY_TEXT": "select id from orders", "USER_NAME": "N", "START_TIME": "2026-03-01 10:00:00.123 -0700"},
            (1, "N", date(2026, 3, 1)),
        ),
        ({"query": "select id from orders", "user_email": "n@x", "creation_time": "2026-03-01 10:00:00 UTC"}, (1, "n@x", date(2026, 3, 1))),
        ({"query": "select id from orders", "event_time": 1772359200, "user": "ch"}, (1, "ch", date(2026, 3, 1))),
    ],
    ids=["pg_stat_statements", "snowflake", "bigquery", "epoch"],
)
def test_the_spellings_of_warehouses_are_understood(record, expected):
    [use] = read(json.dumps(record).encode()).uses
    assert (use.queries, use.reader, use.day) == expected


def test_what_failed_and_what_is_unknown_is_counted_apart():
    log = [
        {"query": "select id from orders", "error_result": {"reason": "timeout"}},
        {"query": "select x from elsewhere", "error_result": None},
        {"query": "select 1"},
        {"query": "selekt from ((("},
    ]
    reading = read(json.dumps(log).encode())
    assert not reading.uses
    assert reading.counts["failed or empty"] == 1
    assert {skipped.what for skipped in reading.skipped} >= {"shop.public.elsewhere", "selekt from ((("}


def test_a_log_without_times_tells_totals():
    assert read(b'{"query": "select id from orders", "calls": "3"}').is_cumulative
    assert not read(b'{"query": "select id from orders", "time": "2026-03-01"}').is_cumulative


def test_names_of_readers_are_kept_as_asked():
    log = b'{"query": "select id from orders", "user": "nora"}'
    assert read(log, pseudonym=lambda name: f"#{len(name)}").uses[0].reader == "#4"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"{not json}\n", b"[1, 2]"])
def test_what_is_no_log_is_refused(content):
    with pytest.raises(UnreadableSource):
        list(rows(content))


def test_a_log_may_be_separated_by_semicolons_and_hold_line_breaks():
    [row] = rows('\ufeffuser;query\nnora;"select *\nfrom orders"\n'.encode())
    assert (row.user, row.text) == ("nora", "select *\nfrom orders")


@given(st.integers(0, 10**9), st.text(alphabet="abc '", max_size=20).map(lambda text: text.replace("'", "''")))
def test_values_comments_and_spacing_make_no_other_statement(number, text):
    told = f"select a1, b from t2 where x = {number} -- note\n and y = '{text}' and z in ({number}, 2)"
    plain = "SELECT a1,  b FROM t2 WHERE x = 1 and y = 'q' and z in (3)"
    assert fingerprint(told) == fingerprint(plain)
    assert "a1" in normalised(told) and "t2" in normalised(told)


@pytest.mark.parametrize("text", ["select a from t1", "select a from t where b", 'select "A" from t', "select a from t where x = 1 or y"])
def test_other_columns_or_tables_make_another_statement(text):
    assert fingerprint(text) != fingerprint("select a from t")


def test_times_in_their_usual_disguises():
    assert read_time("1772359200000") == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert read_time("2026-03-01T10:00:00Z") == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert read_time("yesterday") is None
