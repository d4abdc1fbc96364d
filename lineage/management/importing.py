"""What the commands that import share: begin, show a progress bar, say what changed, ask or take."""

from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from lineage.actions.importing.reading import folder_files
from lineage.actions.importing.running import read_import, take_import
from lineage.actions.importing.starting import CannotImport, Wanted, confirm_import, start_import
from lineage.import_forms import as_one_upload
from lineage.importing.words import UnreadableSource
from lineage.models import Connection, Import, ImportState

MOST_LINES = 30


def add_usual_arguments(parser: CommandParser, *, label: str) -> None:
    """Add what every import takes."""
    parser.add_argument(
        "--label", default=label, help=f"name of the source: what came under it before is what this is compared with (default: {label})"
    )
    parser.add_argument("--preview", action="store_true", help="say what would change, and change nothing")


def gathered(paths: list[str], wanted: Callable[[str], bool]) -> tuple[str, bytes]:
    """Read files, folders and zips into one upload; raises CommandError."""
    files: dict[str, bytes] = {}
    for given in map(Path, paths):
        if not given.exists():
            raise CommandError(f"There is nothing at {given}.")
        try:
            files |= folder_files(given.resolve(), wanted) if given.is_dir() else {given.name: given.read_bytes()}
        except UnreadableSource as error:
            raise CommandError(str(error)) from error
    if not files:
        raise CommandError("There is no file in it that this command reads.")
    return as_one_upload(list(files.items()))


def run_import(command: BaseCommand, wanted: Wanted, *, preview: bool, connection: Connection | None = None) -> None:
    """Import here and now, whoever's workers run; raises CommandError with the reason where it can't be done."""
    try:
        found = start_import(wanted=wanted, person=None, in_background=False)
    except CannotImport as error:
        raise CommandError(str(error)) from error
    with tqdm(unit="", unit_scale=False, leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        bar.set_description("reading")
        read_import(import_id=found.pk, progress=progress, connection=connection)
        found.refresh_from_db()
        if found.state == ImportState.PROPOSED and not preview:
            bar.reset()
            bar.set_description("importing")
            confirm_import(found=found, in_background=False)
            take_import(import_id=found.pk, progress=progress)
    found.refresh_from_db()
    _say(command, found)


def _say(command: BaseCommand, found: Import) -> None:
    if found.state == ImportState.FAILED:
        raise CommandError(found.reason)
    for word, number in found.counts.items():
        command.stdout.write(f"  {number:>9,} {word}")
    for entry in [entry for entry in found.proposal if entry["changes"] or entry["state"] == "gone"][:MOST_LINES]:
        command.stdout.write(f"{entry['state']} {entry['name']}")
        for change in entry["changes"]:
            command.stdout.write(f"    {change['sign']} {change['path']} {change['words']}")
    for what, why in found.skipped[:MOST_LINES]:
        command.stdout.write(f"left out {what}: {why}")
    if len(found.skipped) > MOST_LINES:
        command.stdout.write(f"left out {len(found.skipped) - MOST_LINES} more; all are on /imports/{found.pk}/")
    words = {ImportState.DONE: "taken", ImportState.PROPOSED: f"nothing is changed; confirm or discard it on /imports/{found.pk}/"}
    command.stdout.write(f"import {found.pk} of “{found.label}”: {words.get(ImportState(found.state), found.get_state_display())}")
