"""The drawing of a chart."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.spc.drawing import HEIGHT, WIDTH, Told, draw_chart
from tests.make import NOON

NUMBERS = st.floats(-1e12, 1e12)


def told(at, value, limits=(None, None, None), kind="calm"):
    lower, center, upper = limits
    return Told(NOON + timedelta(days=at), value, center, lower, upper, kind, "words")


def test_nothing_draws_nothing():
    assert draw_chart([], "Rows") is None


@given(st.lists(st.tuples(NUMBERS, st.one_of(st.none(), st.lists(NUMBERS, min_size=3, max_size=3).map(sorted))), min_size=1, max_size=40))
def test_whatever_the_values_all_is_inside_the_picture(values):
    picture = draw_chart([told(at, value, limits or (None, None, None)) for at, (value, limits) in enumerate(values)], "Rows")
    assert all(0 <= spot.x <= WIDTH and 0 <= spot.y <= HEIGHT for spot in picture.spots)
    assert all(0 <= tick.at <= HEIGHT for tick in picture.ticks)
    assert len(picture.ticks) <= 8
    assert len(picture.spots) == len(values)


def test_a_limit_that_begins_later_is_a_line_of_its_own():
    points = [told(0, 5.0), told(1, 6.0, (1, 5, 9)), told(2, 6.0, (1, 5, 9))]
    picture = draw_chart(points, "Rows")
    assert picture.center.count("M") == 1
    assert picture.center.count("L") == 1
    assert "limits 1 to 9" in picture.words
    assert [label.words for label in picture.labels] == ["upper 9", "centre 5", "lower 1"]
