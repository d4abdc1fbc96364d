"""`python -m config.embedded.worker`: the Celery worker of the one process tree, its timetable in a thread of it.

Not `celery worker`: the command line brings a shell with it (8 MB) and starts a process for the timetable (15 MB).
"""

import sys
import warnings

from celery import bootsteps
from celery.beat import EmbeddedService
from celery.exceptions import SecurityWarning
from django.conf import settings

from config.celery import app


class TimetableThread(bootsteps.StartStopStep):
    """Celery's `-B` forks a process for the timetable; a thread does the same work."""

    def create(self, parent: object) -> object:  # type: ignore[override] # celery-types says None; Celery takes the service
        """Give the thread, which Celery starts and stops with the worker."""
        del parent
        return EmbeddedService(app, thread=True)


def main() -> int:
    """Work until told to stop; gives the exit code. One task at a time in one process, which measured smallest."""
    # Celery warns root of pickled messages. Ours are JSON, and whoever runs everything as root was told so by choosing to.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    app.conf.beat_schedule_filename = str(settings.HOME.run / "timetable")
    app.steps["worker"].add(TimetableThread)
    worker = app.Worker(pool="solo", loglevel="WARNING", quiet=True, without_gossip=True, without_mingle=True, without_heartbeat=True)
    worker.start()
    return int(worker.exitcode or 0)


if __name__ == "__main__":
    sys.exit(main())
