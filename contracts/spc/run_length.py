"""How many points a chart runs on average before it alarms: exactly, by Markov chains (Brook and Evans, Biometrika 59, 1972)."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import erf, sqrt

from .weighted import WEIGHT, ewma_sigma

CELLS = 81


def below(z: float) -> float:
    """Give the share of standard normal values below z."""
    return 0.5 * (1 + erf(z / sqrt(2)))


def shewhart(width: float, shift: float = 0.0) -> float:
    """Give the mean run length of limits alone, the process having moved by `shift` sigmas."""
    return 1 / (1 - (below(width - shift) - below(-width - shift)))


def ewma(width: float, weight: float = WEIGHT, *, shift: float = 0.0, scale: float = 1.0, beyond: float | None = None) -> float:
    """Give the mean run length of an EWMA from its centre with long-run limits, combined with Shewhart limits at `beyond` if given.

    `shift` and `scale` are the process's true mean and sigma, in the chart's own sigmas.
    """
    limit = width * ewma_sigma(weight)
    cell = 2 * limit / CELLS
    middles = [-limit + (at + 0.5) * cell for at in range(CELLS)]
    low, high = (-beyond, beyond) if beyond is not None else (-float("inf"), float("inf"))

    def share(before: float, lower: float, upper: float) -> float:
        first = max((lower - (1 - weight) * before) / weight, low)
        last = min((upper - (1 - weight) * before) / weight, high)
        return below((last - shift) / scale) - below((first - shift) / scale) if last > first else 0.0

    moves = [[share(before, after - cell / 2, after + cell / 2) for after in middles] for before in middles]
    return _mean_steps(moves)[CELLS // 2]


def cusum(slack: float, decision: float, *, shift: float = 0.0) -> float:
    """Give the mean run length of a two-sided CUSUM from zero."""
    return 1 / (1 / _one_sided(slack, decision, shift) + 1 / _one_sided(slack, decision, -shift))


def _one_sided(slack: float, decision: float, shift: float) -> float:
    cell = 2 * decision / (2 * CELLS - 1)
    edge = [(at + 0.5) * cell for at in range(CELLS)]
    moves = []
    for before in range(CELLS):
        at_most: Callable[[float], float] = lambda sum_, start=before * cell: below(sum_ - start + slack - shift)  # type: ignore[misc]  # noqa: E731
        shares = [at_most(limit) for limit in edge]
        moves.append([shares[0], *(after - earlier for earlier, after in pairwise(shares))])
    return _mean_steps(moves)[0]


def _mean_steps(moves: Sequence[Sequence[float]]) -> list[float]:
    """Solve (I - moves) steps = 1 by elimination; the matrix is diagonally dominant, so no pivoting is needed."""
    size = len(moves)
    rows = [[(1.0 if at == row else 0.0) - share for at, share in enumerate(moves[row])] + [1.0] for row in range(size)]
    for pivot in range(size):
        head = rows[pivot]
        for row in rows[pivot + 1 :]:
            factor = row[pivot] / head[pivot]
            if factor:
                row[pivot:] = [value - factor * above for value, above in zip(row[pivot:], head[pivot:], strict=True)]
    steps = [0.0] * size
    for at in range(size - 1, -1, -1):
        known = sum(rows[at][later] * steps[later] for later in range(at + 1, size))
        steps[at] = (rows[at][size] - known) / rows[at][at]
    return steps
