"""The UI kit's tags."""

from datetime import timedelta

import pytest

from config.templatetags.kit import avatar, status
from config.templatetags.texts import breakable, marked, paragraphs
from config.templatetags.times import in_words, span


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "just now"),
        (60, "1 minute ago"),
        (7200, "2 hours ago"),
        (-7200, "in 2 hours"),
        (86_400 * 3, "3 days ago"),
        (86_400 * 70, "2 months ago"),
    ],
)
def test_ages_are_said_as_people_do(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.04, "0.0 s"), (3.44, "3.4 s"), (65, "1 min 5 s"), (7500, "2 h 5 min"), (90_000, "1 d 1 h")]
)
def test_durations_have_two_units(seconds: float, words: str) -> None:
    assert span(timedelta(seconds=seconds)) == words


def test_a_state_is_shape_word_and_colour() -> None:
    shown = status("failed")
    assert "#s-bad" in shown
    assert "<span>Failed</span>" in shown
    assert "tone-bad" in shown


def test_an_unknown_state_shows_itself() -> None:
    assert "<span>Waiting for luck</span>" in status("waiting_for_luck")


def test_words_are_marked_and_the_rest_escaped() -> None:
    assert marked("<b>Orders</b> & orders", ["orders"]) == "&lt;b&gt;<mark>Orders</mark>&lt;/b&gt; &amp; <mark>orders</mark>"


def test_a_technical_name_may_break_after_its_separators() -> None:
    assert breakable("db.fct_<x>") == "db.<wbr>fct_<wbr>&lt;x&gt;"


def test_paragraphs_end_at_empty_lines() -> None:
    assert paragraphs("a\nb\n\n \nc") == ["a\nb", "c"]


def test_initials_survive_any_name() -> None:
    assert ">?<" in avatar("")
    assert ">AO<" in avatar("ada okafor")
