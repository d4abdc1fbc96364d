"""The stagger of curves in a gap."""

from hypothesis import given
from hypothesis import strategies as st

from lineage.layout.channels import stagger

SPANS = st.lists(st.tuples(*[st.integers(0, 400).map(float)] * 2), min_size=2, max_size=30, unique=True)


def test_a_curve_alone_bends_over_the_whole_gap() -> None:
    assert stagger([(0.0, 100.0)]) == {(0.0, 100.0): (0.0, 1.0)}


def test_curves_that_share_no_height_are_left_alone() -> None:
    assert set(stagger([(0.0, 50.0), (50.0, 90.0), (300.0, 200.0)]).values()) == {(0.0, 1.0)}


def test_of_falling_curves_the_lowest_bends_first_and_of_rising_ones_the_highest() -> None:
    falling = stagger([(0.0, 300.0), (20.0, 326.0), (40.0, 352.0)])
    assert sorted(falling, key=falling.__getitem__) == [(40.0, 352.0), (20.0, 326.0), (0.0, 300.0)]
    rising = stagger([(300.0, 0.0), (326.0, 20.0), (352.0, 40.0)])
    assert sorted(rising, key=rising.__getitem__) == [(300.0, 0.0), (326.0, 20.0), (352.0, 40.0)]


@given(SPANS)
def test_curves_whose_ends_keep_their_order_never_cross(spans: list[tuple[float, float]]) -> None:
    bends = stagger(spans)
    for a in spans:
        for b in spans:
            if a[0] < b[0] and a[1] < b[1]:
                assert all(height(a, bends[a], i / 20) <= height(b, bends[b], i / 20) + 1e-6 for i in range(21))


def height(span: tuple[float, float], bend: tuple[float, float], share: float) -> float:
    """How far down a curve lies at a share of the gap; any ease that only rises will do."""
    way = min(max((share - bend[0]) / (bend[1] - bend[0]), 0.0), 1.0)
    return span[0] + (span[1] - span[0]) * way * way * (3 - 2 * way)
