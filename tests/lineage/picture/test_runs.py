from datetime import UTC, datetime, timedelta

import pytest

from lineage.picture.durations import DurationBar, draw_durations, in_units
from lineage.picture.gantt import LEFT, DayBar, DaySpan, draw_day

MORNING = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = DaySpan(MORNING, MORNING + 24 * HOUR)


def bar(key, start, hours=1, parent=""):
    return DayBar(key, parent, key, "completed", MORNING + start * HOUR, MORNING + (start + hours) * HOUR, "/")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (0.25, "250 ms"), (3.42, "3.42 s"), (60, "1 min"), (5400, "1.5 h"), (200_000, "2.31 d")]
)
def test_durations_in_words(seconds, words):
    assert in_units(seconds) == words


def test_bars_are_as_high_as_their_runs_are_long():
    chart = draw_durations([DurationBar(MORNING, 10, "completed", "/"), DurationBar(MORNING, 20, "failed", "/")])
    assert chart.bars[1].height == pytest.approx(2 * chart.bars[0].height)
    assert chart.ticks[2].words == "30 s"


def test_without_an_ended_run_there_is_no_chart():
    assert draw_durations([]) is None


def test_children_stand_under_their_parent():
    chart = draw_day([bar("child", 3, parent="parent"), bar("other", 2), bar("parent", 1)], DAY)
    assert [(row.label, row.indent) for row in chart.rows] == [("parent", 0), ("child", 16), ("other", 0)]


def test_runs_that_claim_each_other_as_parent_are_all_drawn():
    assert len(draw_day([bar("a", 1, parent="b"), bar("b", 1, parent="a")], DAY).rows) == 2


def test_a_run_over_midnight_is_cut_at_the_edge():
    (row,) = draw_day([bar("night", -2, hours=3)], DAY).rows
    assert row.x == LEFT
    assert row.starts_before
    assert not row.ends_after
