"""Which type holds which: a partial order over the types of columns, whatever dialect spelled them."""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """What sort of value a type holds. NUMBER is any number at all (a logical type, Oracle's bare NUMBER)."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    NUMBER = "number"
    TEXT = "text"
    BINARY = "binary"
    DATE = "date"
    TIME = "time"
    TIME_TZ = "time with zone"
    TIMESTAMP = "timestamp"
    TIMESTAMP_TZ = "timestamp with zone"
    INTERVAL = "interval"
    UUID = "uuid"
    JSON = "json"
    ARRAY = "array"
    MAP = "map"
    STRUCT = "struct"


@dataclass(frozen=True, slots=True)
class DataType:
    """A type. `size` is by family: bits (integer, float), digits (decimal; seconds' fraction in times), length (text, binary); None: unbounded.

    `scale` is decimal's; `is_unsigned` integer's; `is_padded` marks CHAR; `parts` are an array's element, a map's key and value, a
    struct's members by name (empty: their types aren't told).
    """

    family: Family
    size: int | None = None
    scale: int = 0
    is_unsigned: bool = False
    is_padded: bool = False
    parts: tuple[tuple[str, "DataType"], ...] = ()


class Relation(StrEnum):
    """How a type lies to the one before it."""

    SAME = "same"
    WIDER = "wider"
    NARROWER = "narrower"
    OTHER = "other"


# Whole numbers up to this are exact in a float of so many bits (IEEE 754: 24 and 53 bits of significand).
_EXACT = {16: 2**11, 32: 2**24, 64: 2**53}
_NUMBERS = {Family.INTEGER, Family.DECIMAL, Family.FLOAT, Family.NUMBER}


def relation(before: DataType, after: DataType) -> Relation:
    """Compare two types: wider holds every value of the one before, and more."""
    grows, shrinks = fits(before, after), fits(after, before)
    if grows and shrinks:
        return Relation.SAME
    return Relation.WIDER if grows else Relation.NARROWER if shrinks else Relation.OTHER


def fits(narrow: DataType, wide: DataType) -> bool:
    """Say whether every value of the first type is one of the second, unchanged. Reflexive and transitive."""
    if narrow.family in _NUMBERS and wide.family in _NUMBERS:
        return _number_fits(narrow, wide)
    if narrow.family is Family.DATE and wide.family is Family.TIMESTAMP:
        return True
    if narrow.family is not wide.family:
        return False
    if wide.family is Family.TEXT and wide.is_padded and not narrow.is_padded:
        return False
    return _within(narrow.size, wide.size) and _parts_fit(narrow, wide)


def _within(small: int | None, large: int | None) -> bool:
    return large is None or (small is not None and small <= large)


def _parts_fit(narrow: DataType, wide: DataType) -> bool:
    if not wide.parts:
        return True
    if narrow.family is Family.STRUCT:
        # A struct with one member more still serves whoever reads the others, as a table with one column more does.
        members = dict(narrow.parts)
        return all(name in members and fits(members[name], kind) for name, kind in wide.parts)
    pairs = zip(narrow.parts, wide.parts, strict=False)
    return len(narrow.parts) == len(wide.parts) and all(fits(mine, theirs) for (_, mine), (_, theirs) in pairs)


def _number_fits(narrow: DataType, wide: DataType) -> bool:
    if wide.family is Family.NUMBER:
        return True
    if narrow.family is wide.family:
        return _SAME_FAMILY[wide.family](narrow, wide)
    if narrow.family is Family.INTEGER and wide.family is Family.DECIMAL:
        return wide.size is None or (narrow.size is not None and len(str(_largest(narrow))) <= wide.size - wide.scale)
    if narrow.family is Family.INTEGER and wide.family is Family.FLOAT:
        return narrow.size is not None and _largest(narrow) <= _EXACT.get(wide.size or 64, 0)
    return False


def _largest(kind: DataType) -> int:
    bits = kind.size or 0
    return int(2**bits) - 1 if kind.is_unsigned else int(2 ** (bits - 1))


def _integer_fits(narrow: DataType, wide: DataType) -> bool:
    if wide.size is None:
        return narrow.is_unsigned or not wide.is_unsigned
    if narrow.size is None or (wide.is_unsigned and not narrow.is_unsigned):
        return False
    return narrow.size < wide.size if narrow.is_unsigned and not wide.is_unsigned else narrow.size <= wide.size


def _decimal_fits(narrow: DataType, wide: DataType) -> bool:
    if wide.size is None:
        return True
    return narrow.size is not None and wide.size - wide.scale >= narrow.size - narrow.scale and wide.scale >= narrow.scale


def _float_fits(narrow: DataType, wide: DataType) -> bool:
    return _within(narrow.size, wide.size)


_SAME_FAMILY = {
    Family.INTEGER: _integer_fits,
    Family.DECIMAL: _decimal_fits,
    Family.FLOAT: _float_fits,
}
