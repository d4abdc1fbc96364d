"""`manage.py demo`: a small shop's landscape, made, made anew, or taken away."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from config.demo.posting import CannotPost
from config.demo.story import Ears, Made, is_wanted_here, make, remove
from config.demo.waiting import CannotWait

DEFAULT_URL = "http://127.0.0.1:8080"


class Command(BaseCommand):
    """Posts the demo's events to a running Provender and says who is who."""

    help = "Make the demo landscape (Kettle & Co) by posting OpenLineage events to a running Provender; again changes nothing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, and where."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--if-empty", action="store_true", help="only where nothing is yet, and it was not removed before")
        what.add_argument("--reset", action="store_true", help="remove it, then make it anew as of now")
        what.add_argument("--remove", action="store_true", help="take it away, and nothing else")
        url = os.environ.get("PROVENDER_URL") or DEFAULT_URL
        parser.add_argument("--url", default=url, help=f"where Provender answers (default: $PROVENDER_URL or {DEFAULT_URL})")

    def handle(self, *args: Any, if_empty: bool, reset: bool, remove: bool, url: str, **options: Any) -> None:
        """Do it and say how long it took."""
        del args, options
        began = time.monotonic()
        if if_empty and not is_wanted_here():
            self.stdout.write("Nothing to do: the demo is here already, was removed, or Provender holds data of its own.")
            return
        if reset or remove:
            self._remove()
        if remove:
            self.stdout.write(f"The demo is gone ({time.monotonic() - began:.1f} s). `manage.py demo` brings it back.")
            return
        try:
            made = self._make(url.rstrip("/"))
        except (CannotPost, CannotWait) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            raise CommandError("Stopped. What was posted is kept; run the command again to complete the demo.") from stop
        self._report(made, url, time.monotonic() - began)

    def _remove(self) -> None:
        self.stdout.write("Removing the demo …")
        remove()

    def _make(self, url: str) -> Made:
        with tqdm(disable=None, leave=False, unit=" events") as bar:
            began = time.monotonic()

            def step(name: str, size: int) -> None:
                self.stdout.write(f"{time.monotonic() - began:5.1f} s  {name}{f': {size:,}' if size else ''} …")
                bar.reset(size or None)
                bar.set_description(name)

            def piece() -> None:
                bar.update()

            return make(url, key=os.environ.get("OPENLINEAGE_API_KEY", ""), now=timezone.now(), ears=Ears(step, piece))

    def _report(self, made: Made, url: str, seconds: float) -> None:
        age = (timezone.now() - made.as_of).days
        self.stdout.write(
            f"Kettle & Co is there: {made.assets} assets from {made.events:,} events, {made.people} people ({seconds:.1f} s)."
        )
        self.stdout.write(
            f"Sign in at {url}/sign-in/ as anybody of the demo, no password: dana administers, charlie sees only what is open."
        )
        if age:
            self.stdout.write(f"It leads up to {made.as_of:%d %B %Y}; `manage.py demo --reset` brings it up to today.")
