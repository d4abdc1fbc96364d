"""The bytes of a request: inflated within a limit, so that a compressed bomb stops early."""

import zlib
from collections.abc import Iterable, Iterator

_GZIP_WINDOW = 31
_PLAIN = frozenset({"", "identity"})
_GZIP = frozenset({"gzip", "x-gzip"})


class UnreadableBody(Exception):
    """The body can't become a JSON document: `status` is the HTTP answer (400, 413, 415), `message` says why."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def inflate(body: bytes | Iterable[bytes], encoding: str, *, limit: int) -> bytes:
    """Return the plain bytes of a body, at most `limit` of them, whole or in chunks.

    `encoding` is the Content-Encoding header: empty, `identity` or `gzip`. Chunks are read no further than the limit,
    so neither a long upload nor a gzip bomb is ever held whole. Raises UnreadableBody: 413 beyond the limit, 415 for
    another or a stacked encoding, 400 for gzip that is cut, corrupt or none at all.
    """
    chunks = (body,) if isinstance(body, bytes) else body
    name = encoding.strip().lower()
    if name in _GZIP:
        return _collect(_gunzip(chunks, limit), limit)
    if name in _PLAIN:
        return _collect(chunks, limit)
    raise UnreadableBody(_unknown_encoding(name), 415)


def _unknown_encoding(name: str) -> str:
    if "," in name:
        return "Content-Encoding names more than one step; compress the body once, with gzip."
    return f"Content-Encoding {name[:40]!r} isn't supported; send the body plain or as gzip."


def _collect(chunks: Iterable[bytes], limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            message = f"The body is larger than {limit:,} bytes; send smaller events, or fewer in a batch."
            raise UnreadableBody(message, 413)
        parts.append(chunk)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _gunzip(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Yield inflated pieces, none longer than the limit plus one; members may follow each other (RFC 1952 §2.2)."""
    inflater = zlib.decompressobj(wbits=_GZIP_WINDOW)
    started = False
    for chunk in chunks:
        pending = chunk
        while pending:
            if inflater.eof:
                inflater = zlib.decompressobj(wbits=_GZIP_WINDOW)
            started = True
            try:
                piece = inflater.decompress(pending, limit + 1)
            except zlib.error as error:
                message = "The body isn't valid gzip (wrong start, checksum or content); compress it again."
                raise UnreadableBody(message) from error
            yield piece
            pending = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    if started and not inflater.eof:
        raise UnreadableBody("The gzip body ends too early; it was cut on its way. Send it again.")
