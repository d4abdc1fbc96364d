"""Strict JSON and its canonical digest."""

import json
import time

import pytest

from lineage.openlineage import UnreadableBody, canonical_digest, parse, parse_batch
from lineage.openlineage.parsing import canonical_json


def digest(text: bytes) -> bytes:
    """Return the digest of a JSON text."""
    return canonical_digest(parse(text))


REFUSED = {
    "empty body": (b"", 400, "empty"),
    "only white space": (b" \r\n\t", 400, "empty"),
    "null": (b"null", 400, "no event"),
    "a string": (b'"x"', 400, "no event"),
    "a number": (b"3", 400, "no event"),
    "an empty array": (b"[]", 400, "no event"),
    "cut short": (b'{"a": 1', 400, "valid JSON"),
    "a trailing comma": (b'{"a": 1,}', 400, "valid JSON"),
    "garbage after it": (b'{"a": 1} x', 400, "valid JSON"),
    "two documents": (b"{} {}", 400, "valid JSON"),
    "a comment": (b'{"a": 1 /* one */}', 400, "valid JSON"),
    "single quotes": (b"{'a': 1}", 400, "valid JSON"),
    "a raw NUL byte": (b'{"a": "\x00"}', 400, "valid JSON"),
    "a lone surrogate": (b'{"a": "\\ud800"}', 400, "valid JSON"),
    "a lone surrogate beside a long number": (b'{"a": "\\ud800", "b": 36893488147419103232}', 400, "surrogate"),
    "invalid UTF-8": (b'{"a": "\xff"}', 400, "valid JSON"),
    "invalid UTF-8 beside a long number": (b'{"a": "\xff", "b": 36893488147419103232}', 400, "UTF-8"),
    "overlong UTF-8": (b'{"a": "\xc0\xaf"}', 400, "valid JSON"),
    "latin-1": ('{"a": "é"}'.encode("latin-1"), 400, "valid JSON"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), 400, "UTF-16"),
    "UTF-16 without a mark": ('{"a": 1}'.encode("utf-16-le"), 400, "UTF-16"),
    "NaN": (b'{"a": NaN}', 400, "valid JSON"),
    "Infinity": (b'{"a": -Infinity}', 400, "valid JSON"),
    "NaN beside a long number": (b'{"a": NaN, "b": 36893488147419103232}', 400, "NaN"),
    "1e400": (b'{"a": 1e400}', 400, "1e400"),
    "-1E+400": (b'{"a": [-1E+400]}', 400, "64-bit float"),
    "1e-400000": (b'{"a": 1e-400000}', 400, "1e-400000"),
    "an integer of 5,000 digits": (b'{"a": ' + b"7" * 5_000 + b"}", 400, "4,300 digits"),
    "201 levels": (b'{"a":' * 201 + b"1" + b"}" * 201, 400, "200 levels"),
    "1,000 levels": (b'{"a":' * 1_000 + b"1" + b"}" * 1_000, 400, "200 levels"),
    "100,000 brackets": (b"[" * 100_000, 400, "200 levels"),
    "300 levels around a long number": (b'{"a":' * 300 + b"9" * 40 + b"}" * 300, 400, "200 levels"),
    "5,000 levels around a long number": (b'{"a":' * 5_000 + b"9" * 40 + b"}" * 5_000, 400, "200 levels"),
    "100,001 keys": (b"{" + b",".join(b'"%d":0' % n for n in range(100_001)) + b"}", 413, "100,000 keys"),
    "a key of 64 kB": (b'{"' + b"k" * 65_537 + b'": 1}', 413, "key is longer"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_strict_json_is_refused(name: str) -> None:
    body, status, says = REFUSED[name]
    with pytest.raises(UnreadableBody, match=says) as refused:
        parse(body)
    assert refused.value.status == status


def test_a_hundred_thousand_brackets_are_refused_in_five_milliseconds() -> None:
    spent = []
    for _ in range(3):
        started = time.process_time()
        with pytest.raises(UnreadableBody):
            parse(b"[" * 100_000)
        spent.append(time.process_time() - started)
    assert min(spent) < 0.005


@pytest.mark.parametrize(
    ("body", "document"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'{"a": 1, "a": 36893488147419103232}', {"a": 36893488147419103232}),
        (b'{"a": "\\u0000"}', {"a": "\0"}),
        (b'{"__proto__": {"constructor": 1}}', {"__proto__": {"constructor": 1}}),
        (b'{"a": 9007199254740993}', {"a": 9007199254740993}),
        (b'{"a": -18446744073709551617}', {"a": -18446744073709551617}),
        (b'{"a": 1e-300, "b": 0e999, "c": 1.5E+2}', {"a": 1e-300, "b": 0.0, "c": 150.0}),
        (b'{"a": ' + b"7" * 4_300 + b"}", {"a": int("7" * 4_300)}),
        ('{"a": "🔥 نص e\u0301"}'.encode(), {"a": "🔥 نص e\u0301"}),
        (b"[{}]", [{}]),
    ],
)
def test_what_is_strict_json_is_read_exactly(body: bytes, document: object) -> None:
    assert parse(body) == document


def test_the_keys_of_a_batch_are_counted_event_by_event() -> None:
    event = b"{" + b",".join(b'"%d":0' % number for number in range(60_000)) + b"}"
    assert len(parse_batch(b"[" + event + b"," + event + b"]", 10)) == len(parse(b"[" + event + b"," + event + b"]")) == 2


def test_a_long_batch_of_anything_is_read() -> None:
    body = b"[{}," + b"1," * 40_000 + b'"x"]'
    assert [entry for entry, _ in parse_batch(body, 50_000)] == parse(body)


BOUNDED = [name for name in REFUSED if "level" in name or "bracket" in name or "key" in name or "digits" in name or "1e" in name.lower()]


@pytest.mark.parametrize("name", BOUNDED)
def test_a_batch_is_refused_for_one_entry_beyond_the_bounds(name: str) -> None:
    body, status, says = REFUSED[name]
    with pytest.raises(UnreadableBody, match=says) as refused:
        parse_batch(b'[{"a": 1},' + body + b"]", 10)
    assert refused.value.status == status


@pytest.mark.parametrize(("body", "says"), [(b"{}", "JSON array"), (b"[1, 2, 3]", "at most 2"), (b"[]", "no event"), (b"", "empty")])
def test_what_is_no_batch_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(UnreadableBody, match=says):
        parse_batch(body, 2)


@pytest.mark.parametrize("levels", [199, 200])
def test_entries_of_two_hundred_levels_come_with_their_canonical_json(levels: int) -> None:
    event = b'{"b":' * levels + b'{"z":1.50,"a":36893488147419103232}' * (levels == 199) + b"1" * (levels == 200) + b"}" * levels
    [(document, text)] = parse_batch(b"[" + event + b"]", 1)
    assert document == parse(event)
    assert text == canonical_json(document)


def test_plain_integers_have_the_digest_of_parsed_ones() -> None:
    document = {"a": [2**70, {"b": -(2**64)}], "c": 1}
    assert canonical_digest(document) == digest(json.dumps(document).encode())


@pytest.mark.parametrize("levels", [199, 200])
def test_two_hundred_levels_are_read(levels: int) -> None:
    document = parse(b'{"a":' * levels + b"1" + b"}" * levels)
    assert canonical_digest(document)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"a":1,"b":{"c":2,"d":3}}', b' { "b" : {"d":3, "c":2},\n"a":1 }\r\n'),
        (b'{"a":"\\u00e9\\/"}', '{"a":"é/"}'.encode()),
        (b'{"a":36893488147419103232,"b":1}', b'{"b":1, "a": 36893488147419103232}'),
        (b'{"a":0.12345678901234567890}', b'{"a" : 0.12345678901234567890}'),
        (b'{"a":1.5}', b'{"a":1.50000000000000000000}'),
    ],
)
def test_the_digest_ignores_how_a_document_is_written(one: bytes, other: bytes) -> None:
    assert digest(one) == digest(other)
    assert len(digest(one)) == 16


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"a":36893488147419103232}', b'{"a":36893488147419103233}'),
        (b'{"a":9007199254740993}', b'{"a":9007199254740992}'),
        (b'{"a":9007199254740993.0}', b'{"a":9007199254740992.0}'),
        (b'{"a":0.1234567890123456789}', b'{"a":0.1234567890123456788}'),
        (b'{"a":[123456789012345678e5]}', b'{"a":[123456789012345677e5]}'),
        (b'{"a":"1"}', b'{"a":1}'),
        (b'{"a":[1,2]}', b'{"a":[2,1]}'),
        (b'{"a":null}', b"{}"),
        (b'{"a":"\\u0000"}', b'{"a":"\xef\xbf\xbd"}'),
    ],
)
def test_documents_that_differ_have_different_digests(one: bytes, other: bytes) -> None:
    assert digest(one) != digest(other)
