"""Inflating request bodies: within the limit, and stopping early beyond it."""

import gzip
import tracemalloc
from collections.abc import Iterator

import pytest

from lineage.openlineage import UnreadableBody, inflate

EVENT = b'{"eventTime": "2026-11-20T10:00:00Z"}' * 50
PACKED = gzip.compress(EVENT, mtime=0)


def in_chunks(body: bytes, size: int = 7) -> Iterator[bytes]:
    """Yield a body as a slow connection would."""
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_a_plain_body_is_returned_as_it_is(encoding: str) -> None:
    assert inflate(EVENT, encoding, limit=10_000) == EVENT
    assert inflate(in_chunks(EVENT), encoding, limit=10_000) == EVENT


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP"])
def test_a_gzip_body_is_inflated_whole_or_in_chunks(encoding: str) -> None:
    assert inflate(PACKED, encoding, limit=10_000) == EVENT
    assert inflate(in_chunks(PACKED), encoding, limit=10_000) == EVENT


def test_gzip_members_may_follow_each_other() -> None:
    assert inflate(in_chunks(PACKED + PACKED, 11), "gzip", limit=10_000) == EVENT + EVENT


def test_an_empty_gzip_body_is_empty() -> None:
    assert inflate(gzip.compress(b""), "gzip", limit=10) == b""
    assert inflate(b"", "gzip", limit=10) == b""


def test_a_body_of_exactly_the_limit_passes() -> None:
    assert inflate(PACKED, "gzip", limit=len(EVENT)) == EVENT
    assert inflate(EVENT, "", limit=len(EVENT)) == EVENT


@pytest.mark.parametrize(
    ("body", "encoding", "status", "says"),
    [
        (PACKED[:-9], "gzip", 400, "ends too early"),
        (PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], "gzip", 400, "isn't valid gzip"),
        (b"{}", "gzip", 400, "isn't valid gzip"),
        (PACKED + b"rest", "gzip", 400, "isn't valid gzip"),
        (gzip.compress(PACKED, mtime=0), "gzip, gzip", 415, "once, with gzip"),
        (b"x", "br", 415, "'br' isn't supported"),
        (b"x", "deflate", 415, "isn't supported"),
        (EVENT, "", 413, "larger than 100 bytes"),
        (PACKED, "gzip", 413, "larger than 100 bytes"),
    ],
)
def test_an_unsound_body_is_refused_with_its_status(body: bytes, encoding: str, status: int, says: str) -> None:
    with pytest.raises(UnreadableBody, match=says) as refused:
        inflate(in_chunks(body), encoding, limit=100 if status == 413 else 10_000)
    assert refused.value.status == status


def test_a_gzip_bomb_stops_early() -> None:
    bomb = gzip.compress(bytes(50_000_000), compresslevel=1)
    tracemalloc.start()
    with pytest.raises(UnreadableBody) as refused:
        inflate(bomb, "gzip", limit=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.status == 413
    assert peak < 5_000_000


def test_an_upload_beyond_the_limit_is_not_read_on() -> None:
    def endless() -> Iterator[bytes]:
        for number in range(1_000):
            assert number < 12, "read far beyond the limit"
            yield bytes(1_000)

    with pytest.raises(UnreadableBody):
        inflate(endless(), "", limit=10_000)
