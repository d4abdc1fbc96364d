"""Charts drawn on the server."""

import re

import pytest

from config.templatetags.charts import Mark, sparkline, strip


def test_a_sparkline_spans_its_frame_from_lowest_to_highest() -> None:
    drawn = sparkline([1, 3, 2], "rows a day")
    assert 'points="2.0,26.0 60.0,2.0 118.0,14.0"' in drawn
    assert 'aria-label="rows a day"' in drawn


@pytest.mark.parametrize("values", [[], [4]])
def test_too_few_values_draw_no_line(values: list[float]) -> None:
    assert "<svg" not in sparkline(values, "x")


def test_equal_values_are_a_flat_line() -> None:
    assert 'points="2.0,14.0 118.0,14.0"' in sparkline([5, 5], "x")


def test_a_strip_tells_tones_by_height_and_in_words() -> None:
    drawn = strip([Mark("good", "Mon: on time"), Mark("bad", "Tue: failed", "/runs/2/")], "30 runs")
    assert re.findall(r'height="(\d+)"', drawn) == ["16", "22"]
    assert "<title>Tue: failed</title>" in drawn
    assert 'href="/runs/2/"' in drawn


def test_what_a_strip_says_is_escaped() -> None:
    assert "<b>" not in strip([Mark("good", "<b>")], "<b>")
