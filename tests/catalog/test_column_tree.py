"""Columns under their parents."""

from catalog.column_tree import column_tree
from catalog.models import Column


def rows(*paths: str, wanted: str = "") -> list[tuple[str, int]]:
    return [(row.name, row.depth) for row in column_tree([Column(path=path) for path in paths], wanted)]


def test_a_nested_column_lies_under_its_parent() -> None:
    assert rows("id", "address", "address.geo", "address.geo.lat") == [("id", 0), ("address", 0), ("geo", 1), ("lat", 2)]


def test_a_dotted_name_without_a_parent_stays_whole() -> None:
    assert rows("utm.source") == [("utm.source", 0)]


def test_a_filter_keeps_the_parents_of_what_it_finds() -> None:
    assert rows("id", "address", "address.city", "address.zip", wanted="city") == [("address", 0), ("city", 1)]
