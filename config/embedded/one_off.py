"""PostgreSQL for one-off commands: the last command out stops what a command started."""

import atexit
import os
from typing import TextIO

from config.embedded.home import Home
from config.embedded.locks import share, try_exclusive
from config.embedded.postgres import EmbeddedPostgres, settings_for

DATABASE = "provender"
_using: dict[Home, TextIO] = {}


def ensure_postgres(home: Home) -> None:
    """See that PostgreSQL answers; a few milliseconds when it runs. One that commands started stops with the last of them."""
    if home in _using:
        return
    home.create()
    server = EmbeddedPostgres(home, settings_for(os.environ))
    register(home)
    atexit.register(_leave, home)
    if server.is_ready():
        return
    if server.pid() is None:
        _mark_started(home)
    server.start()
    server.ensure_database(DATABASE)


def register(home: Home) -> None:
    """Say that this process uses the server, until it ends however it ends; waits while a last user stops the server."""
    _using[home] = file = (home.run / "postgres.users").open("a")
    share(file)


def keep_running(home: Home) -> None:
    """Turn a server that a command started into one that stays."""
    (home.run / "postgres.one_off").unlink(missing_ok=True)


def _mark_started(home: Home) -> None:
    (home.run / "postgres.one_off").touch()


def _leave(home: Home) -> None:
    file = _using.pop(home)
    if try_exclusive(file) and (home.run / "postgres.one_off").exists():
        EmbeddedPostgres(home).stop()
        keep_running(home)
    file.close()
