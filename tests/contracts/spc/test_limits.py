"""Every published limit, and the points it flags."""

import pytest

from contracts.spc.limits import TooFew, counts, individuals, means, moving_ranges, ranges, rates, shares
from tests.contracts.spc.published import case, one_based


def beyond(limits, values):
    return one_based([at for at, value in enumerate(values) if limits.is_beyond(value)])


def test_individuals_of_nist_flow_rates():
    told = case("nist-6.3.2.2-imr")
    limits, expected = individuals(told["data"]), told["expected"]
    assert (limits.center, limits.lower, limits.upper) == pytest.approx((expected["center"], expected["lcl"], expected["ucl"]), abs=5e-4)
    assert moving_ranges(told["data"]).center == pytest.approx(expected["mr_bar"], abs=5e-4)
    assert moving_ranges(told["data"]).upper == pytest.approx(told["computed"]["mr_ucl"], abs=2e-3)
    assert beyond(limits, told["data"]) == expected["flagged"]


def test_individuals_of_viscosity():
    told = case("qcc-viscosity-i")
    limits, expected = individuals(told["data"]), told["expected"]
    published = (expected["center"], expected["std_dev"], expected["lcl"], expected["ucl"])
    assert (limits.center, limits.sigma, limits.lower, limits.upper) == pytest.approx(published, abs=1e-5)
    assert beyond(limits, told["data"]) == expected["flagged"]


def test_shares_of_orange_juice_cans():
    told = case("qcc-orangejuice-p")
    defectives, size, expected = told["data"]["defectives"], told["data"]["n"], told["expected"]
    limits = shares(defectives, [size] * len(defectives)).at(size)
    published = (expected["center"], expected["std_dev_of_mean"], expected["lcl"], expected["ucl"])
    assert (limits.center, limits.sigma, limits.lower, limits.upper) == pytest.approx(published, abs=1e-7)
    assert beyond(limits, [count / size for count in defectives]) == expected["flagged"]


def test_shares_frozen_in_phase_one_judge_phase_two():
    told = case("qcc-orangejuice-p-phase2")
    first, second, size = told["data"]["phase1"], told["data"]["phase2"], told["data"]["n"]
    limits, computed = shares(first, [size] * len(first)).at(size), told["computed"]
    assert (limits.center, limits.lower, limits.upper) == pytest.approx((computed["center"], computed["lcl"], computed["ucl"]), abs=1e-7)
    assert beyond(limits, [count / size for count in [*first, *second]]) == told["computed_flagged_all"]


def test_counts_of_circuit_boards():
    told = case("qcc-circuit-c")
    limits, computed = counts(told["data"]).at(1), told["computed"]
    assert (limits.center, limits.lower, limits.upper) == pytest.approx((computed["center"], computed["lcl"], computed["ucl"]), abs=1e-6)
    assert beyond(limits, told["data"]) == told["expected"]["flagged"]


def test_rates_of_personal_computers():
    told = case("qcc-pcmanufact-u")
    found, sizes, expected = told["data"]["x"], told["data"]["n"], told["expected"]
    spread = rates(found, sizes)
    limits = spread.at(sizes[0])
    assert (spread.unit, limits.center, limits.lower, limits.upper) == pytest.approx(
        (expected["std_dev"], expected["center"], expected["lcl"], expected["ucl"]), abs=1e-6
    )
    assert beyond(limits, [x / n for x, n in zip(found, sizes, strict=True)]) == expected["flagged"]


def test_means_and_ranges_follow_the_tables_factors():
    groups = [[10.0, 12, 9, 11, 13], [11.0, 11, 12, 10, 9], [8.0, 12, 12, 11, 10]]
    mean_range = ranges(groups).center
    assert means(groups).upper - means(groups).center == pytest.approx(0.577 * mean_range, rel=1e-3)
    assert ranges(groups).upper == pytest.approx(2.114 * mean_range, rel=1e-3)
    with pytest.raises(TooFew):
        means([[1.0], [2.0]])


def test_laney_widens_shares_that_vary_more_than_chance():
    few = [count * 100 for count in (12, 15, 8, 10, 4, 7, 16, 9, 14, 10)]
    plain, laney = (shares(few, [5_000] * 10, laney=laney).at(5_000) for laney in (False, True))
    assert sum(plain.is_beyond(count / 5_000) for count in few) >= 5
    assert not any(laney.is_beyond(count / 5_000) for count in few)
