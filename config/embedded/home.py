"""Where everything that Provender keeps on this machine lives."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.embedded.identity import Account, can_enter, check_owner, owned_folder, server_account
from config.embedded.locks import held
from config.embedded.refusals import CannotUseFolder

# A Unix socket's whole path must fit in 104 bytes on macOS and 108 on Linux; PostgreSQL adds a suffix for its lock file.
LONGEST_SOCKET_PATH = 90
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
# Fixed, not $TMPDIR: every process must find the same socket, whatever shell or service manager started it.
SHORT_FOLDER = Path("/tmp")  # noqa: S108 - the folder made in it is 0700 and its owner is checked
SYSTEM_FOLDER = Path("/var/lib/provender")


@dataclass(frozen=True)
class Home:
    """Absolute paths of one Provender's data, sockets, logs and pid files."""

    path: Path
    postgres_data: Path
    socket_dir: Path
    valkey_data: Path
    logs: Path
    run: Path

    @property
    def database_url(self) -> str:
        """The embedded PostgreSQL, through its socket."""
        return f"postgresql:///provender?host={quote(str(self.socket_dir), safe='/')}&user=provender"

    @property
    def broker_socket(self) -> Path:
        """The embedded Valkey's socket."""
        return self.socket_dir / "valkey.sock"

    @property
    def broker_url(self) -> str:
        """The embedded Valkey, as Celery names it."""
        return f"redis+socket://{quote(str(self.broker_socket), safe='/')}?virtual_host=0"

    def create(self) -> None:
        """Make the folders that are missing; raises CannotUseFolder when one can't be used."""
        account = server_account()
        ourselves = Account(name=str(os.geteuid()), uid=os.geteuid(), gid=os.getegid(), switch=False)
        make_path(self.path)
        check_owner(self.path, ourselves)
        if not can_enter(self.path, account):
            raise CannotUseFolder(
                f"The user {account.name}, who runs the database for root, can't enter {self.path}. "
                f"Set PROVENDER_HOME to a folder that every user may pass through, such as {SYSTEM_FOLDER}, "
                f"or start Provender as an ordinary user.",
            )
        with held(self.path / "folders.lock"):  # for a moment a folder root makes for another user is root's still
            owned_folder(self.socket_dir, account)
            for folder in (self.logs, self.run):
                owned_folder(folder, ourselves)


def home(project_root: Path, environ: Mapping[str, str]) -> Home:
    """Choose the folder: PROVENDER_HOME, else `.provender` in the project, else (root, project closed to others) below /var/lib. Creates nothing."""
    chosen = environ.get("PROVENDER_HOME")
    path = Path(chosen).expanduser().resolve() if chosen else default_path(project_root.resolve(), server_account())
    return Home(
        path=path,
        postgres_data=path / "postgres",
        socket_dir=socket_folder(path),
        valkey_data=path / "valkey",
        logs=path / "logs",
        run=path / "run",
    )


def default_path(project_root: Path, account: Account) -> Path:
    """Give `.provender` beside the code where the servers' user can reach it, else a folder named after the project's path."""
    beside = project_root / ".provender"
    if not account.switch or can_enter(project_root, account):
        return beside
    return SYSTEM_FOLDER / digest(project_root)


def socket_folder(path: Path) -> Path:
    """Give `<path>/sockets` when a socket in it has a short enough name, else a folder of ours in the system's short one."""
    inside = path / "sockets"
    if len(os.fsencode(inside / LONGEST_SOCKET_NAME)) < LONGEST_SOCKET_PATH:
        return inside
    return SHORT_FOLDER / f"provender-{digest(path)}"


def make_path(path: Path) -> None:
    """Make the home; when root makes it, the servers' user may pass through (not list) it."""
    if path.is_dir():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.parent == SYSTEM_FOLDER:
        path.parent.chmod(0o755)  # ours alone, whatever root's umask is
    path.mkdir(exist_ok=True)
    path.chmod(0o711 if os.geteuid() == 0 else 0o700)


def secret_key(home: Home) -> str:
    """Give Django's SECRET_KEY, made on first use; 0600, and whole or absent at any moment."""
    path = home.path / "secret_key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return new_secret_key(path)
    except PermissionError as error:
        raise CannotUseFolder(
            f"{path} belongs to another user. Start Provender as that user, or set PROVENDER_HOME to a folder of your own.",
        ) from error


def new_secret_key(path: Path) -> str:
    """Write a fresh key; of two processes that try at once, both give the winner's."""
    import secrets  # loads OpenSSL's 3 MB, which the supervisor never needs

    make_path(path.parent)
    draft = path.with_name(f"secret_key.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def digest(path: Path) -> str:
    """Give 12 hexadecimal digits that stand for a path."""
    import hashlib  # loads OpenSSL's 3 MB, needed only for unusual places

    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
