"""Limits of Shewhart charts: individuals, means and ranges of groups, shares (p, Laney's p'), counts (c) and rates (u).

Formulas: NIST/SEMATECH e-Handbook 6.3.2 and 6.3.3; Laney, Quality Engineering 14 (2002). A point on a limit is inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean, median

from .constants import D2, D3, MEDIAN_RANGE, MOVING_RANGE_UPPER

WIDTH = 3.0
TWO = 2


class TooFew(ValueError):
    """Limits can't be worked out from so few points."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A centre with its lower and upper limit and the sigma between them, in the unit of the points."""

    center: float
    lower: float
    upper: float
    sigma: float

    def is_beyond(self, value: float) -> bool:
        """Tell whether a point lies outside; on a limit it doesn't."""
        return value < self.lower or value > self.upper


@dataclass(frozen=True, slots=True)
class Spread:
    """The centre of shares or rates whose sigma depends on each point's size: `sigma(n) = unit * factor / sqrt(n)`.

    `unit` is the sigma of one case; `factor` is Laney's correction for more (or less) spread than chance alone makes.
    """

    center: float
    unit: float
    factor: float = 1.0
    highest: float = float("inf")

    def at(self, size: float, width: float = WIDTH) -> Limits:
        """Give the limits of a point made of so many cases; a share stays between 0 and 1, a rate above 0."""
        sigma = self.unit * self.factor / sqrt(size)
        return Limits(self.center, max(self.center - width * sigma, 0.0), min(self.center + width * sigma, self.highest), sigma)


def mean_moving_range(values: Sequence[float]) -> float:
    """Give the mean distance of neighbours; raises TooFew below two values."""
    if len(values) < TWO:
        raise TooFew("A moving range needs two points.")
    return fmean(abs(after - before) for before, after in pairwise(values))


def standard_deviation(values: Sequence[float]) -> float:
    """Give the standard deviation of a sample in plain floats: exact fractions cost fifty times as much, and every point asks for it."""
    if len(values) < TWO:
        raise TooFew("A standard deviation needs two points.")
    mean = fmean(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


def robust_sigma(values: Sequence[float]) -> float:
    """Give sigma from the median moving range, which a few wild points don't move."""
    if len(values) < TWO:
        raise TooFew("A moving range needs two points.")
    return median(abs(after - before) for before, after in pairwise(values)) / MEDIAN_RANGE


def cautious_sigma(values: Sequence[float]) -> float:
    """Give the larger of the moving-range sigma and the standard deviation: drift inside a baseline hides from the first alone."""
    return max(mean_moving_range(values) / D2[2], standard_deviation(values))


def individuals(values: Sequence[float], width: float = WIDTH) -> Limits:
    """Give the limits of single values: mean +- width * mean moving range / 1.128."""
    sigma = mean_moving_range(values) / D2[2]
    center = fmean(values)
    return Limits(center, center - width * sigma, center + width * sigma, sigma)


def moving_ranges(values: Sequence[float]) -> Limits:
    """Give the limits of the moving ranges beside a chart of individuals."""
    mean_range = mean_moving_range(values)
    return Limits(mean_range, 0.0, MOVING_RANGE_UPPER * mean_range, mean_range * D3[TWO] / D2[TWO])


def means(groups: Sequence[Sequence[float]], width: float = WIDTH) -> Limits:
    """Give the limits of the means of equal groups (2 to 10 values each): X-bar of the X-bar-R pair."""
    size = _size(groups)
    sigma = fmean(max(group) - min(group) for group in groups) / D2[size] / sqrt(size)
    center = fmean(fmean(group) for group in groups)
    return Limits(center, center - width * sigma, center + width * sigma, sigma)


def ranges(groups: Sequence[Sequence[float]]) -> Limits:
    """Give the limits of the ranges of equal groups: R of the X-bar-R pair."""
    return _of_ranges(fmean(max(group) - min(group) for group in groups), _size(groups))


def _size(groups: Sequence[Sequence[float]]) -> int:
    sizes = {len(group) for group in groups}
    if len(sizes) != 1 or not sizes <= D2.keys():
        raise TooFew("Groups must be of one size, from 2 to 10.")
    return sizes.pop()


def _of_ranges(mean_range: float, size: int) -> Limits:
    sigma = mean_range * D3[size] / D2[size]
    return Limits(mean_range, max(mean_range - WIDTH * sigma, 0.0), mean_range + WIDTH * sigma, sigma)


def shares(counts: Sequence[float], sizes: Sequence[float], *, laney: bool = False) -> Spread:
    """Give the p chart of `counts` out of `sizes`; with `laney` p', whose sigma follows the spread seen between points.

    Where no case was ever counted, half a case is assumed (Jeffreys), so that one among many is still news.
    """
    total, cases = sum(counts), sum(sizes)
    center = total / cases
    assumed = min(max(total, 0.5), cases - 0.5) / cases
    unit = sqrt(assumed * (1 - assumed))
    spread = Spread(center, unit, highest=1.0)
    return _laney(spread, counts, sizes) if laney else spread


def _laney(spread: Spread, counts: Sequence[float], sizes: Sequence[float]) -> Spread:
    z = [(count / size - spread.center) / (spread.unit / sqrt(size)) for count, size in zip(counts, sizes, strict=True)]
    factor = max(cautious_sigma(z), 1.0)
    return Spread(spread.center, spread.unit, factor, spread.highest)


def counts(values: Sequence[float]) -> Spread:
    """Give the c chart: counts of rare things, each point with the same chance of them."""
    center = fmean(values)
    return Spread(center, sqrt(max(center, 0.5 / len(values))))


def rates(values: Sequence[float], sizes: Sequence[float]) -> Spread:
    """Give the u chart: rare things per case, where points have different numbers of cases."""
    center = sum(values) / sum(sizes)
    return Spread(center, sqrt(max(center, 0.5 / sum(sizes))))
