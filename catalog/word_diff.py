"""What changed between two texts, word by word, for reading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

PIECE = re.compile(r"\s+|[^\s]+")
SHORT = 24  # characters; shorter texts are shown whole, before and after
LONGEST = 4_000  # pieces a side; beyond, the whole text counts as replaced: the comparison is quadratic


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `sign` is = (kept), - (gone) or + (new)."""

    sign: str
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """Compare two texts. Kept and gone pieces joined give `before`, kept and new ones `after`."""
    old, new = PIECE.findall(before), PIECE.findall(after)
    if len(old) > LONGEST or len(new) > LONGEST:
        return [piece for piece in (Piece("-", before), Piece("+", after)) if piece.text]
    pieces = []
    for what, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("=", "".join(old[start:end])))
            continue
        pieces += [piece for piece in (Piece("-", "".join(old[start:end])), Piece("+", "".join(new[begin:stop]))) if piece.text]
    return pieces


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What became of one field; `pieces` where both sides are text worth comparing word by word."""

    name: str
    before: Any
    after: Any
    pieces: tuple[Piece, ...] = ()


def _read(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """Pair up what an audit row says was there before and after; a side that says nothing of a field has None, lists are read out."""
    changes = []
    for name in dict.fromkeys((*before, *after)):
        old, new = _read(before.get(name)), _read(after.get(name))
        pieces: list[Piece] = []
        if isinstance(old, str) and isinstance(new, str) and old and new and max(len(old), len(new)) > SHORT:
            pieces = word_diff(old, new)
        changes.append(FieldChange(name, old, new, tuple(pieces)))
    return changes
