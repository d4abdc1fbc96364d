"""What changed between two versions of a schema, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import SchemaVersion

Shape = dict[str, str]  # path -> type, in order


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """One column's change. `sign` is +, - or ~; `kind` is added, removed or changed; `words` says what."""

    sign: str
    kind: str
    path: str
    words: str


@dataclass(frozen=True, slots=True)
class VersionChange:
    """A version beside what it changed against the one before it; the oldest known has nothing to be compared with."""

    version: SchemaVersion
    is_current: bool
    is_first: bool
    column_count: int
    changes: tuple[ColumnChange, ...]


def schema_history(versions: Sequence[SchemaVersion]) -> list[VersionChange]:
    """Compare each version with the next older one; `versions` come newest first."""
    shapes = [_shape(version) for version in versions]
    return [
        VersionChange(
            version=version,
            is_current=at == 0,
            is_first=at == len(versions) - 1,
            column_count=len(shapes[at]),
            changes=tuple(shape_changes(shapes[at + 1], shapes[at])) if at + 1 < len(shapes) else (),
        )
        for at, version in enumerate(versions)
    ]


def _shape(version: SchemaVersion) -> Shape:
    return {column[0]: column[1] or "" for column in version.columns}


def shape_changes(before: Shape, after: Shape) -> list[ColumnChange]:
    """List removed, changed and added columns; a mere change of order says so once."""
    removed = [ColumnChange("-", "removed", path, kind) for path, kind in before.items() if path not in after]
    changed = [
        ColumnChange("~", "changed", path, f"{before[path] or 'no type'} → {kind or 'no type'}")
        for path, kind in after.items()
        if path in before and before[path] != kind
    ]
    added = [ColumnChange("+", "added", path, kind) for path, kind in after.items() if path not in before]
    found = [*removed, *changed, *added]
    if not found and list(before) != list(after):
        return [ColumnChange("~", "changed", "", "the same columns in another order")]
    return found
