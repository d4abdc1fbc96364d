"""Run the watcher: judge what was recorded and what has become due, as it happens."""

import logging
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection

from catalog import bulk
from lineage.actions.watching import try_again, watch_all, watch_forever

log = logging.getLogger("provender.watcher")

PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    """`manage.py watch`: until stopped, or with --once until nothing waits."""

    help = "Judge what was recorded and what has become due. Several may run beside each other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --once, --renew and --retry."""
        parser.add_argument("--once", action="store_true", help="stop when nothing waits")
        parser.add_argument("--renew", action="store_true", help="end after a quiet while, giving back memory, to be started again")
        parser.add_argument("--retry", action="store_true", help="first try again what was set aside")

    def handle(self, *args: Any, once: bool, renew: bool, retry: bool, **options: Any) -> None:
        """Watch; where the database goes away, wait for it."""
        del args, options
        if retry:
            try_again()
        if once:
            self.stdout.write(f"{watch_all()} notes worked off")
            return
        stopped: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda received, _frame: stopped.append(received))
        renewing = False
        while not stopped and not renewing:
            try:
                watch_forever(lambda: bool(stopped), renew=renew)
                renewing = renew
            except (DatabaseError, InterfaceError) as error:
                if not bulk.is_away(error):
                    raise
                log.warning("the database is away, trying again: %s", str(error).strip().splitlines()[0])
                connection.close()
                time.sleep(PAUSE_SECONDS)
