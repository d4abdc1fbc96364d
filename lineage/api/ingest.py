"""The ingest route: a function from a posted body to an answer, behind a Django view and, faster, behind bare WSGI."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

import orjson
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from catalog import bulk
from lineage.actions.receive import Incoming, receive
from lineage.api.callers import Caller, NotAllowed, caller_key
from lineage.api.load import Overloaded, refuse_overload
from lineage.openlineage import UnreadableBody, UnreadableEvent, inflate, open_envelope, parse, parse_batch

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

SINGLE = "/api/v1/lineage"
BATCH = "/api/v1/lineage/batch"
RETRY_AFTER_SECONDS = 1
CHUNK = 65_536
MOST_IN_A_BATCH = 10_000
JSON_TYPES = {"application/json", "application/vnd.openlineage+json", "application/x-ndjson+json"}


class Stream(Protocol):
    """What WSGI gives as `wsgi.input`."""

    def read(self, size: int = -1, /) -> bytes:
        """Read at most so many bytes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send back: never another 5xx than 503, never 429 (OpenLineage clients drop an event on it)."""

    status: HTTPStatus
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The request can't be taken; carries its answer."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer."""
        super().__init__(answer.status.phrase)
        self.answer = answer


class DatabaseAway(Exception):
    """The database didn't answer, and neither did a new connection to it."""


def refusal(status: HTTPStatus, code: str, message: str, **more: Any) -> Answer:
    """Say no in the API's one shape of error."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="Provender"'
    return Answer(status, {"error": {"code": code, "message": message, **more}}, headers)


def answer_post(environ: dict[str, Any], *, batch: bool) -> Answer:  # noqa: PLR0911 - one line per way to say no
    """Take one event, or an array of them, and answer when they are on disk."""
    try:
        return _with_a_live_connection(_take_batch if batch else _take_single, environ, batch=batch)
    except Refused as refused:
        return refused.answer
    except NotAllowed as error:
        return refusal(error.status, "not_allowed", error.message)
    except UnreadableBody as error:
        return refusal(HTTPStatus(error.status), "unreadable_body", error.message)
    except UnreadableEvent as error:
        return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "unreadable_event", error.message, path=error.path)
    except Overloaded as error:
        return refusal(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", str(error))
    except DatabaseAway:
        return refusal(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "The database is away for a moment; send the event again.")


def _with_a_live_connection(take: Callable[[int | None, bytes], Answer], environ: dict[str, Any], *, batch: bool) -> Answer:
    """Read and keep; where the connection turns out dead (the server was restarted), try once more with a new one.

    Trying again is safe whatever became of the first attempt: the digest makes twice once.
    """
    _check_content_type(environ)
    body = _read_body(environ, settings.INGEST_BATCH_MAX_BYTES if batch else settings.INGEST_MAX_BYTES)
    for attempt in (1, 2):
        try:
            key = caller_key(_caller(environ))
            refuse_overload()
            return take(key, body)
        except (DatabaseError, InterfaceError) as error:
            if not bulk.is_away(error):
                raise
            connection.close()
            if attempt > 1:
                raise DatabaseAway from error
    raise AssertionError("unreachable")


def _take_single(key: int | None, body: bytes) -> Answer:
    envelope = open_envelope(parse(body))
    fresh = receive([Incoming(envelope, body)], api_key_id=key)
    status = HTTPStatus.CREATED if fresh else HTTPStatus.OK
    return Answer(status, {"status": "kept", "duplicate": not fresh, "digest": envelope.digest.hex()})


def _take_batch(key: int | None, body: bytes) -> Answer:
    """Answer as the OpenLineage API spec has it: what failed is listed by its index, the rest is kept."""
    documents = parse_batch(body, MOST_IN_A_BATCH)
    taken: list[Incoming] = []
    failed: list[dict[str, Any]] = []
    for index, (document, text) in enumerate(documents):
        try:
            taken.append(Incoming(open_envelope(document, text), text))
        except UnreadableEvent as error:
            failed.append({"index": index, "reason": f"{error.path}: {error.message}", "retriable": False})
    fresh = receive(taken, api_key_id=key) if taken else 0
    summary = {
        "received": len(documents),
        "successful": len(taken),
        "failed": len(failed),
        "retriable": 0,
        "non_retriable": len(failed),
        "duplicates": len(taken) - fresh,
    }
    return Answer(HTTPStatus.OK, {"status": "partial_success" if failed else "success", "summary": summary, "failed_events": failed})


def _check_content_type(environ: dict[str, Any]) -> None:
    """Take JSON only: a browser can't post JSON to another site unasked, so an open loopback stays safe from web pages."""
    content_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if content_type not in JSON_TYPES:
        message = f"Send application/json, not {content_type or 'nothing'!r}."
        raise Refused(refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message))


def _read_body(environ: dict[str, Any], limit: int) -> bytes:
    told = environ.get("CONTENT_LENGTH") or ""
    if told and not (told.isascii() and told.isdigit()):
        raise UnreadableBody("Content-Length is not a number.")
    if told and int(told) > limit:
        raise UnreadableBody(f"The body is larger than {limit:,} bytes.", 413)
    chunks = _chunks(environ["wsgi.input"], int(told) if told else None)
    return inflate(chunks, environ.get("HTTP_CONTENT_ENCODING", ""), limit=limit)


def _chunks(stream: Stream, told: int | None) -> Iterator[bytes]:
    """Yield the body, never past what Content-Length told; a body that ends early is refused."""
    left = told
    while left is None or left > 0:
        chunk = stream.read(CHUNK if left is None else min(left, CHUNK))
        if not chunk:
            break
        yield chunk
        left = None if left is None else left - len(chunk)
    if left:
        raise UnreadableBody("The body ended before its Content-Length.")


def _caller(environ: dict[str, Any]) -> Caller:
    return Caller(
        authorization=environ.get("HTTP_AUTHORIZATION", ""),
        address=environ.get("REMOTE_ADDR", ""),
        host=environ.get("HTTP_HOST", ""),
        came_through_proxy="HTTP_X_FORWARDED_FOR" in environ or "HTTP_FORWARDED" in environ,
    )


def wsgi_ingest(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
    """Answer a POST to the ingest routes without Django's request cycle, which costs more than the rest of the work."""
    answer = answer_post(environ, batch=environ["PATH_INFO"].rstrip("/") == BATCH)
    body = orjson.dumps(answer.body)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *answer.headers.items()]
    start_response(f"{answer.status.value} {answer.status.phrase}", headers)
    return [body]


def _view(request: WSGIRequest, *, batch: bool) -> HttpResponse:
    answer = answer_post(request.environ, batch=batch)
    return HttpResponse(orjson.dumps(answer.body), content_type="application/json", status=answer.status.value, headers=answer.headers)


@csrf_exempt
@login_not_required
def lineage(request: WSGIRequest) -> HttpResponse:
    """POST takes an event; GET answers the graph around a node in the shape Marquez clients expect."""
    if request.method == "POST":
        return _view(request, batch=False)
    if request.method in {"GET", "HEAD"}:
        from lineage.api.marquez import lineage_graph

        return lineage_graph(request)
    return _wrong_method("GET, POST")


@csrf_exempt
@login_not_required
def batch(request: WSGIRequest) -> HttpResponse:
    """POST takes an array of events."""
    return _view(request, batch=True) if request.method == "POST" else _wrong_method("POST")


def _wrong_method(allowed: str) -> HttpResponse:
    answer = refusal(HTTPStatus.METHOD_NOT_ALLOWED, "wrong_method", f"This address takes {allowed}.")
    return HttpResponse(orjson.dumps(answer.body), content_type="application/json", status=405, headers={"Allow": allowed})
