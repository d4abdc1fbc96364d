"""Which system user runs the embedded servers, and which folders that user can enter."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from config.embedded.refusals import CannotUseFolder

# PostgreSQL refuses to run as root. These users exist on practically every system; none is ever created.
UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The user that owns the servers' folders; `switch` says that we are root and must become that user to run them."""

    name: str
    uid: int
    gid: int
    switch: bool

    @property
    def user(self) -> int | None:
        """The `user` argument of `subprocess.Popen`."""
        return self.uid if self.switch else None

    @property
    def group(self) -> int | None:
        """The `group` argument of `subprocess.Popen`."""
        return self.gid if self.switch else None

    @property
    def extra_groups(self) -> list[int] | None:
        """The `extra_groups` argument of `subprocess.Popen`: root's own groups must not leak into the server."""
        return [] if self.switch else None


def server_account() -> Account:
    """Give ourselves, or an unprivileged user when we are root."""
    uid = os.geteuid()
    if uid != 0:
        return Account(name=str(uid), uid=uid, gid=os.getegid(), switch=False)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, switch=True)
    raise CannotUseFolder(
        "PostgreSQL does not run as root, and this system has neither a postgres nor a nobody user. "
        "Start Provender as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.",
    )


def can_enter(folder: Path, account: Account) -> bool:
    """Tell whether the account may pass through the folder and all its parents; parts that do not exist yet count as open."""
    return all(_searchable(part, account) for part in (folder, *folder.parents))


def owned_folder(path: Path, account: Account) -> None:
    """Make a 0700 folder of the account's, or refuse one that someone else owns (a planted link included)."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if account.switch:
            os.chown(path, account.uid, account.gid)
    check_owner(path, account)
    if stat.S_IMODE(path.lstat().st_mode) != 0o700:  # noqa: PLR2004 - the mode is the meaning
        path.chmod(0o700)


def check_owner(path: Path, account: Account) -> None:
    """Refuse a path that is no real folder or belongs to another user."""
    facts = path.lstat()
    if not stat.S_ISDIR(facts.st_mode):
        raise CannotUseFolder(f"{path} is not a folder. Move it away, or set PROVENDER_HOME to another folder.")
    if facts.st_uid != account.uid:
        raise CannotUseFolder(
            f"{path} belongs to the user {_user_name(facts.st_uid)}, but the servers run as {_user_name(account.uid)}. "
            f"Start Provender as the user who made it, or set PROVENDER_HOME to a folder of your own.",
        )


def _searchable(folder: Path, account: Account) -> bool:
    try:
        facts = folder.stat()
    except FileNotFoundError:
        return True
    except PermissionError:
        return False
    if facts.st_uid == account.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == account.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
