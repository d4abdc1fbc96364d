"""A command that works until it is stopped, and waits where the database goes away."""

import logging
import os
import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from catalog import bulk

PAUSE_SECONDS = 0.5
ATTEMPTS, BETWEEN_SECONDS = 10, 0.11


class LastingCommand(BaseCommand):
    """Gives a command --once and --renew."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --once and --renew."""
        parser.add_argument("--once", action="store_true", help="stop when nothing waits")
        parser.add_argument("--renew", action="store_true", help="end after a quiet while, giving back memory, to be started again")


def step_back(niceness: int) -> None:
    """Let whoever answers have the cores first: this process steps back, and so does the server process of each session it opens.

    That one only where the server is the embedded one: another's may be on another machine.
    """

    def follow(connection: BaseDatabaseWrapper, **_: object) -> None:
        if settings.HOME.database_url == settings.DATABASE_URL:
            _weigh(connection.connection.get_backend_pid(), niceness)

    if hasattr(os, "setpriority"):
        _weigh(os.getpid(), niceness)
        connection_created.connect(follow, weak=False)


def _weigh(process: int, niceness: int) -> None:
    """Set the niceness of a process, and of its session where it leads one.

    Linux with autogroups shares the cores out to sessions, and heeds niceness only within one: sched(7), "The autogroup feature".
    """
    with suppress(OSError):  # it belongs to somebody else, or is gone
        os.setpriority(os.PRIO_PROCESS, process, niceness)
        if os.getsid(process) == process:
            _weigh_session(Path(f"/proc/{process}/autogroup"), niceness)


def _weigh_session(autogroup: Path, niceness: int) -> None:
    if not autogroup.exists():
        return
    for _ in range(ATTEMPTS):
        try:
            autogroup.write_text(str(niceness))
        except BlockingIOError:  # Linux lets a user do this ten times a second
            time.sleep(BETWEEN_SECONDS)
        else:
            return


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
