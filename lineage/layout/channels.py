"""Staggers the curves in the gap between two layers, so that a fan of them can be told apart."""

from collections.abc import Iterable

Span = tuple[float, float]
"""Where a curve begins at the left of its gap and ends at the right, in px down the picture."""

_LEVEL = 1.0
_STEP = 0.07
_WIDEST = 0.45


def stagger(spans: Iterable[Span]) -> dict[Span, Span]:
    """For each curve of one gap the shares of the gap's width (0 to 1) at which it starts and stops to bend.

    Curves that run in the same direction past each other get the same shape, shifted: of those that fall, the lowest
    bends first, of those that rise, the highest. So curves that need not cross do not, and steep parts keep apart.
    A curve alone bends over the whole gap.
    """
    distinct = sorted(set(spans))
    bends = dict.fromkeys(distinct, (0.0, 1.0))
    falling = [span for span in distinct if span[1] - span[0] > _LEVEL]
    rising = [(-a, -b) for a, b in distinct if a - b > _LEVEL]
    for cluster in _clusters(falling):
        bends.update(_bends(cluster))
    for cluster in _clusters(sorted(rising)):
        bends.update({(-a, -b): bend for (a, b), bend in _bends(cluster).items()})
    return bends


def _clusters(falling: list[Span]) -> list[list[Span]]:
    """Groups falling curves, sorted by their start, that share some height directly or through others."""
    clusters: list[list[Span]] = []
    lowest = float("-inf")
    for span in falling:
        if span[0] >= lowest:
            clusters.append([])
        clusters[-1].append(span)
        lowest = max(lowest, span[1])
    return clusters


def _bends(cluster: list[Span]) -> dict[Span, Span]:
    """Shares of the gap for one cluster: the last in order, the lowest, bends first."""
    if len(cluster) == 1:
        return {cluster[0]: (0.0, 1.0)}
    slack = min(_WIDEST, _STEP * (len(cluster) - 1))
    step = slack / (len(cluster) - 1)
    starts = [slack - step * i for i in range(len(cluster))]
    return {span: (start, start + 1.0 - slack) for span, start in zip(cluster, starts, strict=True)}
