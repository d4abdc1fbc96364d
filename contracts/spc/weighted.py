"""Charts with a memory: the exponentially weighted moving average, and cumulative sums. Formulas: NIST e-Handbook 6.3.2.3, 6.3.2.4."""

from collections.abc import Iterator, Sequence
from math import sqrt

from .limits import Limits

WEIGHT = 0.2


def ewma(values: Sequence[float], start: float, weight: float = WEIGHT) -> Iterator[float]:
    """Yield the moving average after each value, beginning from `start` (usually the centre)."""
    average = start
    for value in values:
        average = weight * value + (1 - weight) * average
        yield average


def ewma_sigma(weight: float = WEIGHT, points: int | None = None) -> float:
    """Give the sigma of the average, in sigmas of a value: after so many points, or in the long run."""
    share = weight / (2 - weight)
    return sqrt(share if points is None else share * (1 - (1 - weight) ** (2 * points)))


def ewma_limits(center: float, sigma: float, width: float, weight: float = WEIGHT, points: int | None = None) -> Limits:
    """Give the average's limits; `width` in its own sigmas; `points` None for the long run."""
    own = sigma * ewma_sigma(weight, points)
    return Limits(center, center - width * own, center + width * own, own)


def cusum(z: Sequence[float], slack: float = 0.5) -> Iterator[tuple[float, float]]:
    """Yield the upper and lower sum after each value in sigmas; both are positive, and above the decision interval is news.

    `slack` is half the shift one wants to see, in sigmas.
    """
    high = low = 0.0
    for value in z:
        high, low = next_sums(high, low, value, slack)
        yield high, low


def next_sums(high: float, low: float, z: float, slack: float = 0.5) -> tuple[float, float]:
    """Add one value to both sums."""
    return max(0.0, high + z - slack), max(0.0, low - z - slack)
