"""The one command: everything starts, comes back after any kill, and stops together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from config.embedded import EmbeddedPostgres, EmbeddedValkey, Home, home
from config.embedded.service import MARKER
from tests.durability.tree import furnish

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.slow


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(place: Path) -> Iterator[Start]:
    """Give a way to run `up` on a home of its own; what a failed test leaves running is stopped."""
    started: list[subprocess.Popen[str]] = []

    def run(**more: str) -> "subprocess.Popen[str]":
        started.append(up(place, more))
        return started[-1]

    yield run
    for process in started:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def up(place: Path, more: dict[str, str]) -> subprocess.Popen[str]:
    """Run `up` without the demo and without the developer's own settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PROVENDER_", "DATABASE_URL", "CELERY_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "config.embedded"],
        cwd=ROOT,
        env={**own, "PROVENDER_HOME": str(place / "h"), "PROVENDER_DEMO": "0", **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Read the stream up to a line with these words; gives everything read."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    pytest.fail(f"{words!r} was never said:\n{said}")


def answers(url: str) -> bool:
    """Tell whether the web server gives a page."""
    try:
        with urlopen(url, timeout=2) as page:
            return bool(page.status == 200)
    except HTTPError as error:
        return error.code < 500
    except (URLError, OSError):
        return False


def seconds_until(done: Callable[[], bool], limit: float = 15.0) -> float:
    """Wait until something holds; gives the seconds."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < limit, "it never happened"
        time.sleep(0.02)
    return time.monotonic() - began


def leader(found: Home, name: str) -> int:
    """Give the pid of a service's leader."""
    try:
        return int((found.run / f"{name}.group").read_text())
    except (FileNotFoundError, ValueError):
        return 0


def seconds_to_come_back(pid: Callable[[], int], serves: Callable[[], bool]) -> float:
    """Kill a process; gives the seconds until another has its place and serves."""
    killed = pid()
    os.kill(killed, signal.SIGKILL)
    return seconds_until(lambda: pid() not in {0, killed} and serves())


@pytest.fixture
def busy_port() -> Iterator[int]:
    """Give a port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def marker_of_up(place: Path) -> bytes:
    """Give the variable that every service of this `up` carries."""
    return f"{MARKER}={place / 'h' / 'run'}".encode()


def marked(wanted: bytes) -> list[str]:
    """List the processes that carry the variable."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in path.joinpath("environ").read_bytes().split(b"\0"):
                found.append(path.joinpath("cmdline").read_text())
        except OSError:
            continue
    return found


def test_up_takes_the_next_port_survives_every_kill_and_stops_whole(start: Start, place: Path, busy_port: int, marker_of_up: bytes) -> None:
    furnish(place / "h")
    found = home(ROOT, {"PROVENDER_HOME": str(place / "h")})
    process = start(PROVENDER_PORT=str(busy_port))
    said = read_until(process, "Ctrl-C")
    url = (found.run / "url").read_text().strip()
    assert f"Port {busy_port} is taken" in said
    assert f"OPENLINEAGE_URL={url}" in said
    assert answers(url)

    for server in (EmbeddedPostgres(found), EmbeddedValkey(found)):
        assert seconds_to_come_back(lambda server=server: server.pid() or 0, server.is_ready) < 3  # type: ignore[misc]
        assert seconds_until(lambda: answers(url)) < 3
    for name in ("web", "projector", "watcher", "worker", "stem"):
        assert seconds_to_come_back(lambda name=name: leader(found, name), lambda: answers(url)) < 3  # type: ignore[misc]
    # Two at once: what web servers are forked from has just been killed, and imports everything again first (1.3 s with the cores to itself).
    assert seconds_to_come_back(lambda: leader(found, "web"), lambda: answers(url)) < 6

    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    process.communicate()
    assert process.returncode == 0
    assert time.monotonic() - began < 10
    assert marked(marker_of_up) == []
    assert EmbeddedPostgres(found).pid() is EmbeddedValkey(found).pid() is None


def test_a_second_up_on_the_same_home_says_where_the_first_is_and_a_killed_one_is_taken_over(start: Start, place: Path) -> None:
    furnish(place / "h")
    found = home(ROOT, {"PROVENDER_HOME": str(place / "h")})
    first = start()
    read_until(first, "Ctrl-C")
    postgres = EmbeddedPostgres(found).pid()
    second = start()
    assert "Provender already runs at http://127.0.0.1:" in second.communicate()[0]
    assert second.returncode == 1

    first.kill()
    first.communicate()
    third = start()
    read_until(third, "Ctrl-C")
    assert EmbeddedPostgres(found).pid() == postgres, "the running server is adopted"
    third.terminate()
    third.communicate()
    assert third.returncode == 0
    assert EmbeddedPostgres(found).pid() is None


def test_a_bad_setting_stops_the_start_and_says_which(start: Start) -> None:
    process = start(PROVENDER_PORT="eighty")
    assert "PROVENDER_PORT='eighty' is not a whole number." in process.communicate()[0]
    assert process.returncode == 1


def test_with_servers_of_your_own_none_are_embedded(start: Start, place: Path) -> None:
    process = start(DATABASE_URL="postgresql://127.0.0.1:1/nowhere", CELERY_BROKER_URL="memory://")
    said = process.communicate()[0]
    assert "PostgreSQL is yours (DATABASE_URL)" in said
    assert "`manage.py migrate` failed" in said
    assert process.returncode == 1
    assert not (place / "h" / "postgres").exists()
