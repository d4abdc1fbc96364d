"""Taking back a change of words, from its audit row."""

from django.db import transaction

from catalog.actions.describe import DESCRIBED, describe_asset, describe_column
from catalog.models import Asset, AuditEntry, Column

UNDOABLE = ("asset.described", "column.described")


class CannotUndo(Exception):
    """The change can't be taken back; the message says why."""


@transaction.atomic
def undo_description(*, entry: AuditEntry) -> Asset:
    """Put back the words from before `entry`, unless somebody has changed them since. The undoing is audited like any change."""
    if entry.verb not in UNDOABLE:
        raise CannotUndo("Only changes of descriptions can be undone.")
    asset = Asset.objects.get(pk=entry.target_id)
    if entry.verb == "column.described":
        column = Column.objects.get(asset=asset, path=entry.after["path"])
        _refuse_if_newer(column, {"description": entry.after["description"]})
        describe_column(column=column, description=entry.before["description"])
        return asset
    _refuse_if_newer(asset, entry.after)
    describe_asset(asset=asset, **{**{field: getattr(asset, field) for field in DESCRIBED}, **entry.before})
    return asset


def _refuse_if_newer(thing: Asset | Column, after: dict[str, str]) -> None:
    if any(getattr(thing, field) != words for field, words in after.items()):
        raise CannotUndo("Somebody has changed these words since; look at the history.")
