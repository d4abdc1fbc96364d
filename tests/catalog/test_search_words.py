"""Splitting queries into words."""

import pytest

from catalog.search.words import split_words, tsquery, with_synonyms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("analytics.fct_orders", ["analytics", "fct", "orders"]),
        ("dailyOrders-v2", ["daily", "orders", "v2"]),
        ("s3://drop/fx rates.csv", ["s3", "drop", "fx", "rates", "csv"]),
        ("Umsätze", ["umsätze"]),
        ("' | !* :(", []),
        ("", []),
    ],
)
def test_a_query_splits_where_names_do(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_a_query_of_a_thousand_words_is_cut() -> None:
    assert len(split_words("word " * 1000)) == 12


def test_each_word_may_be_a_beginning_and_all_may_be_one_name() -> None:
    assert tsquery(["fct", "ord"], "A") == "('fct':*A & 'ord':*A) | 'fctord':*A"


def test_a_plural_is_looked_for_in_both_forms_unless_one_begins_the_other() -> None:
    assert tsquery(["orders"]) == "'order':*"
    assert tsquery(["category"]) == "('category':* | 'categories':*)"


def test_what_is_said_otherwise_stands_beside_its_own_words() -> None:
    asked = with_synonyms(["net", "revenue", "daily"], [(0, 2, [["turnover"]])], "A")
    assert asked == "(('net':*A & 'revenue':*A) | ('turnover':*A)) & ((('daily':*A | 'dailies':*A)))"
