"""A command that works until it is stopped, and waits where the database goes away."""

import logging
import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection

from catalog import bulk

PAUSE_SECONDS = 0.5


class LastingCommand(BaseCommand):
    """Gives a command --once and --renew."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --once and --renew."""
        parser.add_argument("--once", action="store_true", help="stop when nothing waits")
        parser.add_argument("--renew", action="store_true", help="end after a quiet while, giving back memory, to be started again")


def last(work: Callable[..., Any], log: logging.Logger, *, renew: bool) -> None:
    """Call `work(stopping, renew=…)` until SIGTERM or SIGINT, with `renew` until it returns.

    It begins again when the database was away, or ended the work because another transaction was in its way.
    """
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stopped.append(received))
    while not stopped:
        try:
            work(lambda: bool(stopped), renew=renew)
        except (DatabaseError, InterfaceError) as error:
            if not bulk.is_away(error):
                raise
            what = "two transactions were in each other's way" if bulk.is_collision(error) else "the database is away"
            log.warning("%s, trying again: %s", what, str(error).strip().splitlines()[0])
            connection.close()
            time.sleep(PAUSE_SECONDS)
        else:
            if renew:
                return
