"""Root cause: the one upstream asset that all given late or failed assets share."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Person
from lineage.graph import LARGEST, GraphTooLargeError, shared_cause
from lineage.queries.labels import AssetLabel, labels
from lineage.queries.status import AssetStatus, statuses
from lineage.queries.walk import links_among, walk

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """An asset that may be the cause, with how it stands and its largest distance from the given ones."""

    asset: AssetLabel
    status: AssetStatus
    distance: int


@dataclass(frozen=True, slots=True)
class RootCause:
    """`dominator`: every path to every given asset passes it, None when there is none. `shared`: what lies above all of them, nearest first."""

    dominator: Candidate | None
    shared: tuple[Candidate, ...]
    searched: int


def root_cause(assets: Sequence[int], person: Person | None, *, cap: int = LARGEST) -> RootCause:
    """Find what the given assets share upstream. Raises GraphTooLargeError when more than `cap` assets lie above them."""
    upstream = walk(assets, up=None, cap=cap)
    if upstream.is_capped:
        raise GraphTooLargeError(f"More than {cap:,} assets lie upstream. Ask with fewer assets, or with ones nearer to the trouble.")
    links = links_among(upstream.levels)
    found = shared_cause(((link.source, link.target) for link in links if link.source != link.target), list(assets))
    top = [node for node in (found.dominator, *found.shared[:SHOWN]) if node is not None]
    names, states = labels(top, person), statuses(top)
    told = {node: Candidate(names[node], states[node], abs(upstream.levels.get(node, 0))) for node in top if node in names}
    shared = tuple(told[node] for node in found.shared[:SHOWN] if node in told)
    return RootCause(told.get(found.dominator), shared, len(upstream.levels))
