"""Splitting queries into words."""

import pytest

from catalog.search.words import split_words, tsquery


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


def test_each_word_may_be_a_beginning() -> None:
    assert tsquery(["fct", "ord"], "A") == "'fct':*A & 'ord':*A"
