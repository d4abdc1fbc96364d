"""Replay the event log into the rows, with a progress bar."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from lineage.actions.rebuild import rebuild


class Command(BaseCommand):
    """`manage.py rebuild`: pages show the old rows until the new ones are whole."""

    help = "Replay the event log into assets, runs and edges. People's words stay; events past the retention are not told again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild."""
        del args, options
        with tqdm(unit=" events", unit_scale=False) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            count = rebuild(progress=progress)
        self.stdout.write(f"{count} events replayed")
