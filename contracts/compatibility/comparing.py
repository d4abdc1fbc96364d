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
    columns = tuple(compare_fields(before, after))
    gone = {change.column.casefold() for change in columns if change.code is Code.COLUMN_REMOVED}
    # A column takes its rules along: that they are gone with it says nothing new.
    terms = (change for change in compare_terms(before, after) if change.new_term or change.column.casefold() not in gone)
    return (*columns, *terms)


def direction(before: Offer, after: Offer) -> Direction:
    """Give the direction of all changes together."""
    return together(change.direction for change in compare(before, after))
