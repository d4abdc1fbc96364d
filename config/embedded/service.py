"""One service of ours as a child process, with its whole process group."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from config.embedded.process_table import end_group

PR_SET_PDEATHSIG = 1
MARKER = "PROVENDER_RUN"


class Process(Protocol):
    """What a started process and a forked one have in common, as in `subprocess.Popen`."""

    pid: int
    stdout: IO[bytes] | None
    returncode: int | None

    def poll(self) -> int | None:
        """Give the exit code once it ended."""

    def wait(self) -> int:
        """Wait for its end."""

    def terminate(self) -> None:
        """Send SIGTERM."""


class Nursery(Protocol):
    """Where services come from without importing anything: the stem."""

    def fork(self, argv: Sequence[str], env: Mapping[str, str], name: str) -> Process:
        """Start a process that runs these arguments."""


@dataclass(frozen=True)
class Service:
    """What to run: `env` is added to ours; without `ready` it is ready once it runs; with `restart` it is started again whenever it ends.

    With `warm` it is forked from the stem, where there is one. One that `renews` ends with 0 now and then to be started again: no word of it.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    restart: bool = True
    warm: bool = False
    renews: bool = False


class Child:
    """A service's process. It leads its own session, so a terminal's Ctrl-C reaches only the supervisor, which ends all in order."""

    def __init__(self, service: Service, run: Path, stem: Nursery | None = None) -> None:
        self.service = service
        self.stem = stem if service.warm else None
        self.name = self.title = service.name
        self.group_file = run / f"{service.name}.group"
        self.marker = f"{MARKER}={run}"
        self.process: Process | None = None

    def launch(self) -> None:
        """Start it, after ending whatever an earlier life left in its group."""
        if self.pid() is not None:
            return
        self.end_leftovers()
        name, _, value = self.marker.partition("=")
        self.process = self._spawn({"PYTHONUNBUFFERED": "1", **self.service.env, name: value})
        self.group_file.write_text(f"{self.process.pid}\n")

    def _spawn(self, environment: Mapping[str, str]) -> Process:
        if self.stem is not None:
            return self.stem.fork(self.service.argv, self.service.env, self.name)
        return self._execute(environment)

    def _execute(self, environment: Mapping[str, str], stdin: int = subprocess.DEVNULL) -> Process:
        return subprocess.Popen(
            self.service.argv,
            env={**os.environ, **environment},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent(os.getpid()),  # noqa: PLW1509 - the supervisor has one thread
        )

    def pid(self) -> int | None:
        """Give its pid while it lives."""
        if self.process is None or self.process.poll() is not None:
            return None
        return self.process.pid

    def proves_readiness(self) -> bool:
        """Tell whether being ready says more than that it runs."""
        return self.service.ready is not None

    def is_ready(self) -> bool:
        """Ask the service's own question."""
        return self.pid() is not None and (self.service.ready is None or self.service.ready())

    @property
    def exit_code(self) -> int:
        """Its exit code as Popen gives it: minus the signal that ended it; 0 while it has none."""
        return (self.process.returncode if self.process else None) or 0

    def how_it_ended(self) -> str:
        """Say its exit in words."""
        code = self.exit_code
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"

    def ask_to_end(self) -> None:
        """Send SIGTERM to the leader, which knows how to end its own children."""
        if self.pid() is not None and self.process is not None:
            with suppress(ProcessLookupError):
                self.process.terminate()

    def end_leftovers(self, patience: float = 0.0) -> int:
        """End what still runs in the group on record (a killed leader's children, a killed supervisor's service); gives how many."""
        group = self._group()
        if group is None:
            return 0
        count = end_group(group, self.marker, patience)
        if self.process is not None:
            self.process.wait()
        self.group_file.unlink(missing_ok=True)
        return count

    def _group(self) -> int | None:
        """Give the group on record, or that of our own process where somebody removed the record with its folder."""
        try:
            return int(self.group_file.read_text())
        except (FileNotFoundError, ValueError):
            return self.process.pid if self.process is not None else None


def _end_with_parent(parent: int) -> Callable[[], None] | None:
    """Have Linux send SIGTERM to the child when the supervisor dies, however it dies. Elsewhere the next start ends leftovers."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def in_child() -> None:
        prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return in_child
