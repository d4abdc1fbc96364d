"""Posting the demo's events as any pipeline may: written by the standard client, sent to the real endpoint, a hundred at a time."""

import json
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from openlineage.client.serde import Serde

from config.demo.events import DemoEvent

AT_ONCE = 100
ATTEMPTS = 5
TIMEOUT_SECONDS = 15.0
Progress = Callable[[], None]


class CannotPost(Exception):
    """Nobody took the events; the message says where they were sent and what to do."""


def post(events: Sequence[DemoEvent], url: str, progress: Progress = lambda: None, *, key: str = "") -> None:
    """Post events to the Provender at `url`, with a key where one is needed; `progress` is called for each. Raises CannotPost."""
    _greet(url)
    for start in range(0, len(events), AT_ONCE):
        some = events[start : start + AT_ONCE]
        try:
            _send(some, url, key)
        except OSError as error:
            raise CannotPost(
                f"Posting to {url} stopped: {error}. What was posted is kept; run the command again, twice is once."
            ) from error
        for _ in some:
            progress()


def _send(events: Sequence[DemoEvent], url: str, key: str) -> None:
    body = f"[{','.join(map(Serde.to_json, events))}]".encode()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    answer = _answer(Request(f"{url}/api/v1/lineage/batch", body, headers))  # noqa: S310 - http or https, as _greet saw
    if refused := answer["failed_events"]:
        raise CannotPost(f"{url} refused {len(refused)} events; the first: {refused[0]['reason']}")


def _answer(request: Request) -> Any:
    """Ask until there is an answer; a server that says it is overloaded or away is asked again when it says."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - as above
                return json.load(answer)
        except HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE or attempt == ATTEMPTS:
                raise
            time.sleep(float(error.headers.get("Retry-After", 1)))
    raise AssertionError("unreachable")


def _greet(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise CannotPost(f"{url!r} is no address of the web; give one like http://127.0.0.1:8080.")
    try:
        urlopen(f"{url}/healthz", timeout=TIMEOUT_SECONDS).close()  # noqa: S310 - http or https, as just seen
    except OSError as error:
        raise CannotPost(f"No Provender answers at {url} ({error}). Start it with `manage.py up`, or name it with --url.") from error
