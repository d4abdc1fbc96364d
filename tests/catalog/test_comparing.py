"""Differences of texts word by word, and schemas side by side."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.comparing import compare_schemas
from catalog.word_diff import field_changes, word_diff

TEXTS = st.text(alphabet="ab \n.", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_the_difference(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.sign in "=-") == before
    assert "".join(piece.text for piece in pieces if piece.sign in "=+") == after


def test_equal_texts_have_nothing_new() -> None:
    assert [piece.sign for piece in word_diff("one row an order", "one row an order")] == ["="]


def test_texts_of_any_length_are_compared() -> None:
    assert {piece.sign for piece in word_diff("a " * 10_000, "b " * 10_000)} == {"-", "+"}


def test_long_texts_of_a_row_are_compared_and_short_ones_stand_side_by_side() -> None:
    long = "One row for each order since the shop opened"
    changes = field_changes(
        {"title": "Orders", "purpose": long}, {"title": "Sales", "purpose": f"{long}, tests left out", "owner": "alice"}
    )
    assert [(change.name, bool(change.pieces)) for change in changes] == [("title", False), ("purpose", True), ("owner", False)]


def test_schemas_line_up_by_name_whatever_its_case_with_shared_columns_first() -> None:
    rows = compare_schemas([[("extra", "int"), ("Order_ID", "int")], [("order_id", "bigint")], [("order_id", "INT"), ("other", "text")]])
    assert [(row.path, row.types, row.differs) for row in rows] == [
        ("Order_ID", ("int", "bigint", "INT"), True),
        ("extra", ("int", None, None), False),
        ("other", (None, None, "text"), False),
    ]
    assert not compare_schemas([])
