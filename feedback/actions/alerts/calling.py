"""Calling somebody else's URL: the address is looked at before it is dialled, and what is dialled is what was looked at."""

import json
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from feedback.alerting.guarding import ForbiddenAddress, is_allowed_by_name, is_public, read_url

if TYPE_CHECKING:
    from http.client import HTTPConnection

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
MOST_ANSWER = 64 * 1024


class CallFailed(Exception):
    """Nobody answered in time, or not in HTTP. The message names no address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, the beginning of the body as text, and the seconds Retry-After asks for."""

    status: int
    text: str
    retry_after: float | None = None

    def json(self) -> dict[str, Any]:
        """Read the body as a JSON object; empty where it is none."""
        try:
            found = json.loads(self.text)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def look_up(host: str, port: int) -> tuple[str, int]:
    """Resolve a host to one address that may be called. Every address it has must be public, unless the operator allows the name.

    Raises ForbiddenAddress, or CallFailed where the name leads nowhere.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CallFailed("The host name leads nowhere.") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not is_allowed_by_name(host, port, settings.OUTGOING_HOSTS) and not all(is_public(address) for address in addresses):
        raise ForbiddenAddress(
            "Its address is not on the public internet. An administrator can allow the host with PROVENDER_OUTGOING_HOSTS."
        )
    return addresses[0], port


def check_url(url: str) -> str:
    """Say whether a URL may be called at all, before it is kept; gives its host. Raises ForbiddenAddress; a name that doesn't resolve now may later."""
    _, host, port, _ = read_url(url)
    try:
        look_up(host, port)
    except CallFailed:
        return host
    return host


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST, once, following no redirects; at most 15 seconds and 64 KB of answer. Raises ForbiddenAddress, CallFailed."""
    from http.client import HTTPException

    scheme, host, port, target = read_url(url)
    address, _ = look_up(host, port)
    connection = _connection(scheme, host, port, address)
    ends: threading.Timer | None = None
    try:
        connection.connect()
        ends = threading.Timer(TOTAL_SECONDS, _cut, [connection.sock])
        ends.daemon = True
        ends.start()
        connection.request("POST", target, body=body, headers={"User-Agent": "Provender", "Connection": "close", **headers})
        got = connection.getresponse()
        text = got.read(MOST_ANSWER).decode("utf-8", "replace")
        return Answer(got.status, text, _seconds(got.getheader("Retry-After")))
    except TimeoutError as error:
        raise CallFailed("No answer in time.") from error
    except (OSError, HTTPException) as error:
        raise CallFailed(_plain(error)) from error
    finally:
        if ends:
            ends.cancel()
        connection.close()


def _connection(scheme: str, host: str, port: int, address: str) -> "HTTPConnection":
    """Make a connection to an address under a name: TLS checks the name, the socket goes to the address that was looked at."""
    import ssl  # with http.client a megabyte that idle processes do without
    from http.client import HTTPConnection, HTTPSConnection

    def dial(_: object, timeout: float, source_address: Any = None) -> socket.socket:
        del timeout, source_address
        made = socket.create_connection((address, port), CONNECT_SECONDS)
        made.settimeout(TOTAL_SECONDS)
        return made

    made = HTTPSConnection(host, port, context=ssl.create_default_context()) if scheme == "https" else HTTPConnection(host, port)
    # http.client dials through this one function, also for TLS.
    made._create_connection = dial  # type: ignore[attr-defined] # noqa: SLF001
    return made


def _cut(dialled: socket.socket) -> None:
    """End a call that trickles: each byte in time, the whole never."""
    try:
        dialled.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is over already


def _seconds(header: str | None) -> float | None:
    """Read Retry-After: seconds, or a date (RFC 9110)."""
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header)
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(header).timestamp() - time.time()
    except (ValueError, OverflowError):  # a year of twenty digits is a date to its grammar
        return None


def _plain(error: BaseException) -> str:
    """Say what went wrong without the address: errors of sockets and TLS may carry it."""
    import ssl

    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Its certificate can't be trusted: {error.verify_message}."
    if isinstance(error, ConnectionRefusedError):
        return "Nobody listens there."
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}."
    return f"No proper answer ({type(error).__name__})."
