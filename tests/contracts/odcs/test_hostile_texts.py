"""Texts made to take long are answered in no time; the bounds are generous, the machine may be busy."""

import time

import pytest

from contracts.clauses import clauses_of
from contracts.odcs import Document, check, compare, fill, ignored_in
from tests.contracts.odcs.texts import HEAD

MANY = 100_000
SECONDS = 10.0
BASE = {"apiVersion": "v3.2.0", "kind": "DataContract", "id": "x", "version": "1.0.0"}


@pytest.mark.parametrize(
    "more",
    [
        {"tenant": "${A:-" * MANY},
        {"tenant": "${A" * MANY},
        {"x" * MANY: 1, "status": "a" * MANY},
        {"schema": [{"name": "same"}] * 4_000},
        {"tags": ["same"] * 20_000},
        {
            "slaProperties": [
                {"property": "latency", "value": "9" * MANY},
                {"property": "timeOfAvailability", "value": "P" + "1" * MANY + "Y"},
            ]
        },
        {"version": ".".join(["9" * 5_000] * 3)},
        {"schema": [{"name": "o", "relationships": [{"from": "a." * 50_000, "to": "a/" * 50_000}]}]},
    ],
    ids=["defaults", "names", "keys", "twins", "tags", "numbers", "version", "references"],
)
def test_it_is_answered_at_once(more) -> None:
    value = {**BASE, **more}
    document = Document(HEAD.encode(), value)
    began = time.monotonic()
    check(document)
    ignored_in(document)
    clauses_of(fill(value, {}).value)
    compare(value, {**value, "tags": ["other"]})
    assert time.monotonic() - began < SECONDS
