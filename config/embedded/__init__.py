"""Embedded PostgreSQL and Valkey, and one process tree for everything; only `worker` imports Django."""

from config.embedded.home import Home, home, secret_key
from config.embedded.one_off import ensure_postgres
from config.embedded.postgres import EmbeddedPostgres
from config.embedded.refusals import CannotStart, CannotUseFolder
from config.embedded.valkey import EmbeddedValkey

__all__ = [
    "CannotStart",
    "CannotUseFolder",
    "EmbeddedPostgres",
    "EmbeddedValkey",
    "Home",
    "ensure_postgres",
    "home",
    "secret_key",
]
