"""Numbers of rows as addresses give them: whatever is sent, a bigint or none."""

from hypothesis import example, given
from hypothesis import strategies as st

from catalog.asked import DIGITS, LARGEST, number


@given(st.text() | st.integers().map(str))
@example("9" * 5_000)  # more digits than Python reads
@example("٣")
@example("²")
@example("-1")
def test_any_text_is_a_number_a_bigint_holds_or_none(text):
    assert 0 <= number(text) <= LARGEST


@given(st.integers(0, 10**DIGITS - 1))
def test_a_number_is_read_as_itself(key):
    assert number(str(key)) == key
