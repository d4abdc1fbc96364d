"""JSON read strictly, and its canonical digest: numbers stay exact, hostile documents stop early."""

import json
import math
import re
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Never

import orjson

from .body import UnreadableBody

MAX_DEPTH = 200
MAX_KEYS = 100_000
MAX_KEY_BYTES = 64 * 1024
MAX_DIGITS = 4_300
DIGEST_BYTES = 16

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"{\x00", b"[\x00", b"\x00{", b"\x00[")
# Digits, sign and point become 0, an exponent's letter e, what may stand before a number x: one pass, then one search.
_SHAPE = bytes.maketrans(b"0123456789+-.eE:,[ \t\r\n", b"0000000000000eexxxxxxx")
# 17 characters of a number (16 digits and a point can be rounded into a neighbour), or a three-digit exponent.
# The literal start keeps the search at 3 µs for 8 kB; a leading alternative would make it 70.
_NEEDS_EXACT = re.compile(rb"x0(?:0{15}[0e]|0*e000)")
_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS
_LONG_LIMIT = 1 << 63
_CONTAINERS = (dict, list)


class ExactInteger(int):
    """An integer of more than 63 bits: an int like any other, told apart so that the digest writes all its digits."""


class ExactFloat(float):
    """A number no float holds exactly: rounded for whoever calculates, with its digits in `literal` for the digest."""

    literal: str


def parse(body: bytes) -> dict[str, Any] | list[Any]:
    """Return the JSON object or array in `body`, as RFC 8259 has it; a UTF-8 byte order mark is dropped.

    Raises UnreadableBody, 400: not UTF-8, not one JSON document, NaN, a lone surrogate, a number beyond a double's
    range, an integer of more than 4,300 digits, more than 200 levels, or anything but an object or a filled array;
    413: more than 100,000 keys in one event or a key of more than 64 kB. Of duplicate keys the last wins.
    """
    text = body.removeprefix(_BYTE_ORDER_MARK)
    document = _loaded(text)
    _refuse_beyond_bounds(document, text)
    return document


def parse_batch(body: bytes, most: int) -> list[tuple[Any, bytes]]:
    """Return the entries of the JSON array in `body`, at most so many, each with its canonical JSON.

    Raises UnreadableBody as `parse` does, each bound being one entry's; 413 for more entries. Looking for the bounds in the
    canonical JSON, entry by entry, spares the walks that an array's text as a whole is too long for: more than half of the time.
    """
    documents = _loaded(body.removeprefix(_BYTE_ORDER_MARK))
    if not isinstance(documents, list):
        raise UnreadableBody("A batch is a JSON array of events; a single event goes to /api/v1/lineage.")
    if len(documents) > most:
        raise UnreadableBody(f"A batch holds at most {most:,} events; this one has {len(documents):,}.", 413)
    return [(document, _bounded_json(document)) for document in documents]


def _bounded_json(document: Any) -> bytes:
    try:
        text = canonical_json(document)
    except (orjson.JSONEncodeError, RecursionError) as error:
        raise UnreadableBody(_too_deep()) from error
    _refuse_beyond_bounds(document, text)
    return text


def _refuse_beyond_bounds(document: Any, text: bytes) -> None:
    """Look closely only where the text is long enough to reach a bound: most events skip both walks."""
    if text.count(b"{") + text.count(b"[") > MAX_DEPTH:
        _refuse_too_deep(document)
    if len(text) > MAX_KEY_BYTES:
        for event in _inside([document]) if isinstance(document, list) else [document]:
            _refuse_too_many_keys(event)


def canonical_digest(document: Any) -> bytes:
    """Return 16 bytes of BLAKE2b over the canonical JSON of what `parse` returned (or a part of it).

    Canonical: keys sorted by code point, no white space, UTF-8, numbers in their shortest exact form; so white space,
    key order and escapes don't matter, and numbers that a float would round together stay apart.
    """
    return digest_of(canonical_json(document))


def digest_of(canonical: bytes) -> bytes:
    """Return the digest of what `canonical_json` gave."""
    return blake2b(canonical, digest_size=DIGEST_BYTES).digest()


def canonical_json(document: Any) -> bytes:
    """Return the canonical JSON that the digest is taken of."""
    try:
        return orjson.dumps(document, default=_write_exact, option=_CANONICAL)
    except orjson.JSONEncodeError:
        # A document that was kept elsewhere and read back has plain integers where `parse` gives exact ones.
        return orjson.dumps(_with_exact_integers(document), default=_write_exact, option=_CANONICAL)


def _with_exact_integers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_exact_integers(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_with_exact_integers(entry) for entry in value]
    return ExactInteger(value) if type(value) is int and not -_LONG_LIMIT <= value < _LONG_LIMIT else value


def _write_exact(value: object) -> orjson.Fragment:
    if isinstance(value, ExactInteger):
        return orjson.Fragment(str(int(value)))
    if isinstance(value, ExactFloat):
        return orjson.Fragment(value.literal)
    message = f"{type(value).__name__} is no JSON value"
    raise TypeError(message)


def _loaded(text: bytes) -> dict[str, Any] | list[Any]:
    if not text or text.isspace():
        raise UnreadableBody("The body is empty; send one OpenLineage event as JSON.")
    document = _load_exact(text) if _NEEDS_EXACT.search(text.translate(_SHAPE)) else _load(text)
    if not isinstance(document, _CONTAINERS) or document == []:
        message = "The body holds no event; send a JSON object (or, to the batch address, an array of them)."
        raise UnreadableBody(message)
    return document


def _load(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _refusal(text, str(error)) from error


def _refusal(text: bytes, reason: str) -> UnreadableBody:
    if text.startswith(_UTF16_STARTS):
        return UnreadableBody("The body is UTF-16; JSON on the wire is UTF-8. Encode it as UTF-8.")
    if "depth limit" in reason or "ecursion" in reason:
        return UnreadableBody(_too_deep())
    return UnreadableBody(f"The body isn't one valid JSON document: {reason}.")


def _too_deep() -> str:
    return f"The JSON is nested more than {MAX_DEPTH} levels deep; no OpenLineage facet needs that. Flatten it."


def _load_exact(text: bytes) -> Any:
    """Read with the standard library, which hands every number over as it is written; as strict as the fast path."""
    try:
        document = json.loads(text.decode("utf-8"), parse_int=_integer, parse_float=_float, parse_constant=_refuse_constant)
        # The standard library lets lone surrogates pass; UTF-8 doesn't.
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise _refusal(text, "it isn't UTF-8") from error
    except UnicodeEncodeError as error:
        raise _refusal(text, "a lone surrogate in a string") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise _refusal(text, str(error)) from error
    return document


def _integer(literal: str) -> int:
    if len(literal.lstrip("-")) > MAX_DIGITS:
        message = f"An integer has more than {MAX_DIGITS:,} digits; send it as a string."
        raise UnreadableBody(message)
    value = int(literal)
    return value if -_LONG_LIMIT <= value < _LONG_LIMIT else ExactInteger(value)


def _float(literal: str) -> float:
    value = float(literal)
    if math.isinf(value) or (value == 0 and re.search("[1-9]", literal.lower().partition("e")[0])):
        message = f"The number {literal[:40]} is beyond what a 64-bit float holds; send it as a string."
        raise UnreadableBody(message)
    # An exponent this long is only ever a spelling of zero; Decimal need not be asked about it.
    if value == 0 or Decimal(repr(value)) == Decimal(literal):
        return value
    exact = ExactFloat(value)
    exact.literal = literal.lower()
    return exact


def _refuse_constant(name: str) -> Never:
    message = f"The body holds {name}, which is no JSON; leave the field out or send null."
    raise UnreadableBody(message)


def _refuse_too_deep(document: Any) -> None:
    """Go down level by level; each container is looked at once."""
    level = [document]
    for _ in range(MAX_DEPTH):
        level = _inside(level)
        if not level:
            return
    raise UnreadableBody(_too_deep())


def _inside(level: list[Any]) -> list[Any]:
    """Return the containers directly inside those of a level."""
    return [
        value
        for container in level
        for value in (container.values() if isinstance(container, dict) else container)
        if isinstance(value, _CONTAINERS)
    ]


def _refuse_too_many_keys(document: Any) -> None:
    keys = 0
    level = [document]
    while level:
        for container in level:
            if isinstance(container, dict):
                keys += len(container)
                _refuse_long_keys(container)
        if keys > MAX_KEYS:
            raise UnreadableBody(f"An event has more than {MAX_KEYS:,} keys; send smaller events.", 413)
        level = _inside(level)


def _refuse_long_keys(container: dict[str, Any]) -> None:
    if any(len(key) > MAX_KEY_BYTES // 4 and len(key.encode()) > MAX_KEY_BYTES for key in container):
        message = f"A key is longer than {MAX_KEY_BYTES:,} bytes; a key is a name, put long text into a value."
        raise UnreadableBody(message, 413)
