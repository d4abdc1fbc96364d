"""One service of ours as a child process, with its whole process group."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.process_table import end_group

PR_SET_PDEATHSIG = 1
MARKER = "PROVENDER_RUN"


@dataclass(frozen=True)
class Service:
    """What to run: `env` is added to ours; without `ready` it is ready once it runs; with `restart` it is started again whenever it ends."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None
    restart: bool = True


class Child:
    """A service's process. It leads its own session, so a terminal's Ctrl-C reaches only the supervisor, which ends all in order."""

    def __init__(self, service: Service, run: Path) -> None:
        self.service = service
        self.name = self.title = service.name
        self.group_file = run / f"{service.name}.group"
        self.marker = f"{MARKER}={run}"
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start it, after ending whatever an earlier life left in its group."""
        if self.pid() is not None:
            return
        self.end_leftovers()
        name, _, value = self.marker.partition("=")
        self.process = subprocess.Popen(
            self.service.argv,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.service.env, name: value},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent(os.getpid()),  # noqa: PLW1509 - the supervisor has one thread
        )
        self.group_file.write_text(f"{self.process.pid}\n")

    def pid(self) -> int | None:
        """Give its pid while it lives."""
        if self.process is None or self.process.poll() is not None:
            return None
        return self.process.pid

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
        try:
            group = int(self.group_file.read_text())
        except (FileNotFoundError, ValueError):
            return 0
        count = end_group(group, self.marker, patience)
        if self.process is not None:
            self.process.wait()
        self.group_file.unlink(missing_ok=True)
        return count


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
