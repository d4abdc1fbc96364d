"""The real process tree of one scratch home: started, found, killed piece by piece, stopped."""

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg2
from psycopg2 import extensions

from config.embedded import EmbeddedPostgres, EmbeddedValkey, Home, home

ROOT = Path(__file__).resolve().parent.parent.parent
# The tests' own surroundings must not leak into the tree under test.
OWN_TO_THE_TESTS = ("PROVENDER_", "DATABASE_URL", "CELERY_", "DJANGO_", "PYTEST_", "OPENLINEAGE_")
START_SECONDS = 60.0


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Tree:
    """`python -m config.embedded` on a folder and a port of its own, without the demo."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        self.port = free_port()
        self.output = folder / "output.txt"
        kept = {key: value for key, value in os.environ.items() if not key.startswith(OWN_TO_THE_TESTS)}
        self.environment = {
            **kept,
            "PROVENDER_HOME": str(folder / "h"),
            "PROVENDER_PORT": str(self.port),
            "PROVENDER_DEMO": "0",
            **(environment or {}),
        }
        self.home: Home = home(ROOT, self.environment)
        self.process: subprocess.Popen[bytes] | None = None
        self.started_in = 0.0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start the supervisor; gives the seconds until the web server answered."""
        began = time.monotonic()
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.embedded"], cwd=ROOT, env=self.environment, stdout=output, stderr=output
            )
        while not (self.serves_itself() and self.answers()):
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS:
                raise AssertionError(f"the tree did not start:\n{self.words()}")
            time.sleep(0.02)
        return time.monotonic() - began

    def serves_itself(self) -> bool:
        """Tell whether the web server is this supervisor's own, not one that a killed supervisor left and that is just ending."""
        try:
            return self.process is not None and self.service("web").ppid() == self.process.pid
        except (psutil.Error, OSError, ValueError):
            return False

    def answers(self) -> bool:
        """Tell whether the health page is fine."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            client.request("GET", "/healthz")
            return client.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()

    def stop(self) -> None:
        """Ask everything to end, and see that it did."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            for process in (*psutil.Process(self.process.pid).children(recursive=True), self.process):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            self.process.wait(10)
        # A supervisor that never came up again has nobody to end its servers.
        EmbeddedPostgres(self.home).stop()
        EmbeddedValkey(self.home).stop()

    def words(self) -> str:
        """Give the end of what it printed."""
        return self.output.read_text(errors="replace")[-4_000:]

    def postmaster(self) -> psutil.Process:
        """Find PostgreSQL's first process."""
        return psutil.Process(int((self.home.postgres_data / "postmaster.pid").read_text().split()[0]))

    def backends(self) -> list[psutil.Process]:
        """Find the processes that serve sessions (the others are named after their work)."""
        return [child for child in self.postmaster().children() if " provender " in " ".join(child.cmdline())]

    def service(self, name: str) -> psutil.Process:
        """Find the leader of a service of ours."""
        return psutil.Process(int((self.home.run / f"{name}.group").read_text()))

    def connect(self) -> extensions.connection:
        """Open a session in its database."""
        return psycopg2.connect(self.home.database_url)


def furnish(path: Path) -> None:
    """Put a home there that has its schema and static files, so that one tree per run of the tests starts from nothing: it takes ten seconds.

    Whoever comes first makes it, in the folder that PREPARED_HOME names; without that (benchmarks) nothing is put there.
    """
    if "PREPARED_HOME" not in os.environ:
        return
    made = Path(os.environ["PREPARED_HOME"])
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            draft = made.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            tree = Tree(draft)
            try:
                tree.start()
            finally:
                tree.stop()
            for file in tree.home.run.iterdir():
                if file.suffix != ".state":  # what was started and collected is the same, who runs isn't
                    file.unlink()
            draft.rename(made)
    subprocess.run(["cp", "-a", str(made / "h"), str(path)], check=True)


@contextmanager
def running_tree(environment: dict[str, str] | None = None, *, from_nothing: bool = False) -> Iterator[Tree]:
    """Give a tree that answers; afterwards it is stopped and its folder gone. `from_nothing`: not even the schema is there before."""
    folder = Path(tempfile.mkdtemp(prefix="pvt"))
    folder.chmod(0o711)
    if not from_nothing:
        furnish(folder / "h")
    tree = Tree(folder, environment)
    try:
        tree.started_in = tree.start()
        yield tree
    finally:
        tree.stop()
        shutil.rmtree(folder, ignore_errors=True)
