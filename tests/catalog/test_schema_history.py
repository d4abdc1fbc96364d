"""What changed between two shapes."""

import pytest

from catalog.schema_history import shape_changes

Shape = dict[str, str]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"id": "int"}, {"id": "int"}, []),
        ({"id": "int"}, {"id": "int", "name": "text"}, [("+", "name", "text")]),
        ({"id": "int", "name": "text"}, {"id": "int"}, [("-", "name", "text")]),
        ({"id": "int"}, {"id": "bigint"}, [("~", "id", "int → bigint")]),
        ({"id": ""}, {"id": "int"}, [("~", "id", "no type → int")]),
        ({"a": "int", "b": "int"}, {"b": "int", "a": "int"}, [("~", "", "the same columns in another order")]),
        ({"a": "int", "b": "int"}, {"b": "text", "c": "int"}, [("-", "a", "int"), ("~", "b", "int → text"), ("+", "c", "int")]),
    ],
)
def test_a_change_of_shape_is_told_column_by_column(before: Shape, after: Shape, expected: list[tuple[str, str, str]]) -> None:
    assert [(change.sign, change.path, change.words) for change in shape_changes(before, after)] == expected
