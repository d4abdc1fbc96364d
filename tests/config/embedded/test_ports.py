"""A busy port is noticed, and the next one is taken."""

import socket
from collections.abc import Iterator

import pytest

from config.embedded.ports import WebAnswers, free_port


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Give a socket that listens on a port below the last ones."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        found.listen()
        yield found


def test_a_busy_port_gives_the_next_free_one(listener: socket.socket) -> None:
    busy = listener.getsockname()[1]
    assert busy < free_port("127.0.0.1", busy) < busy + 50


def test_a_free_port_is_given_as_wanted(listener: socket.socket) -> None:
    port = free_port("127.0.0.1", listener.getsockname()[1])
    assert free_port("127.0.0.1", port) == port


def test_a_host_that_is_not_ours_is_an_error_and_not_fifty_busy_ports() -> None:
    with pytest.raises(OSError, match="assign requested address"):
        free_port("192.0.2.1", 8080)


def test_a_web_server_is_ready_when_it_has_answered_anything(listener: socket.socket) -> None:
    answers = WebAnswers("127.0.0.1", listener.getsockname()[1], "/healthz")
    assert not answers()
    line, _ = listener.accept()
    assert line.recv(100).startswith(b"GET /healthz HTTP/1.1\r\n")
    assert not answers()
    line.sendall(b"HTTP/1.1 503 Busy\r\n\r\n")
    assert answers()
    line.close()
