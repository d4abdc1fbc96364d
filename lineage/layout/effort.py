"""Picks how hard to look for a good order, by the size of the graph."""

from lineage.layout.shapes import Effort

_THOROUGH_UP_TO = 1_500
_QUICK_UP_TO = 6_000

THOROUGH = Effort(starts=4, sweeps=40, patience=12, switching=3, finishing=24, settling=24, visits=240_000)
"""For a page somebody waits for: up to some hundred boxes."""

QUICK = Effort(starts=2, sweeps=40, patience=12, switching=1, finishing=20, settling=14, visits=1_200_000)
"""For maps of a thousand boxes."""

ROUGH = Effort(starts=1, sweeps=24, patience=8, switching=0, finishing=2, settling=6, visits=1_200_000)
"""For whole estates."""


def effort_for(size: int) -> Effort:
    """The effort for so many slots and segments together (boxes, lanes and the pieces of edges between them)."""
    if size <= _THOROUGH_UP_TO:
        return THOROUGH
    return QUICK if size <= _QUICK_UP_TO else ROUGH
