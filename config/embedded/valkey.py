"""The embedded Valkey: Celery's broker, durable on every write."""

import signal
import socket
from pathlib import Path

from config.embedded.home import Home
from config.embedded.server import EmbeddedServer

CONFIGURATION = """\
# Written by Provender at every start.
port 0
unixsocket {socket}
unixsocketperm 700
dir {folder}
databases 1
# A task is on disk before its sender hears so; the file is a queue, so it stays small.
appendonly yes
appendfsync always
save ""
# A full queue refuses new tasks; it never forgets old ones.
maxmemory 128mb
maxmemory-policy noeviction
# Keeps our argument visible in the process table: it is how a live server is told from a reused pid.
set-proc-title no
daemonize no
loglevel warning
always-show-logo no
"""
PATIENCE = 0.25


class EmbeddedValkey(EmbeddedServer):
    """Valkey on `home.valkey_data`, reachable only through `home.broker_socket`."""

    name = "valkey"
    title = "Valkey"
    stop_signal = signal.SIGTERM
    force_signal = signal.SIGKILL

    def __init__(self, home: Home) -> None:
        super().__init__(home, home.valkey_data)

    @property
    def pid_file(self) -> Path:
        """Ours: written the moment it is started."""
        return self.home.run / "valkey.pid"

    @property
    def mark(self) -> str:
        """The configuration file, its one argument."""
        return str(self.folder / "valkey.conf")

    def argv(self) -> list[str]:
        """Run in the foreground."""
        return [str(self.programs.valkey), self.mark]

    def prepare(self) -> None:
        """Refuse what is not ours and write the configuration."""
        self.make_folder()
        path = Path(self.mark)
        path.write_text(CONFIGURATION.format(socket=_quoted(self.home.broker_socket), folder=_quoted(self.folder)))
        path.chmod(0o644)

    def noted(self, pid: int) -> bool:
        """Put the pid on record, and wait until the new process shows its own arguments."""
        self.pid_file.write_text(f"{pid}\n")
        return super().noted(pid)

    def is_ready(self) -> bool:
        """Send PING; while it loads its file it answers otherwise."""
        if self.pid() is None:
            return False
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(PATIENCE)
                line.connect(str(self.home.broker_socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _quoted(path: Path) -> str:
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
