"""The bad inputs a hub meets, numbered as in its list of forty: what is posted, what must be answered, and with which words."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

from tests.stories.posting import EVENT, event

WHOLE = orjson.dumps(EVENT)
BOMB = gzip.compress(b" " * 200_000_000, 9)


@dataclass(frozen=True)
class BadInput:
    """One case: `says` must be part of the refusal."""

    number: int
    name: str
    body: bytes | Callable[[], bytes]
    status: int
    says: str = ""
    environ: dict[str, object] = field(default_factory=dict)
    path: str = "/api/v1/lineage"

    def __str__(self) -> str:
        """Name the case in the test's id."""
        return f"{self.number:02d}-{self.name.replace(' ', '-')}"


def with_fields(**fields: object) -> bytes:
    """Give a sound event with other fields."""
    return orjson.dumps(event(**fields))


def with_facet(text: bytes) -> bytes:
    """Give a sound event with a run facet of this very JSON text."""
    return WHOLE.replace(b'"runId"', b'"facets": {"odd": ' + text + b'}, "runId"', 1)


def named(name: str) -> bytes:
    """Give a sound event with an output of this name."""
    return with_fields(outputs=[{"namespace": "db://a", "name": name}])


def run(run_id: object) -> bytes:
    """Give a sound event of this run id."""
    return with_fields(run={"runId": run_id})


def at(time: object) -> bytes:
    """Give a sound event of this time."""
    return with_fields(eventTime=time)


UNREADABLE = [
    BadInput(1, "empty", b"", 400, "empty"),
    BadInput(1, "white space", b" \n\t", 400, "empty"),
    *(BadInput(2, f"no event but {text.decode()}", text, 400, "send a JSON object") for text in (b"null", b'"x"', b"[]", b"3", b"true")),
    BadInput(3, "truncated", WHOLE[:-7], 400, "valid JSON"),
    BadInput(4, "trailing comma", WHOLE[:-1] + b",}", 400, "valid JSON"),
    BadInput(4, "two documents", WHOLE + WHOLE, 400, "valid JSON"),
    BadInput(4, "comment", b"/* hi */" + WHOLE, 400, "valid JSON"),
    BadInput(4, "single quotes", WHOLE.replace(b'"', b"'"), 400, "valid JSON"),
    BadInput(6, "raw NUL", with_facet(b'"a\x00b"'), 400, "valid JSON"),
    BadInput(7, "lone surrogate", with_facet(rb'"\ud800"'), 400, "JSON"),
    BadInput(8, "invalid UTF-8", with_facet(b'"\xff\xfe"'), 400, "JSON"),
    BadInput(8, "overlong UTF-8", with_facet(b'"\xc0\xaf"'), 400, "JSON"),
    BadInput(8, "latin-1", with_facet('"é"'.encode("latin-1")), 400, "JSON"),
    BadInput(10, "UTF-16", WHOLE.decode().encode("utf-16"), 400, "UTF-16"),
    *(BadInput(11, text.decode(), with_facet(text), 400, "JSON") for text in (b"NaN", b"Infinity", b"-Infinity")),
    BadInput(12, "1e400", with_facet(b"1e400"), 400, "number"),
    BadInput(13, "integer of 5,000 digits", with_facet(b"9" * 5_000), 400, "digits"),
    BadInput(15, "1e-400000", with_facet(b"1e-400000"), 400, "number"),
    BadInput(18, "1,000 levels", with_facet(b"[" * 1_000 + b"]" * 1_000), 400, "nested"),
    BadInput(19, "100,000 levels", with_facet(b"[" * 100_000 + b"]" * 100_000), 400, "nested"),
    BadInput(20, "over the limit", lambda: with_facet(b'"' + b"x" * 10_000_000 + b'"'), 413, "larger than 10,000,000 bytes"),
    BadInput(
        20, "over the limit, length untold", lambda: with_facet(b'"' + b"x" * 10_000_000 + b'"'), 413, "larger", {"CONTENT_LENGTH": None}
    ),
    BadInput(21, "shorter than told", WHOLE, 400, "ended before", {"CONTENT_LENGTH": str(len(WHOLE) + 1)}),
    BadInput(21, "longer than told", WHOLE, 400, "valid JSON", {"CONTENT_LENGTH": str(len(WHOLE) - 1)}),
    BadInput(21, "length is no number", WHOLE, 400, "not a number", {"CONTENT_LENGTH": "-5"}),
    BadInput(22, "gzip bomb", BOMB, 413, "larger than", {"HTTP_CONTENT_ENCODING": "gzip"}),
    BadInput(23, "gzip cut", gzip.compress(WHOLE)[:-9], 400, "gzip", {"HTTP_CONTENT_ENCODING": "gzip"}),
    BadInput(23, "gzip of a wrong sum", gzip.compress(WHOLE)[:-8] + b"\0" * 8, 400, "gzip", {"HTTP_CONTENT_ENCODING": "gzip"}),
    BadInput(23, "not gzip at all", WHOLE, 400, "gzip", {"HTTP_CONTENT_ENCODING": "gzip"}),
    BadInput(23, "gzip twice", gzip.compress(gzip.compress(WHOLE)), 415, "once", {"HTTP_CONTENT_ENCODING": "gzip, gzip"}),
    BadInput(23, "brotli", WHOLE, 415, "'br'", {"HTTP_CONTENT_ENCODING": "br"}),
    BadInput(24, "100k keys", lambda: with_facet(orjson.dumps({str(n): 0 for n in range(100_001)})), 413, "keys"),
    BadInput(24, "key of 1 MB", lambda: with_facet(orjson.dumps({"k" * 1_000_000: 0})), 413, "key"),
]
UNSOUND = [
    BadInput(25, "name of 16 kB", named("x" * 16_000), 422, "outputs[0].name: is longer than 2,000 bytes"),
    BadInput(27, "empty name", named(""), 422, "outputs[0].name: must be a non-empty"),
    BadInput(27, "blank namespace", with_fields(job={"namespace": " ", "name": "x"}), 422, "job.namespace"),
    BadInput(27, "no name", with_fields(inputs=[{"namespace": "db://a"}]), 422, "inputs[0].name: is missing"),
    BadInput(33, "leap second", at("2026-06-30T23:59:60Z"), 422, "eventTime"),
    BadInput(33, "30 February", at("2026-02-30T10:00:00Z"), 422, "eventTime"),
    BadInput(33, "+25:00", at("2026-02-03T10:00:00+25:00"), 422, "eventTime"),
    BadInput(33, "epoch milliseconds", at(1_772_359_200_000), 422, "eventTime"),
    BadInput(34, "year 1, +14:00", at("0001-01-01T00:00:00+14:00"), 422, "eventTime"),
    BadInput(34, "year 10000", at("10000-01-01T00:00:00Z"), 422, "eventTime"),
    BadInput(34, "infinity", at("infinity"), 422, "eventTime"),
    BadInput(34, "no time", at(None), 422, "eventTime: is missing"),
    BadInput(35, "run id is no text", run(7), 422, "run.runId"),
    BadInput(35, "run id missing", with_fields(run={}), 422, "run.runId: is missing"),
    BadInput(39, "inputs is an object", with_fields(inputs={}), 422, "inputs: must be an array"),
    BadInput(39, "nothing named", orjson.dumps({"eventTime": "2026-03-01T10:00:00Z"}), 422, "names at least one"),
]
REFUSED = [
    BadInput(40, "form", WHOLE, 415, "application/json", {"CONTENT_TYPE": "application/x-www-form-urlencoded"}),
    BadInput(40, "text/plain", WHOLE, 415, "application/json", {"CONTENT_TYPE": "text/plain"}),
    BadInput(40, "no content type", WHOLE, 415, "application/json", {"CONTENT_TYPE": None}),
    BadInput(40, "no key", WHOLE, 401, "Bearer", {"REMOTE_ADDR": "192.0.2.7"}),
    BadInput(40, "unknown key", WHOLE, 401, "unknown, expired or revoked", {"HTTP_AUTHORIZATION": "Bearer prv_nobody"}),
    BadInput(40, "batch is an object", WHOLE, 400, "JSON array", path="/api/v1/lineage/batch"),
    BadInput(40, "batch too long", lambda: orjson.dumps([0] * 10_001), 413, "10,000", path="/api/v1/lineage/batch"),
]
DEEP = b"[" * 100_000 + b"]" * 100_000
RIGHT_TO_LEFT, ZERO_WIDTH, NFD = "\u202e", "\u200b", "e\u0301"
# Accepted: odd, but nothing in them keeps the rest from being told. What they lead to is test_ingest_odd_events.py's.
ODD = [
    BadInput(5, "NUL escaped", with_facet(rb'"a\u0000b"'), 201),
    BadInput(9, "byte order mark", b"\xef\xbb\xbf" + WHOLE, 201),
    BadInput(14, "2^53+1 and 2^64", with_facet(b"[9007199254740993, 18446744073709551616]"), 201),
    BadInput(16, "duplicate keys", WHOLE.replace(b'"eventType"', b'"eventType": "START", "eventType"', 1), 201),
    BadInput(17, "__proto__", with_facet(b'{"__proto__": {"polluted": true}, "constructor": 1}'), 201),
    BadInput(21, "length untold", WHOLE, 201, environ={"CONTENT_LENGTH": None}),
    BadInput(
        26, "description over 1 MB", with_fields(job={**EVENT["job"], "facets": {"documentation": {"description": "word " * 300_000}}}), 201
    ),
    *(
        BadInput(28, f"name {name!r}", named(name), 201)
        for name in ("a/b?c#d%20/..", "a\nb", f"a{RIGHT_TO_LEFT}b", ZERO_WIDTH + "x", NFD, "🔥")
    ),
    *(
        BadInput(29, f"name {name!r}", named(name), 201)
        for name in ("<script>alert(1)</script>", '"><img onerror=alert(1)>', "javascript:alert(1)")
    ),
    *(BadInput(30, f"name {name!r}", named(name), 201) for name in ("{{7*7}}", "'; drop table lineage_event; --", "=cmd|' /C calc'!A0")),
    BadInput(31, "time without a zone", at("2026-03-01T10:00:00"), 201),
    BadInput(31, "date only", at("2026-03-01"), 201),
    BadInput(32, "nanoseconds", at("2026-03-01T10:00:00.123456789Z"), 201),
    *(
        BadInput(35, f"run id {text}", run(text), 201)
        for text in ("{01936894-494E-7B5C-938A-7B0FCC5F8EB9}", "urn:uuid:01936894-494e-7b5c-938a-7b0fcc5f8eb9")
    ),
    BadInput(35, "run id no UUID", run("manual__2026-03-01"), 201),
    BadInput(39, "facet is a list", with_fields(run={**EVENT["run"], "facets": {"parent": [], "nominalTime": None}}), 201),
    BadInput(
        39, "unknown event type, no producer", orjson.dumps({k: v for k, v in event(eventType="DONE").items() if k != "producer"}), 201
    ),
]
