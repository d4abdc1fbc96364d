"""Run the projector: fold events into assets, runs and edges as they come."""

import logging
import os
from contextlib import suppress
from typing import Any

from lineage.actions.projecting import project_all, project_forever
from lineage.management.lasting import LastingCommand, last, step_back

log = logging.getLogger("provender.projector")

# Under a burst what was sent is first received; the watcher steps back further.
NICENESS = 5


class Command(LastingCommand):
    """`manage.py project`: until stopped, or with --once until nothing waits."""

    help = "Fold events into assets, runs and edges as they come."

    def handle(self, *args: Any, once: bool, renew: bool, **options: Any) -> None:
        """Project; where the database goes away, wait for it."""
        del args, options
        if once:
            self.stdout.write(f"{project_all()} events projected")
            return
        wake_without_hurry()
        step_back(NICENESS)
        last(project_forever, log, renew=renew)


def wake_without_hurry() -> None:
    """Have Linux schedule this process as a batch: woken, it pushes nobody from a core, so answers to who posts events don't wait for it."""
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):  # a container may forbid it; it is only slower then
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
