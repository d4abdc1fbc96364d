"""Schemas side by side: which columns several assets share, and where their types differ."""

from collections.abc import Sequence
from dataclasses import dataclass

Shape = Sequence[tuple[str, str]]  # (path, type) in order


@dataclass(frozen=True, slots=True)
class ComparedColumn:
    """A column by name; `types` has one entry an asset, None where it has no such column."""

    path: str
    types: tuple[str | None, ...]
    is_shared: bool
    differs: bool


def compare_schemas(shapes: Sequence[Shape]) -> list[ComparedColumn]:
    """Line columns up by their name, whatever its case: those that most assets have come first, then in the order met."""
    by_name: dict[str, dict[int, str]] = {}
    spelling: dict[str, str] = {}
    for at, shape in enumerate(shapes):
        for path, data_type in shape:
            spelling.setdefault(path.lower(), path)
            by_name.setdefault(path.lower(), {})[at] = data_type
    rows = [
        ComparedColumn(
            path=spelling[name],
            types=tuple(found.get(at) for at in range(len(shapes))),
            is_shared=len(found) > 1,
            differs=len({data_type.lower() for data_type in found.values()}) > 1,
        )
        for name, found in by_name.items()
    ]
    return sorted(rows, key=lambda row: -sum(data_type is not None for data_type in row.types))
