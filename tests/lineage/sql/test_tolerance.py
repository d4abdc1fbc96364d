"""Nothing in a text raises, and nothing in it is passed over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.sql import Options, Outcome, Schema, UnknownDialect, Unreadable, resolve, salvage, split

WORDS = [
    "SELECT", "FROM", "t", "u", "a", "b", "*", ",", "(", ")", "WHERE", "=", "1", "'x'", "WITH", "AS", "INSERT", "INTO", "VALUES", ";",
    "UPDATE", "SET", "DELETE", "MERGE", "USING", "ON", "WHEN", "MATCHED", "THEN", "CREATE", "TABLE", "VIEW", "JOIN", "LATERAL", "UNION",
    "ALL", "CASE", "END", "OVER", "PARTITION", "BY", "BEGIN", ".", "::", "int", "->", "[", "]", "$$", '"Q"', "PIVOT", "IN", "EXISTS", "ROW",
    "NATURAL", "RECURSIVE", "DROP", "ALTER", "RENAME", "TO", "COPY", "EXECUTE", "IMMEDIATE", "GROUP", "ORDER", "LIMIT", "RETURNING", "{{", "é",
]  # fmt: skip
DIALECTS = st.sampled_from(
    ["ansi", "postgres", "snowflake", "bigquery", "tsql", "spark", "hive", "oracle", "duckdb", "clickhouse", "mysql"]
)
SCHEMA = Schema({"t": ["a", "b"], "s.u": ["a", "c"]})


@settings(max_examples=400, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), max_size=25), dialect=DIALECTS)
def test_words_in_any_order_never_raise_and_end_ok_degraded_or_failed(words, dialect):
    script = resolve(" ".join(words), dialect=dialect, schema=SCHEMA)
    assert all(statement.reason for statement in script.statements if statement.outcome is not Outcome.OK)
    assert [statement.number for statement in script.statements] == list(range(len(script.statements)))


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=60), dialect=DIALECTS)
def test_any_text_never_raises(text, dialect):
    resolve(text, dialect=dialect)


@settings(max_examples=60, deadline=None)
@given(places=st.sets(st.integers(0, 6)))
def test_a_bad_statement_takes_no_other_with_it(places):
    statements = ["SELECT FROM WHERE (" if place in places else f"INSERT INTO o{place} SELECT a FROM t" for place in range(7)]
    script = resolve(";\n".join(statements), dialect="postgres", schema=SCHEMA)
    assert len(script.statements) == 7
    assert {str(table) for table in script.writes} == {f"o{place}" for place in range(7) if place not in places}


def test_a_failure_says_where_and_why():
    bad = resolve("SELECT 1;\nSELECT a +;", dialect="postgres").statements[1]
    assert bad.outcome is Outcome.FAILED and bad.line == 2 and bad.reason


def test_a_statement_that_cant_be_parsed_still_names_its_tables():
    bad = resolve("INSERT INTO o SELECT a + + , ) b FROM s.t JOIN u", dialect="postgres").statements[0]
    assert bad.outcome is Outcome.DEGRADED
    assert [str(table) for table in (*bad.reads, *bad.writes)] == ["s.t", "u", "o"]


def test_an_open_string_fails_the_script_and_says_so():
    assert resolve("SELECT 'x", dialect="postgres").statements[0].outcome is Outcome.FAILED
    with pytest.raises(Unreadable):
        split("SELECT 'x", "postgres")


@pytest.mark.parametrize(
    "text", ["SELECT " + "(" * 5000 + "1" + ")" * 5000, "SELECT " + "a + " * 5000 + "a FROM t", "(" * 3000, "NOT " * 3000 + "a"]
)
def test_a_monster_ends_without_harm(text):
    assert resolve(text, dialect="postgres").statements


def test_an_open_string_takes_no_other_statement_with_it():
    text = "INSERT INTO o SELECT a FROM t;\nSELECT 'x FROM u;\nINSERT INTO p SELECT b FROM v"
    found = resolve(text, dialect="postgres").statements
    assert [(one.outcome, one.line) for one in found] == [(Outcome.OK, 1), (Outcome.FAILED, 2), (Outcome.OK, 3)]
    assert [text[one.start : one.end] for one in found] == text.split(";\n")


def test_a_chain_of_with_queries_may_be_long():
    chain = ", ".join(f"c{number} AS (SELECT a FROM {f'c{number - 1}' if number else 't'})" for number in range(400))
    script = resolve(f"INSERT INTO o WITH {chain} SELECT a FROM c399", dialect="postgres")
    assert [(str(edge.source), edge.source_column) for edge in script.edges] == [("t", "a")]


def test_of_a_script_beyond_its_budget_tables_are_told_to_the_end():
    script = resolve("INSERT INTO o SELECT a FROM t; INSERT INTO p SELECT b FROM u", dialect="postgres", options=Options(max_tokens=8))
    assert [one.outcome for one in script.statements] == [Outcome.OK, Outcome.DEGRADED]
    assert "Split it" in script.statements[1].reason and {str(table) for table in script.writes} == {"o", "p"}


@settings(max_examples=60, deadline=None)
@given(parts=st.lists(st.sampled_from(["{{", "}}", "{%", "%}", "{#", "#}", "if x", "else", "endif", " a ", "ref('t')", "-"]), max_size=12))
def test_any_broken_template_is_salvaged(parts):
    assert all(isinstance(text, str) for text in salvage("".join(parts)))


def test_a_statement_beyond_its_budget_keeps_its_tables():
    short = resolve("INSERT INTO o SELECT a + b + a + b FROM t", dialect="postgres", options=Options(max_steps=3)).statements[0]
    assert short.outcome is Outcome.DEGRADED and short.reads and short.writes and "max_steps" in short.reason


def test_a_text_beyond_its_size_is_not_read():
    script = resolve("SELECT 1", dialect="postgres", options=Options(max_characters=5))
    assert script.statements[0].outcome is Outcome.FAILED and "Split it" in script.statements[0].reason


def test_a_semicolon_inside_a_string_splits_nothing():
    assert split("SELECT ';' ; SELECT 2 -- ; \n", "postgres") == ("SELECT ';'", "SELECT 2")


def test_an_unknown_dialect_says_which_are_known():
    with pytest.raises(UnknownDialect, match="postgres"):
        resolve("SELECT 1", dialect="klingon")
