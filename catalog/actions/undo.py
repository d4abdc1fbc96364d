"""Taking back a change of words, from its audit row."""

from collections.abc import Mapping

from django.db import transaction

from catalog.actions.describe import DESCRIBED, describe_asset, describe_column
from catalog.actions.terms import Wanted, change_term
from catalog.models import Asset, AuditEntry, Column, Term

UNDOABLE = ("asset.described", "column.described")
TERM_WORDS = ("name", "definition", "synonyms")
RESTORABLE = (*UNDOABLE, "term.defined", "term.changed")


class CannotUndo(Exception):
    """The change can't be taken back; the message says why."""


class CannotRestore(Exception):
    """The wording can't be put back; the message says why."""


@transaction.atomic
def undo_description(*, entry: AuditEntry) -> Asset:
    """Put back the words from before `entry`, unless somebody has changed them since. The undoing is audited like any change."""
    if entry.verb not in UNDOABLE:
        raise CannotUndo("Only changes of descriptions can be undone.")
    asset = Asset.objects.get(pk=entry.target_id)
    if entry.verb == "column.described":
        column = Column.objects.filter(asset=asset, path=entry.after["path"]).first()
        if column is None:
            raise CannotUndo(f"There is no column {entry.after['path']} any more.")
        _refuse_if_newer(column, {"description": entry.after["description"]})
        describe_column(column=column, description=entry.before["description"])
        return asset
    _refuse_if_newer(asset, entry.after)
    describe_asset(asset=asset, **{**{field: getattr(asset, field) for field in DESCRIBED}, **entry.before})
    return asset


def _refuse_if_newer(thing: Asset | Column, after: dict[str, str]) -> None:
    if any(getattr(thing, field) != words for field, words in after.items()):
        raise CannotUndo("Somebody has changed these words since; look at the history.")


def is_past(*, entry: AuditEntry, thing: Asset | Term, columns: Mapping[str, str]) -> bool:
    """Say whether restoring this entry's wording would change anything; `columns` maps paths to what they mean now."""
    if entry.verb not in RESTORABLE:
        return False
    if entry.verb == "column.described":
        return columns.get(entry.after.get("path", ""), "") != str(entry.after["description"])
    words = TERM_WORDS if isinstance(thing, Term) else DESCRIBED
    return any(getattr(thing, field) != entry.after[field] for field in words if field in entry.after)


@transaction.atomic
def restore_words(*, entry: AuditEntry) -> None:
    """Put the wording of an earlier change back, whatever was written since; that is a change of its own, audited like any."""
    if entry.verb not in RESTORABLE:
        raise CannotRestore("Only wordings of descriptions and definitions can be put back.")
    if entry.target_kind == "term":
        term = Term.objects.select_related("owner").get(pk=entry.target_id)
        said = {field: entry.after.get(field, getattr(term, field)) for field in TERM_WORDS}
        change_term(term=term, wanted=Wanted(**said, state=term.state, owner=term.owner))
        return
    asset = Asset.objects.get(pk=entry.target_id)
    if entry.verb == "column.described":
        column = Column.objects.filter(asset=asset, path=entry.after["path"]).first()
        if column is None:
            raise CannotRestore(f"There is no column {entry.after['path']} any more.")
        describe_column(column=column, description=entry.after["description"])
        return
    describe_asset(asset=asset, **{field: entry.after.get(field, getattr(asset, field)) for field in DESCRIBED})
