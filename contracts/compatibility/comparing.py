"""Two offers compared: every change, with its direction."""

from contracts.compatibility.changes import Change, Code
from contracts.compatibility.directions import Direction, together
from contracts.compatibility.fields import compare_fields
from contracts.compatibility.promises import Offer
from contracts.compatibility.terms import compare_terms


def compare(before: Offer, after: Offer) -> tuple[Change, ...]:
    """List what changed from one offer to the next; an offer compared with itself has no changes."""
    if after.is_gone:
        return () if before.is_gone else (Change(Code.ASSET_REMOVED, Direction.LOOSENS, "it is no longer promised at all"),)
    return (*compare_fields(before, after), *compare_terms(before, after))


def direction(before: Offer, after: Offer) -> Direction:
    """Give the direction of all changes together."""
    return together(change.direction for change in compare(before, after))
