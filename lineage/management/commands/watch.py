"""Run the watcher: judge what was recorded and what has become due, as it happens."""

import logging
import os
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from lineage.actions.projecting.projector import collect_seldom
from lineage.actions.watching import try_again, watch_all, watch_forever
from lineage.management.lasting import LastingCommand, last

log = logging.getLogger("provender.watcher")

# Under a burst what was sent is first received and projected, then judged: all of it wants the same cores.
NICENESS = 10


def step_back(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Let the server process of a session step back, too, where the server is the embedded one: another's may be on another machine."""
    if settings.HOME.database_url == settings.DATABASE_URL:
        with suppress(OSError):  # it belongs to somebody else
            os.setpriority(os.PRIO_PROCESS, connection.connection.get_backend_pid(), NICENESS)


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
        if hasattr(os, "nice"):
            os.nice(NICENESS)
            connection_created.connect(step_back)
        collect_seldom()
        last(watch_forever, log, renew=renew)
