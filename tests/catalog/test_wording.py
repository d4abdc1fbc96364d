"""Words in names: singular and plural, and which names a term's words fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.wording import Wording, asset_fit, column_fit, environment_of, grams, short_name, singular, split_words, variants

TERMS = [Wording(1, ("customer", "client")), Wording(2, ("net revenue",)), Wording(3, ("revenue",)), Wording(4, ("id",))]


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("orders", "order"),
        ("categories", "category"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("status", "status"),
        ("business", "business"),
        ("analysis", "analysis"),
        ("gas", "gas"),
        ("invoice", "invoice"),
        ("houses", "hous"),  # by its ending alone; the search's variants keep the word as typed, too
    ],
)
def test_the_singular_is_told_by_the_ending(plural: str, one: str) -> None:
    assert singular(plural) == one


@given(st.text(alphabet="abcdeisxyz", min_size=1, max_size=12))
def test_variants_begin_with_the_word_as_typed_and_are_distinct(word: str) -> None:
    forms = variants(word)
    assert forms[0] == word
    assert len(set(forms)) == len(forms) <= 3


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("customer_id", 1),
        ("CustomerKey", 1),
        ("clients", 1),
        ("address.customer_no", 1),
        ("customer_city", None),
        ("net_revenue", 2),
        ("revenue", 3),
        ("id", 4),
    ],
)
def test_a_column_fits_a_term_by_its_whole_name_less_what_keys_add(path: str, key: int | None) -> None:
    found = column_fit(path, TERMS)
    assert (found and found.key) == key


@pytest.mark.parametrize(
    ("name", "key"), [("shop.stg_customers", 1), ("lake/raw/clients.csv", 1), ("db.customer_segments", None), ("db.fct_net_revenue", 2)]
)
def test_an_asset_fits_a_term_by_what_its_name_ends_with(name: str, key: int | None) -> None:
    found = asset_fit(name, TERMS)
    assert (found and found.key) == key


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("shop.public.orders", "orders"),
        ("landing/fx/rates.csv", "rates.csv"),
        ("rates.csv", "rates.csv"),
        ("models/churn", "churn"),
        ("orders", "orders"),
        ("urn:li:orders", "orders"),
    ],
)
def test_the_short_name_follows_the_last_separator(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("postgres://db.prod.example:5432", "production"),
        ("s3://acme-staging-lake", "staging"),
        ("snowflake://DEV_WH", "development"),
        ("kafka://producer.example", ""),
        ("bigquery", ""),
    ],
)
def test_a_namespace_may_give_its_environment_away(name: str, environment: str) -> None:
    assert environment_of(name) == environment


@given(st.lists(st.sampled_from(["net", "revenue", "daily", "by", "day"]), max_size=6))
def test_grams_are_every_run_of_up_to_three_neighbours_the_longest_first(words: list[str]) -> None:
    every = [(start, length) for length in (3, 2, 1) for start in range(len(words) - length + 1)]
    assert grams(words) == [(start, length, " ".join(words[start : start + length])) for start, length in every]


@given(st.text(max_size=60))
def test_splitting_gives_lower_case_words_of_letters_and_digits_and_loses_none(text: str) -> None:
    words = split_words(text)
    assert all(word == word.lower() and word.isalnum() for word in words)
    assert split_words("x " + text)[:1] == ["x"]
    assert split_words(" ".join(words)) == words
