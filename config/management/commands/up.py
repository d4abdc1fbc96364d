"""`manage.py up`: start everything in one process tree."""

import os
import sys
from typing import NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Becomes the supervisor."""

    help = "Start PostgreSQL, Valkey, the web server, the projector and the worker; Ctrl-C stops them all."
    requires_system_checks = []  # the form Django's own commands use

    def handle(self, *_args: object, **_options: object) -> NoReturn:
        """Replace this process: the supervisor is there for days and should not carry Django's memory."""
        os.chdir(settings.ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "config.embedded"])  # noqa: S606 - ourselves
