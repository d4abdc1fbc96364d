"""What changed between two texts, word by word, for reading."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

PIECE = re.compile(r"\s+|[^\s]+")
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
