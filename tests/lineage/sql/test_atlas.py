"""Which asset a name means, and how a text is recognised: pure, and the same whatever the order."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.sql import Atlas, Mention, Options, Place, Schema, fingerprint, flows, mentioned, resolve
from lineage.sql.addresses import addresses, touched
from tests.lineage.sql.corpus import cases
from tests.lineage.sql.generating import TABLES, Writer

SALES, ARCHIVE = ("shop", "sales", "orders"), ("shop", "archive", "orders")


def test_a_name_that_several_could_have_means_none() -> None:
    atlas = Atlas([Place(SALES, 1), Place(ARCHIVE, 2)])
    assert atlas.locate(("orders",)) is None
    assert atlas.locate(("Archive", "Orders")) == 2


def test_the_jobs_own_is_meant_before_others() -> None:
    assert Atlas([Place(SALES, 1, is_own=True), Place(ARCHIVE, 2)]).locate(("orders",)) == 1


def test_one_name_in_two_namespaces_means_none_but_for_ones_own() -> None:
    assert Atlas([Place(SALES, 1), Place(SALES, 2)]).locate(SALES) is None
    assert Atlas([Place(SALES, 1), Place(SALES, 2, is_own=True)]).locate(SALES) == 2


def test_two_names_of_one_asset_are_no_doubt() -> None:
    assert Atlas([Place(SALES, 1), Place(ARCHIVE, 1)]).locate(("orders",)) == 1


def test_columns_are_found_by_any_of_a_tables_names() -> None:
    atlas = Atlas([Place(("test", "t1"), 1, True, ("a",)), Place(("opt", "hive", "test.db", "t1"), 1, True, ("a",))])
    [edge] = resolve("INSERT INTO x SELECT * FROM t1", dialect="hive", schema=atlas.schema).edges
    assert (edge.source_column, edge.confidence) == ("a", "verified")


places = st.builds(
    Place, st.tuples(st.sampled_from("ab"), st.sampled_from("tu")), st.integers(1, 3), st.booleans(), st.sampled_from([(), ("x",)])
)


@given(st.lists(places, max_size=5), st.randoms())
def test_the_order_of_places_is_no_matter(found: list[Place], random: Random) -> None:
    shuffled = random.sample(found, len(found))
    one, other = Atlas(found), Atlas(shuffled)
    names = [("t",), ("u",), ("a", "t"), ("b", "T")]
    assert [one.locate(name) for name in names] == [other.locate(name) for name in names]
    assert {place.asset for place in found} >= {one.locate(name) for name in names} - {None}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("SELECT a FROM t WHERE d = '2026-03-01'", "SELECT a FROM t WHERE d = '2026-03-02 10:00'", True),
        ("SELECT a FROM t WHERE id > 12345", "SELECT a FROM t WHERE id > 999", True),
        ("SELECT a, b FROM t GROUP BY 1", "SELECT a, b FROM t GROUP BY 2", False),
        ("SELECT a FROM t WHERE s = 'x'", "SELECT a FROM t WHERE s = 'y'", False),
        ("COPY t FROM 's3://b/x/dt=2026-03-01/a.csv'", "COPY t FROM 's3://b/x/dt=2026-03-02/a.csv'", True),
        ("COPY t FROM 's3://b/x/2026/03/01.csv'", "COPY t FROM 's3://b/x/2026/04/30.csv'", True),
        ("COPY t FROM 's3://b/x1/a.csv'", "COPY t FROM 's3://b/x2/a.csv'", False),
        ("SELECT a FROM events_20260301", "SELECT a FROM events_20260302", False),
    ],
)
def test_texts_that_differ_in_dates_alone_are_one(one: str, other: str, is_same: bool) -> None:
    assert (fingerprint(one) == fingerprint(other)) is is_same


@pytest.mark.parametrize("corpus", ["sqllineage", "pg-oracle", "tpch"])
def test_every_table_that_a_text_names_is_among_its_words(corpus: str) -> None:
    for case in cases(corpus):
        touches = flows(resolve(case["sql"], dialect=case["dialect"])).touches
        assert set(touches) <= mentioned(case["sql"]) | touched(addresses(case["sql"])), case["sql"]


def test_mentions_lie_on_names_of_columns() -> None:
    writer = Writer(Random(7))
    for _ in range(60):
        sql = writer.statement()
        for statement in resolve(sql, dialect="postgres", schema=Schema(TABLES), options=Options(mentions=True)).statements:
            for mention in statement.mentions:
                assert isinstance(mention, Mention)
                assert sql[mention.start : mention.end].strip('"').isidentifier(), sql
