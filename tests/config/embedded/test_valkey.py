"""The embedded Valkey keeps every task it took."""

import os
import signal
import socket
import time

from config.embedded import EmbeddedValkey, Home


def ask(home: Home, *words: str) -> bytes:
    """Send one command and give the raw answer."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(home.broker_socket))
        line.sendall(" ".join(words).encode() + b"\r\n")
        return line.recv(4096)


def test_what_was_pushed_is_there_after_a_kill(fresh: Home) -> None:
    server = EmbeddedValkey(fresh)
    server.start()
    for number in range(50):
        assert ask(fresh, "RPUSH", "queue", str(number)) == f":{number + 1}\r\n".encode()
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.pid() is not None:  # the kernel takes a moment
        time.sleep(0.001)
    server.start()
    assert server.pid() != pid
    assert ask(fresh, "LLEN", "queue") == b":50\r\n"


def test_a_running_server_is_adopted_and_can_be_stopped_by_its_adopter(fresh: Home) -> None:
    first, second = EmbeddedValkey(fresh), EmbeddedValkey(fresh)
    first.start()
    second.start()
    assert first.pid() == second.pid() is not None
    second.stop()
    assert first.pid() is None


def test_a_pid_file_naming_a_stranger_is_seen_through(fresh: Home) -> None:
    fresh.create()
    (fresh.run / "valkey.pid").write_text(f"{os.getpid()}\n")
    server = EmbeddedValkey(fresh)
    server.start()
    assert server.pid() not in {None, os.getpid()}


def test_it_never_drops_a_task_for_memory_and_listens_on_no_port(fresh: Home) -> None:
    EmbeddedValkey(fresh).start()
    assert b"noeviction" in ask(fresh, "CONFIG", "GET", "maxmemory-policy")
    assert b"always" in ask(fresh, "CONFIG", "GET", "appendfsync")
    assert ask(fresh, "CONFIG", "GET", "port").split() == [b"*2", b"$4", b"port", b"$1", b"0"]
