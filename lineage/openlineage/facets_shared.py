"""Facets that jobs and datasets share: documentation, ownership, tags."""

from .piece import Piece
from .words import Owner, ReportedTag


def description(facet: Piece | None) -> str | None:
    """Return the text of a documentation facet; None when the event has none or an empty one."""
    return None if facet is None else facet.text("description") or None


def owners(facet: Piece | None) -> tuple[Owner, ...] | None:
    """Return the owners of an ownership facet, each once; None when the event has no such facet.

    A name made of asterisks was masked by the producer (Airflow does) and names nobody.
    """
    if facet is None:
        return None
    named = (Owner(entry.text("name"), entry.text("type")) for entry in facet.pieces("owners"))
    return tuple(dict.fromkeys(owner for owner in named if owner.name.strip("* ")))


def tags(facet: Piece | None) -> tuple[ReportedTag, ...] | None:
    """Return the tags of a tags facet, each once; None when the event has no such facet."""
    if facet is None:
        return None
    found = (
        ReportedTag(entry.text("key"), entry.text("value"), entry.text("field") or None, entry.text("source"))
        for entry in facet.pieces("tags")
    )
    return tuple(dict.fromkeys(tag for tag in found if tag.key))
