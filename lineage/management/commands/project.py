"""Run the projector: fold events into assets, runs and edges as they come."""

import logging
import os
import signal
import time
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection

from catalog import bulk
from lineage.actions.projecting import project_all, project_forever

log = logging.getLogger("provender.projector")

PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    """`manage.py project`: until stopped, or with --once until nothing waits."""

    help = "Fold events into assets, runs and edges as they come."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --once."""
        parser.add_argument("--once", action="store_true", help="stop when nothing waits")
        parser.add_argument("--renew", action="store_true", help="end after a quiet while, giving back memory, to be started again")

    def handle(self, *args: Any, once: bool, renew: bool, **options: Any) -> None:
        """Project; where the database goes away, wait for it."""
        del args, options
        if once:
            self.stdout.write(f"{project_all()} events projected")
            return
        wake_without_hurry()
        stopped: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda received, _frame: stopped.append(received))
        renewing = False
        while not stopped and not renewing:
            try:
                project_forever(lambda: bool(stopped), renew=renew)
                renewing = renew
            except (DatabaseError, InterfaceError) as error:
                if not bulk.is_away(error):
                    raise
                log.warning("the database is away, trying again: %s", str(error).strip().splitlines()[0])
                connection.close()
                time.sleep(PAUSE_SECONDS)


def wake_without_hurry() -> None:
    """Have Linux schedule this process as a batch: woken, it pushes nobody from a core, so answers to who posts events don't wait for it."""
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):  # a container may forbid it; it is only slower then
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
