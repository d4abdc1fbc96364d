"""Importing as the workers do it, and the projector after it."""

from lineage.actions.importing.running import read_import, take_import
from lineage.actions.importing.starting import Wanted, start_import
from lineage.import_forms import as_one_upload
from lineage.models import Import
from tests.stories.log import fold_in_batches, kept_entries

SAID = {"namespace": "postgres://db:5432", "dialect": "postgres", "database": "shop", "schema": "public"}


def fold():
    fold_in_batches(kept_entries(), (500,))


def bring(kind, documents, *, label="source", settings=None, person=None, confirm=True, connection=None):
    """Import files of a kind and record them; it stops at the proposal unless `confirm=False`."""
    name, content = as_one_upload(list(documents.items())) if documents else ("", None)
    said = SAID if settings is None else settings
    wanted = Wanted(kind, label, said, content, name, connection, needs_confirming=confirm)
    found = start_import(wanted=wanted, person=person, in_background=False)
    read_import(import_id=found.pk)
    fold()
    return Import.objects.get(pk=found.pk)


def taken(found):
    """Take what an import proposes."""
    Import.objects.filter(pk=found.pk).update(state="taking")
    take_import(import_id=found.pk)
    fold()
    found.refresh_from_db()
    return found
