"""Run the watcher: judge what was recorded and what has become due, as it happens."""

import logging
from argparse import ArgumentParser
from typing import Any

from lineage.actions.projecting.projector import collect_seldom
from lineage.actions.watching import try_again, watch_all, watch_forever
from lineage.management.lasting import LastingCommand, last, step_back

log = logging.getLogger("provender.watcher")

# Under a burst what was sent is first received and projected, then judged: all of it wants the same cores.
NICENESS = 10


class Command(LastingCommand):
    """`manage.py watch`: until stopped, or with --once until nothing waits."""

    help = "Judge what was recorded and what has become due. Several may run beside each other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --retry, too."""
        super().add_arguments(parser)
        parser.add_argument("--retry", action="store_true", help="first try again what was set aside")

    def handle(self, *args: Any, once: bool, renew: bool, retry: bool, **options: Any) -> None:
        """Watch; where the database goes away, wait for it."""
        del args, options
        if retry:
            try_again()
        if once:
            self.stdout.write(f"{watch_all()} notes worked off")
            return
        step_back(NICENESS)
        collect_seldom()
        last(watch_forever, log, renew=renew)
