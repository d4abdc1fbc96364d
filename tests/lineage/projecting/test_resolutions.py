"""Answers are remembered by text, dialect and the tables that may be meant, and never more than a bounded number."""

from lineage.actions.projecting.resolutions import Resolutions
from lineage.sql import Atlas, Outcome, Place

TEXT = "INSERT INTO daily SELECT * FROM orders"


def atlas(*columns: str) -> Atlas:
    return Atlas([Place(("orders",), 1, columns=columns)])


def test_an_answer_is_given_again_until_a_table_changes() -> None:
    found = Resolutions()
    first = found.of(TEXT, "postgres", atlas("a"))
    assert found.of(TEXT, "postgres", atlas("a")) is first
    assert {edge.source_column for edge in found.of(TEXT, "postgres", atlas("a", "b")).edges} == {"a", "b"}


def test_what_was_not_used_for_long_is_forgotten() -> None:
    found = Resolutions(most=20)
    for number in range(200):
        found.of(f"{TEXT} -- {number}", "postgres", atlas("a"))
    assert len(found) <= 20


def test_an_unknown_dialect_is_read_as_standard_sql_and_said_so() -> None:
    answer = Resolutions().of(TEXT, "klingon", atlas("a"))
    assert answer.outcome is Outcome.OK
    assert "standard SQL" in answer.notes[0]
