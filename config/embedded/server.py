"""What the embedded servers share: one data folder, one lock beside it, one process that outlives whoever started it."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from config.embedded.binaries import Programs, programs
from config.embedded.home import Home
from config.embedded.identity import Account, owned_folder, server_account
from config.embedded.locks import held
from config.embedded.process_table import is_ending, look_up, runs
from config.embedded.refusals import CannotStart

# Only these reach the servers: their behaviour must not depend on the shell that happened to start them.
SERVER_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
LARGEST_LOG = 10_000_000


class EmbeddedServer(ABC):
    """A server on a data folder. A live one is adopted, a stale pid file is verified as stale before it is removed."""

    name: str
    title: str
    stop_signal: signal.Signals
    force_signal: signal.Signals

    def __init__(self, home: Home, folder: Path) -> None:
        self.home = home
        self.folder = folder
        self.account: Account = server_account()
        self.log = home.logs / f"{self.name}.log"
        self._child: subprocess.Popen[bytes] | None = None
        self._programs: Programs | None = None

    @property
    @abstractmethod
    def pid_file(self) -> Path:
        """The file whose first line is the server's pid."""

    @property
    @abstractmethod
    def mark(self) -> str:
        """An argument that only a server of this folder has."""

    @property
    def programs(self) -> Programs:
        """The wheels' programs; located once."""
        if self._programs is None:
            self._programs = programs(self.home.path, self.account)
        return self._programs

    @abstractmethod
    def prepare(self) -> None:
        """Check the folder, fill it on first use, write the configuration; under the lock, before every start."""

    @abstractmethod
    def argv(self) -> list[str]:
        """Say how to run it in the foreground."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Tell whether it answers; costs well under a millisecond."""

    def noted(self, pid: int) -> bool:
        """Tell whether the pid file names the process just started (the server or we may write it)."""
        return self._recorded() == pid

    def may_yet_start(self, words: str) -> bool:
        """Tell from its last words whether another try can succeed."""
        del words
        return False

    def clear_remains(self) -> None:
        """Remove what a dead server left behind."""
        self.pid_file.unlink(missing_ok=True)

    def pid(self) -> int | None:
        """Give the pid of the live server on this folder, else None. A pid that now belongs to another program is None."""
        # One that died may have a thread that still ends: it can't be waited for yet, but serves nobody.
        if self._child is not None and self._child.poll() is None and look_up(self._child.pid):
            return self._child.pid
        return self._recorded()

    def _recorded(self) -> int | None:
        try:
            pid = int(self.pid_file.read_text().partition("\n")[0])
        except (OSError, ValueError):
            return None
        return pid if runs(pid, self.mark) else None

    def launch(self) -> None:
        """Start it unless it runs; gives back control as soon as its pid is on record, before it is ready."""
        self.home.create()
        with held(self.folder.with_suffix(".lock")):
            self.prepare()
            if self.pid() is None:
                self.clear_remains()
                self._spawn()

    def start(self, timeout: float = 60.0) -> None:
        """Start or adopt it and wait until it answers. A recovery may take as long as it takes while the process lives."""
        deadline = time.monotonic() + timeout
        self.launch()
        while not self.is_ready():
            if self.pid() is None:
                words = self.last_words()
                if time.monotonic() > deadline or not self.may_yet_start(words):
                    raise CannotStart(f"{self.title} did not start. The end of {self.log}:\n{words}")
                time.sleep(0.05)
                self.launch()
            time.sleep(0.005)

    def stop(self, timeout: float = 20.0) -> None:
        """Stop it in order; force it after `timeout` seconds. No data is lost either way."""
        pid = self.pid()
        if pid is None:
            return
        for number, patience in ((self.stop_signal, timeout), (self.force_signal, 5.0)):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            deadline = time.monotonic() + patience
            while self.pid() == pid or runs(pid, self.mark) or is_ending(pid):  # it removes its pid file before it is gone
                if time.monotonic() > deadline:
                    break
                time.sleep(0.01)
            else:
                return

    @contextmanager
    def running(self, timeout: float = 60.0) -> Iterator["EmbeddedServer"]:
        """Start it for the time of a block, and stop it after."""
        self.start(timeout)
        try:
            yield self
        finally:
            self.stop()

    def last_words(self) -> str:
        """Give the last lines of its log."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - 2000))
                return file.read().decode(errors="replace")
        except FileNotFoundError:
            return "(it wrote nothing)"

    def make_folder(self) -> None:
        """Make the data folder, or refuse someone else's."""
        owned_folder(self.folder, self.account)

    def call(self, argv: list[str], env: Mapping[str, str] = SERVER_ENVIRONMENT) -> str:
        """Run one of the server's tools as its user; gives its output, raises CannotStart with its complaint."""
        done = subprocess.run(
            argv,
            cwd="/",
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=self.account.user,
            group=self.account.group,
            extra_groups=self.account.extra_groups,
        )
        if done.returncode:
            raise CannotStart(f"{Path(argv[0]).name} failed: {(done.stderr or done.stdout).strip()}")
        return done.stdout

    def _spawn(self) -> None:
        # A file, not a pipe: the server outlives us, and must not die writing to a pipe nobody reads.
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            child = self._child = subprocess.Popen(
                self.argv(),
                cwd=self.folder,
                env=SERVER_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.account.user,
                group=self.account.group,
                extra_groups=self.account.extra_groups,
            )
        # The lock is kept until the pid is on record, else a second starter takes the fresh pid file for a stale one.
        deadline = time.monotonic() + 5.0
        while child.poll() is None and not self.noted(child.pid) and time.monotonic() < deadline:
            time.sleep(0.002)
