"""A client of the real front door: posts to the WSGI function and gives back what it answered."""

import gzip
import io
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults

import orjson

from config.wsgi import application

Json = dict[str, Any]

EVENT: Json = {
    "eventType": "COMPLETE",
    "eventTime": "2026-03-01T10:00:00Z",
    "producer": "https://example.org/producer",
    "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    "run": {"runId": "01936894-494e-7b5c-938a-7b0fcc5f8eb9"},
    "job": {"namespace": "sched", "name": "orders.load"},
    "inputs": [{"namespace": "db://a", "name": "raw"}],
    "outputs": [{"namespace": "db://a", "name": "orders"}],
}


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    body: Json
    headers: dict[str, str]

    @property
    def message(self) -> str:
        """Give the refusal's words, with the path of what was refused."""
        error = self.body.get("error", {})
        return f"{error.get('path', '')}: {error.get('message', '')}"


def event(**fields: object) -> Json:
    """Give a sound event with the given fields in place of its own."""
    return EVENT | fields


def post(body: bytes | Json | list[Json], path: str = "/api/v1/lineage", **environ: object) -> Answered:
    """Post a body from this very machine, unless `environ` says otherwise; None in `environ` leaves a variable out."""
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    told: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost:8080",
        "wsgi.input": io.BytesIO(raw),
    } | environ
    sent = {key: value for key, value in told.items() if value is not None}
    setup_testing_defaults(sent)
    found: list[Any] = []
    answer = b"".join(application(sent, lambda status, headers, exc_info=None: found.extend((status, headers))))
    return Answered(int(found[0].split()[0]), orjson.loads(answer) if answer.startswith(b"{") else {}, dict(found[1]))


def post_gzip(body: bytes, **environ: object) -> Answered:
    """Post a body compressed once."""
    return post(gzip.compress(body), HTTP_CONTENT_ENCODING="gzip", **environ)
