"""The embedded PostgreSQL: the wheel's binaries under our own supervision."""

import os
import re
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from config.embedded.binaries import MAJOR
from config.embedded.home import Home
from config.embedded.identity import owned_folder
from config.embedded.process_table import on_folder
from config.embedded.refusals import CannotUseFolder
from config.embedded.server import EmbeddedServer

# Sized for two cores and a laptop; local.conf in the data folder is read last and belongs to the operator.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_io_concurrency": "16",
    "io_method": "sync",
    "jit": "off",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "2",
    "max_logical_replication_workers": "0",
    "max_wal_senders": "2",
    "autovacuum_max_workers": "2",
    "autovacuum_worker_slots": "4",
    "wal_compression": "pglz",
    "min_wal_size": "80MB",
    "max_wal_size": "1GB",
    # A new segment of 16 MB filled with zeros keeps every commit waiting for 70 ms, in a young cluster every other second of a burst.
    "wal_init_zero": "off",
    "checkpoint_timeout": "15min",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    "log_timezone": "UTC",
    "timezone": "UTC",
    # The projector reads behind the oldest open transaction, so a forgotten one would stop it.
    "idle_in_transaction_session_timeout": "60s",
    "password_encryption": "scram-sha-256",
    # Before a recovery everything must be on disk: one call for the file system instead of one for each of a thousand files.
    "recovery_init_sync_method": "syncfs" if sys.platform == "linux" else "fsync",
}
# For throw-away test databases; a crash may then cost everything, so nothing but a test ever asks for it.
NOT_DURABLE: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
READY_LINE = 7
DATABASE_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def settings_for(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Give the extra settings the environment asks for: PROVENDER_PG_FSYNC=off, for tests only."""
    return NOT_DURABLE if environ.get("PROVENDER_PG_FSYNC", "").lower() == "off" else {}


class EmbeddedPostgres(EmbeddedServer):
    """PostgreSQL on `home.postgres_data`, reachable only through the socket in `home.socket_dir`, whose folder is 0700."""

    name = "postgres"
    title = f"PostgreSQL {MAJOR}"
    stop_signal = signal.SIGINT  # "fast": ends sessions, writes a checkpoint
    force_signal = signal.SIGQUIT  # "immediate": the next start recovers from the log

    def __init__(self, home: Home, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(home, home.postgres_data)
        self.settings = {**SETTINGS, "unix_socket_directories": str(home.socket_dir), **(settings or {})}

    @property
    def pid_file(self) -> Path:
        """PostgreSQL's own lock file."""
        return self.folder / "postmaster.pid"

    @property
    def mark(self) -> str:
        """The data folder, given to `-D`."""
        return str(self.folder)

    def argv(self) -> list[str]:
        """Run in the foreground; settings are in files, so that a reload sees them too."""
        return [str(self.programs.postgres / "postgres"), "-D", str(self.folder)]

    def prepare(self) -> None:
        """Refuse what is not ours, initialise what is missing, write the settings and have a live server read them."""
        if not self.folder.exists():
            self._initialise()
        self.make_folder()
        self._check_major()
        if self._write_settings() and (pid := self.pid()):
            os.kill(pid, signal.SIGHUP)

    def is_ready(self) -> bool:
        """Read the state that PostgreSQL keeps in its lock file: no connection, no log noise."""
        if self.pid() is None:
            return False
        lines = self.pid_file.read_text().splitlines() if self.pid_file.exists() else []
        return len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"

    def may_yet_start(self, words: str) -> bool:
        """Backends of a killed server hold its shared memory for a moment; then a start works."""
        return "shared memory block" in words.rpartition("FATAL")[2]

    def clear_remains(self) -> None:
        """Remove the stale lock files and kill a dead server's backends: one in a long query would go on for minutes and block the start.

        The socket's lock goes too: a killed server whose parent is gone is a zombie until pid 1 reaps it, and PostgreSQL takes that for alive.
        """
        super().clear_remains()
        (self.home.socket_dir / f".s.PGSQL.{self.settings['port']}.lock").unlink(missing_ok=True)
        for pid in on_folder(self.folder, "postgres"):
            os.kill(pid, signal.SIGKILL)

    def ensure_database(self, name: str) -> None:
        """Create the database unless it exists."""
        if not DATABASE_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no plain database name")
        found = self._tool("psql", "-XAt", "-d", "postgres", "-c", f"SELECT 1 FROM pg_database WHERE datname = '{name}'")  # matched above
        if not found.strip():
            self._tool("createdb", "--maintenance-db=postgres", name)

    def migrations_applied(self, database: str) -> str:
        """List the migrations a database has had, one a line; empty where it has had none."""
        has_table = self._tool("psql", "-XAt", "-d", database, "-c", "SELECT to_regclass('django_migrations')")
        if not has_table.strip():
            return ""
        return self._tool("psql", "-XAt", "-d", database, "-c", "SELECT app, name FROM django_migrations ORDER BY 1, 2")

    def _tool(self, program: str, *arguments: str) -> str:
        address = ["-h", str(self.home.socket_dir), "-p", self.settings["port"], "-U", "provender"]
        return self.call([str(self.programs.postgres / program), *address, *arguments])

    def _initialise(self) -> None:
        # Beside, then renamed: a first start that dies half-way leaves no half-made data folder.
        draft = self.folder.with_name("postgres.new")
        if draft.exists():
            import shutil  # loads the compressors' 2 MB, needed after a crash in the first second only

            shutil.rmtree(draft)
        owned_folder(draft, self.account)
        self.call(
            [
                str(self.programs.postgres / "initdb"),
                *("-D", str(draft), "-U", "provender", "--encoding=UTF8", "--locale=C"),
                # One sort order and one upper case on every machine, whatever C library it has.
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("--auth-local=trust", "--auth-host=scram-sha-256"),
            ],
        )
        draft.rename(self.folder)

    def _check_major(self) -> None:
        written_by = (self.folder / "PG_VERSION").read_text().strip() if (self.folder / "PG_VERSION").exists() else "an unknown version"
        if written_by == str(MAJOR):
            return
        raise CannotUseFolder(
            f"{self.folder} was written by PostgreSQL {written_by}, and this Provender carries {MAJOR}. Nothing was changed. "
            f"Dump it with the Provender that wrote it (docs/guides/operating.md, Moving to another PostgreSQL), "
            f"or set PROVENDER_HOME to a new folder.",
        )

    def _write_settings(self) -> bool:
        main = self.folder / "postgresql.conf"
        include = "include = 'provender.conf'\ninclude = 'local.conf'\n"
        if include not in main.read_text():
            with main.open("a") as file:
                file.write(include)
        local = self.folder / "local.conf"
        if not local.exists():
            local.write_text("# Your own PostgreSQL settings; read last, never overwritten.\n")
            local.chmod(0o644)
        text = "# Written by Provender at every start; put your own settings in local.conf beside it.\n"
        text += "".join(f"{name} = '{_quoted(value)}'\n" for name, value in self.settings.items())
        path = self.folder / "provender.conf"
        if path.exists() and path.read_text() == text:
            return False
        path.write_text(text)
        path.chmod(0o644)
        return True


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
