"""Pairs of types as dialects write them (types.json), and how each second lies to the first."""

import json
from pathlib import Path

import pytest

from contracts.compatibility.lattice import Relation, relation
from contracts.compatibility.types import logical_type, parse_type

PAIRS = [(word, *pair) for word, pairs in json.loads((Path(__file__).parent / "types.json").read_text()).items() for pair in pairs]


@pytest.mark.parametrize(("word", "before", "after"), PAIRS)
def test_a_type_lies_to_another_as_told(word, before, after):
    assert relation(parse_type(before), parse_type(after)) is Relation(word)


@pytest.mark.parametrize(
    "text", ["", "geography", "enum('a','b')", "array<", "int,", "decimal(10", "(", "a b c d", "x" * 5000, "array<" * 60 + "int" + ">" * 60]
)
def test_what_is_no_known_type_is_none(text):
    assert parse_type(text) is None


def test_a_logical_type_is_as_wide_as_any_physical_one():
    assert relation(logical_type("integer"), parse_type("bigint")) is Relation.NARROWER
    assert relation(parse_type("varchar(9)"), logical_type("string")) is Relation.WIDER
