"""Columns compared: which came, went, or changed their type and rules."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from contracts.compatibility import ranges
from contracts.compatibility.changes import Change, Code
from contracts.compatibility.directions import Direction, towards
from contracts.compatibility.lattice import Relation, relation
from contracts.compatibility.promises import Field, Offer
from contracts.compatibility.types import logical_type

_SHOWN = 8


def compare_fields(before: Offer, after: Offer) -> Iterator[Change]:
    """Yield the changes of columns, in the order of the old columns, then of the new."""
    old, new = _by_name(before.fields), _by_name(after.fields)
    moved = _renamed({k: f for k, f in old.items() if k not in new}, {k: f for k, f in new.items() if k not in old})
    for key, field in old.items():
        if key in new:
            yield from compare_field(field, new[key], is_contract=before.is_contract and after.is_contract)
        elif key in moved:
            other = new[moved[key]]
            words = f"{field.name} is now called {other.name}"
            yield Change(Code.COLUMN_RENAMED, Direction.BOTH, words, field.name, "name", field.name, other.name, field, other)
        else:
            yield Change(
                Code.COLUMN_REMOVED, Direction.LOOSENS, f"{field.name} is gone", field.name, before=field.told_type, old_field=field
            )
    for key, field in new.items():
        if key not in old and key not in moved.values():
            words = f"{field.name} is new{' and required' if field.required else ''}"
            yield Change(Code.COLUMN_ADDED, Direction.TIGHTENS, words, field.name, after=field.told_type, new_field=field)


def compare_field(before: Field, after: Field, *, is_contract: bool) -> Iterator[Change]:
    """Yield the changes of one column; what one side does not speak of is no change, unless both are contracts."""
    for part in _PARTS:
        yield from part(before, after, is_contract)


def _by_name(fields: Iterable[Field]) -> dict[str, Field]:
    """Key columns by name whatever its case, unless two differ by case alone."""
    listed = list(fields)
    folded = Counter(field.name.casefold() for field in listed)
    return {field.name if folded[field.name.casefold()] > 1 else field.name.casefold(): field for field in listed}


def _renamed(gone: Mapping[str, Field], come: Mapping[str, Field]) -> dict[str, str]:
    """Pair columns that went with those that came, where their ids, or a contract's own name for them, say that they are the same."""
    pairs: dict[str, str] = {}
    for old_key, old in gone.items():
        for new_key, new in come.items():
            same_id = bool(new.key) and new.key in (old.key, old.path)
            same_word = old.path == new.path and bool(old.physical_name or new.physical_name)
            if (same_id or same_word) and new_key not in pairs.values():
                pairs[old_key] = new_key
                break
    return pairs


def _label(before: Field, after: Field, is_contract: bool) -> Iterator[Change]:  # noqa: FBT001 - one signature for all parts
    if is_contract and before.path != after.path and before.path.casefold() != after.path.casefold():
        words = f"{before.name} is called {after.path} in the contract, in the data still {after.name}"
        yield Change(Code.COLUMN_RELABELLED, Direction.NONE, words, before.name, "name", before.path, after.path, before, after)


_TYPE_CODES = {
    Relation.WIDER: (Code.TYPE_WIDENED, Direction.LOOSENS, "is wider"),
    Relation.NARROWER: (Code.TYPE_NARROWED, Direction.TIGHTENS, "is narrower"),
    Relation.OTHER: (Code.TYPE_CHANGED, Direction.BOTH, "has another type"),
}


def _type(before: Field, after: Field, is_contract: bool) -> Iterator[Change]:  # noqa: FBT001
    del is_contract
    said = (before.told_type, after.told_type)
    if "" in said:
        return
    how = type_relation(before, after)
    if how is Relation.SAME:
        return
    code, direction, verb = (Code.TYPE_UNCLEAR, Direction.UNDETERMINED, "has a type we can't compare") if how is None else _TYPE_CODES[how]
    yield Change(code, direction, f"{before.name} {verb}: {said[0]} → {said[1]}", before.name, "type", *said, before, after)


def type_relation(before: Field, after: Field) -> Relation | None:
    """Compare types; None when one can't be read and the logical ones don't settle it."""
    if _squeezed(before.physical_type) == _squeezed(after.physical_type) != "":
        return Relation.SAME
    old, new = before.type, after.type
    if old is not None and new is not None:
        return relation(old, new)
    wanted, offered = logical_type(before.logical_type), logical_type(after.logical_type)
    if wanted is not None and offered is not None and relation(wanted, offered) is Relation.OTHER:
        return Relation.OTHER
    return None


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


_FLAGS: tuple[tuple[str, Code, Code, str, str], ...] = (
    ("required", Code.NULLABLE, Code.REQUIRED, "may now be null", "is never null any more"),
    ("unique", Code.NOT_UNIQUE, Code.UNIQUE, "is no longer unique", "is now unique"),
    ("primary_key", Code.KEY_LEFT, Code.KEY_JOINED, "is no longer in the primary key", "is now in the primary key"),
)


def _flags(before: Field, after: Field, is_contract: bool) -> Iterator[Change]:  # noqa: FBT001
    for name, lost, won, loss, gain in _FLAGS:
        old, new = getattr(before, name), getattr(after, name)
        if is_contract:
            old, new = bool(old), bool(new)
        if old is None or new is None or old == new:
            continue
        code, direction, words = (won, Direction.TIGHTENS, gain) if new else (lost, Direction.LOOSENS, loss)
        yield Change(code, direction, f"{before.name} {words}", before.name, name, str(old).lower(), str(new).lower(), before, after)


def _values(before: Field, after: Field, is_contract: bool) -> Iterator[Change]:  # noqa: FBT001
    old, new = before.values, after.values
    if old == new or (not is_contract and None in (old, new)):
        return
    direction = towards(before_holds_after=_holds(old, new), after_holds_before=_holds(new, old))
    more, less = _listed((new or frozenset()) - (old or frozenset())), _listed((old or frozenset()) - (new or frozenset()))
    if new is None:
        words = f"{before.name} may now hold any value"
    elif old is None:
        words = f"{before.name} may now hold only {more}"
    else:
        said = [f"may now also be {more}" if more else "", f"is never {less} any more" if less else ""]
        words = f"{before.name} {' and '.join(part for part in said if part)}"
    yield Change(Code.VALUES, direction, words, before.name, "enum", _listed(old or ()), _listed(new or ()), before, after)


def _holds(wide: frozenset[str] | None, narrow: frozenset[str] | None) -> bool:
    return wide is None or (narrow is not None and narrow <= wide)


def _listed(values: Iterable[str]) -> str:
    names = sorted(values)
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _ranges(before: Field, after: Field, is_contract: bool) -> Iterator[Change]:  # noqa: FBT001
    for name in sorted({*before.ranges, *after.ranges}):
        old, new = before.ranges.get(name, ranges.ANYTHING), after.ranges.get(name, ranges.ANYTHING)
        if old == new or (not is_contract and (name not in before.ranges or name not in after.ranges)):
            continue
        words = f"{before.name} allows another {name}: {ranges.said(old)} → {ranges.said(new)}"
        direction = ranges.moved(old, new)
        yield Change(Code.BOUNDS, direction, words, before.name, name, ranges.said(old), ranges.said(new), before, after)


def _texts(before: Field, after: Field, is_contract: bool) -> Iterator[Change]:  # noqa: FBT001
    for name in sorted({*before.texts, *after.texts}):
        old, new = before.texts.get(name, ""), after.texts.get(name, "")
        if old == new or (not is_contract and not (old and new)):
            continue
        direction = Direction.UNDETERMINED if old and new else Direction.TIGHTENS if new else Direction.LOOSENS
        words = f"{before.name} has another {name}: {old or 'none'} → {new or 'none'}"
        yield Change(Code.PATTERN, direction, words, before.name, name, old, new, before, after)


def _marks(before: Field, after: Field, is_contract: bool) -> Iterator[Change]:  # noqa: FBT001
    if is_contract and before.classification != after.classification:
        said = (before.classification or "none", after.classification or "none")
        words = f"{before.name} is classified {said[1]}, was {said[0]}"
        yield Change(Code.CLASSIFICATION, Direction.NONE, words, before.name, "classification", *said, before, after)
    if after.is_deprecated and not before.is_deprecated:
        yield Change(Code.DEPRECATED, Direction.NONE, f"{before.name} is deprecated", before.name, "deprecated", "", "true", before, after)


_PARTS: tuple[Callable[[Field, Field, bool], Iterator[Change]], ...] = (_label, _type, _flags, _values, _ranges, _texts, _marks)
