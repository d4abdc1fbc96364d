"""Clients that post until told to stop, the way OpenLineage clients do: again after 503 and after a broken connection, never giving up."""

import http.client
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson

PATIENCE_SECONDS = 5.0
AGAIN_SECONDS = 0.1
DATASETS, JOBS = 200, 60


@dataclass
class Seen:
    """What all clients saw together. `acknowledged`: digest of the event to (run id, type); `good`: times at which a fresh request got a 2xx."""

    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    wrong: list[str] = field(default_factory=list)
    good: list[tuple[float, float]] = field(default_factory=list)


def events(seed: int) -> "list[dict[str, Any]]":
    """Give START and COMPLETE of one run of a random job over random datasets."""
    pick = random.Random(seed)
    job, run = pick.randrange(JOBS), str(uuid.UUID(int=pick.getrandbits(128), version=4))

    def side(count: int) -> list[dict[str, Any]]:
        fields = [{"name": f"c{n}", "type": "int"} for n in range(5)]
        schema = {"schema": {"_producer": "https://example.org", "_schemaURL": "https://example.org/s", "fields": fields}}
        return [{"namespace": "db://a", "name": f"t{pick.randrange(DATASETS)}", "facets": schema} for _ in range(count)]

    told: dict[str, Any] = {"run": {"runId": run}, "job": {"namespace": "sched", "name": f"job{job}"}, "producer": "https://example.org"}
    start = told | {"eventType": "START", "eventTime": "2026-03-01T10:00:00Z"}
    return [start, told | {"eventType": "COMPLETE", "eventTime": "2026-03-01T10:05:00Z", "inputs": side(2), "outputs": side(1)}]


class Clients:
    """So many threads, each with one connection and one event in flight."""

    def __init__(self, port: int, count: int = 8, pause: float = 0.004) -> None:
        self.port, self.pause = port, pause
        self.seen = Seen()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self.threads = [threading.Thread(target=self._run, args=(number,)) for number in range(count)]

    def start(self) -> None:
        """Start posting."""
        for thread in self.threads:
            thread.start()

    def accepted_since(self, moment: float) -> bool:
        """Tell whether a request that began after this moment was accepted."""
        with self._lock:
            return any(began > moment for began, _ in self.seen.good[-16:])

    def finish(self) -> Seen:
        """Let every client bring its last event home, then give what they saw."""
        self._stop.set()
        for thread in self.threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in self.threads), "a client never got its last event accepted"
        return self.seen

    def _run(self, number: int) -> None:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        turn = number * 1_000_000
        while not self._stop.is_set():
            turn += 1
            for event in events(turn):
                while not self._post(client, event):
                    time.sleep(AGAIN_SECONDS)
                time.sleep(self.pause)
        client.close()

    def _post(self, client: http.client.HTTPConnection, event: dict[str, Any]) -> bool:
        began = time.monotonic()
        try:
            client.request("POST", "/api/v1/lineage", orjson.dumps(event), {"Content-Type": "application/json"})
            response = client.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            client.close()
            with self._lock:
                self.seen.broken += 1
            return False
        with self._lock:
            return self._note(event, response, body, began)

    def _note(self, event: dict[str, Any], response: http.client.HTTPResponse, body: bytes, began: float) -> bool:
        self.seen.statuses[response.status] += 1
        if response.status in {200, 201}:
            self.seen.acknowledged[orjson.loads(body)["digest"]] = (event["run"]["runId"], event["eventType"])
            self.seen.good.append((began, time.monotonic()))
            return True
        if response.status != http.HTTPStatus.SERVICE_UNAVAILABLE or not response.headers.get("Retry-After"):
            self.seen.wrong.append(f"{response.status} {dict(response.headers)} {body[:300]!r}")
        return False
