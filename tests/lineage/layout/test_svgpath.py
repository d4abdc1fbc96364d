"""Routes as SVG path data."""

import pytest

from lineage.layout import Point, path_data

CASES = [
    ("no point", [], ""),
    ("one point", [(1, 2)], ""),
    ("a level line", [(0, 5), (40, 5)], "M0,5H40"),
    ("a curve leaves and arrives level", [(0, 0), (100, 40)], "M0,0C50,0 50,40 100,40"),
    (
        "a lane lies between two curves",
        [(0, 0), (10, 20), (30, 20), (40, 0)],
        "M0,0C5,0 5,20 10,20H30C35,20 35,0 40,0",
    ),
    (
        "a self loop turns out at the right and in at the left",
        [(50, 20), (50, 0), (0, 0), (0, 20)],
        "M50,20C74,20 74,0 50,0H0C-24,0 -24,20 0,20",
    ),
    ("one decimal, none where it is zero", [(0.04, 1.26), (9.96, 1.31)], "M0,1.3H10"),
    ("no negative zero", [(-0.01, 0), (4, 0)], "M0,0H4"),
    ("points that repeat add nothing", [(0, 0), (0, 0), (4, 0)], "M0,0H4"),
]


@pytest.mark.parametrize(("points", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_route_becomes_path_data(points: list[tuple[float, float]], expected: str) -> None:
    assert path_data([Point(x, y) for x, y in points]) == expected
