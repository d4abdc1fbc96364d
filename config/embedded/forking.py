"""The supervisor's side of the stem: asks it to fork a service, and waits for forked processes as for its own children."""

import ctypes
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

from config.embedded.service import Child, Process

PR_SET_CHILD_SUBREAPER = 36
ANSWER_SECONDS = 3.0
LARGEST_ANSWER = 256
# The kernel keeps fifteen characters of a process's name.
TITLE = "pv-{}"

__all__ = ["Fork", "NotWarm", "Stem", "adopt_orphans", "can_fork", "reap_strangers"]


class NotWarm(Exception):
    """The stem is still importing, or is just being started again: ask a moment later."""


def can_fork() -> bool:
    """Tell whether services can be forked from a stem here."""
    return sys.platform == "linux"


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_strangers(known: set[int]) -> None:
    """Take note of dead children that nobody waits for: the children of killed children."""
    with suppress(ChildProcessError):
        while (found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and found.si_pid not in known:
            os.waitpid(found.si_pid, 0)


class Fork:
    """A forked process, as much of `subprocess.Popen` as a service needs."""

    def __init__(self, pid: int, stdout: IO[bytes]) -> None:
        self.pid = pid
        self.stdout: IO[bytes] | None = stdout
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Give the exit code once it ended: minus the signal that ended it."""
        return self._wait(os.WNOHANG)

    def wait(self) -> int:
        """Wait for its end."""
        return self._wait(0) or 0

    def terminate(self) -> None:
        """Send SIGTERM."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)

    def _wait(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, options)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


class Stem(Child):
    """The process that others are forked from."""

    line: socket.socket | None = None
    warm = False

    def is_ready(self) -> bool:
        """Tell whether it has imported everything."""
        if not self.warm and self.line is not None and self.pid() is not None:
            # A socket with a timeout waits for it before it reads, whatever flag the reading has: ask first.
            with suppress(OSError):
                self.warm = bool(select.select([self.line], [], [], 0)[0] and self.line.recv(LARGEST_ANSWER))
        return self.warm and self.pid() is not None

    def proves_readiness(self) -> bool:
        """It says when it is ready."""
        return True

    def _spawn(self, environment: Mapping[str, str]) -> Process:
        self._hang_up()
        self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.line.settimeout(ANSWER_SECONDS)
        with theirs:
            return self._execute(environment, stdin=theirs.fileno())

    def fork(self, argv: Sequence[str], env: Mapping[str, str], name: str) -> Fork:
        """Have it fork a process that runs the arguments; raises NotWarm where it can't now."""
        if not self.is_ready() or self.line is None:
            raise NotWarm
        reading, writing = os.pipe()
        words = json.dumps({"argv": list(argv), "env": dict(env), "title": TITLE.format(name)}).encode()
        try:
            socket.send_fds(self.line, [words], [writing])
            pid = json.loads(self.line.recv(LARGEST_ANSWER) or b"{}").get("pid")
        except OSError:
            pid = None
        os.close(writing)
        if pid is None:
            # Nobody may start unheard: without the line a new process ends by itself, and the stem does, too.
            os.close(reading)
            self._hang_up()
            raise NotWarm
        return Fork(pid, os.fdopen(reading, "rb", buffering=0))

    def _hang_up(self) -> None:
        self.warm = False
        if self.line is not None:
            self.line.close()
            self.line = None
