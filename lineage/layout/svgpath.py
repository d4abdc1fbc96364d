"""Writes a route as the path data of an SVG: level lines through lanes, smooth curves between them."""

from collections.abc import Sequence
from itertools import pairwise

from lineage.layout.shapes import Point

TURN_REACH = 18.0
"""How far in px a turn swings out beside its points."""

_EASE = 0.5
_TURN_CONTROL = TURN_REACH / 0.75
"""A cubic whose inner control points lie this far out reaches three quarters of it."""


def path_data(points: Sequence[Point]) -> str:
    """The `d` attribute for a path through the points, in px with one decimal; empty for less than two points.

    Between two points of one height runs a line, between two above each other a turn that reverses the direction,
    else a cubic curve that leaves and arrives level. The first piece leaves to the right.
    """
    rounded = [(round(x, 1), round(y, 1)) for x, y in points]
    pieces: list[str] = []
    ahead = 1.0
    for (ax, ay), (bx, by) in pairwise(rounded):
        if ay == by:
            pieces.append(f"H{_number(bx)}" if ax != bx else "")
        elif ax == bx:
            out = ax + ahead * _TURN_CONTROL
            pieces.append(_cubic((out, ay), (out, by), (bx, by)))
            ahead = -ahead
        else:
            ease = (bx - ax) * _EASE
            pieces.append(_cubic((ax + ease, ay), (bx - ease, by), (bx, by)))
    if not pieces:
        return ""
    return f"M{_number(rounded[0][0])},{_number(rounded[0][1])}" + "".join(pieces)


def _cubic(*points: tuple[float, float]) -> str:
    return "C" + " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    """One decimal, none where it would be zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
