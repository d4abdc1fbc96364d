"""Where a script ends: tables that last, and those that the session takes with it."""

from lineage.sql import Table, flows, resolve


def test_a_temporary_end_is_told_but_no_asset():
    script = resolve("CREATE TEMP TABLE x AS SELECT a FROM t; INSERT INTO o SELECT b FROM u", dialect="postgres")
    assert (script.temporary, script.lasting) == ((Table(("x",)),), (Table(("o",)),))
    found = flows(script)
    assert found.writes == (Table(("o",)),)
    assert found.touches == ("o", "t", "u")
    assert {edge.target for edge in found.edges} == {Table(("o",))}


def test_a_format_after_using_is_no_table():
    [statement] = resolve("CREATE TABLE t USING parquet CLUSTERED BY (a) INTO 5 BUCKETS", dialect="snowflake").statements
    assert (statement.reads, statement.writes) == ((), (Table(("T",)),))
