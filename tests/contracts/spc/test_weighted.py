"""EWMA and CUSUM against published values."""

import pytest

from contracts.spc.limits import individuals
from contracts.spc.weighted import cusum, ewma, ewma_limits, ewma_sigma
from tests.contracts.spc.published import case, one_based


def test_ewma_of_nist():
    told = case("nist-6.3.2.4-ewma")
    values = list(ewma(told["data"], told["params"]["target"], 0.3))
    limits = ewma_limits(50, 2.0539, 3, 0.3)
    assert values == pytest.approx(told["expected"]["ewma"], abs=0.0101)
    assert (limits.upper, limits.lower) == pytest.approx((told["expected"]["ucl"], told["expected"]["lcl"]), abs=1e-3)
    assert not any(limits.is_beyond(value) for value in values)


def test_ewma_of_viscosity_with_limits_that_open():
    told = case("qcc-viscosity-ewma")
    base = individuals(told["data"][:20])
    at = {n: ewma_limits(base.center, base.sigma, 2.7, 0.2, n) for n in range(1, 36)}
    for n in (1, 2, 35):
        assert (at[n].lower, at[n].upper) == pytest.approx((told["expected"][f"lcl_{n}"], told["expected"][f"ucl_{n}"]), abs=1e-5)
    values = list(ewma(told["data"], base.center))
    assert values == pytest.approx(told["computed"]["ewma"], abs=1e-4)
    assert [n for n, value in enumerate(values, 1) if at[n].is_beyond(value)] == told["computed_flagged"]


def test_ewma_of_a_test_vector():
    told = case("qcc-ewma-vector")
    assert list(ewma(told["data"], 10, 0.5)) == pytest.approx(told["expected"]["ewma"])
    assert [2 * ewma_sigma(0.5, n) for n in (1, 2, 3)] == pytest.approx(told["expected"]["sigma"])


def test_cusum_of_viscosity():
    told = case("qcc-viscosity-cusum")
    base = individuals(told["data"][:20])
    sums = list(cusum([(value - base.center) / base.sigma for value in told["data"]]))
    assert [high for high, _ in sums] == pytest.approx(told["computed"]["pos"], abs=1e-3)
    assert [low for _, low in sums] == pytest.approx(told["computed"]["neg"], abs=1e-3)
    assert one_based([at for at, pair in enumerate(sums) if max(pair) > 5]) == told["computed_flagged"]


def test_cusum_of_a_test_vector_is_strict_at_the_boundary():
    told = case("qcc-cusum-vector")
    sums = list(cusum(told["data"], told["params"]["k"]))
    assert [high for high, _ in sums] == pytest.approx(told["expected"]["pos"])
    assert [low for _, low in sums] == pytest.approx(told["expected"]["neg_as_positive"])
    assert one_based([at for at, (high, _) in enumerate(sums) if high > 1 + 1e-9]) == told["expected"]["flagged_upper"]
    assert one_based([at for at, (_, low) in enumerate(sums) if low > 1 + 1e-9]) == told["expected"]["flagged_lower"]
