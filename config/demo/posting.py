"""Posting the demo's events as any pipeline would: the standard client's HTTP transport, a few threads, the real endpoint."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import local
from urllib.request import urlopen

from openlineage.client.transport.http import HttpConfig, HttpTransport

from config.demo.events import DemoEvent

# The client is Python and so is the server: more threads than this only wait for each other.
THREADS = 3
TIMEOUT_SECONDS = 15.0
Progress = Callable[[], None]


class CannotPost(Exception):
    """Nobody took the events; the message says where they were sent and what to do."""


def post(events: Sequence[DemoEvent], url: str, progress: Progress = lambda: None, *, key: str = "") -> None:
    """Post events to the Provender at `url`, with a key where one is needed; `progress` is called for each. Raises CannotPost."""
    _greet(url)
    mine = local()
    auth = {"auth": {"type": "api_key", "apiKey": key}} if key else {}

    def send(event: DemoEvent) -> None:
        if not hasattr(mine, "transport"):
            mine.transport = HttpTransport(HttpConfig.from_dict({"url": url, "timeout": TIMEOUT_SECONDS, **auth}))
        mine.transport.emit(event)
        progress()

    pool = ThreadPoolExecutor(THREADS)
    try:
        with _quiet():
            for _ in pool.map(send, events):
                pass
    except OSError as error:  # also what the client raises, whatever went wrong
        raise CannotPost(f"Posting to {url} stopped: {error}. What was posted is kept; run the command again, twice is once.") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _greet(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise CannotPost(f"{url!r} is no address of the web; give one like http://127.0.0.1:8080.")
    try:
        urlopen(f"{url}/healthz", timeout=TIMEOUT_SECONDS).close()  # noqa: S310 - http or https, as just seen
    except OSError as error:
        raise CannotPost(f"No Provender answers at {url} ({error}). Start it with `manage.py up`, or name it with --url.") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the client from logging every event."""
    logger = logging.getLogger("openlineage")
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)
