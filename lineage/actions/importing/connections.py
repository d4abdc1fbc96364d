"""Connections to databases: their addresses are secrets, sealed at rest, never shown, logged or put into an error."""

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from catalog import audit
from catalog.models import Person
from lineage.models import Connection
from lineage.sealing import CannotUnseal, seal, unseal

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

STATEMENT_SECONDS = 60
CONNECT_SECONDS = 10
USUAL_DRIVERS = {
    "postgres": "postgresql+psycopg2",
    "postgresql": "postgresql+psycopg2",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}


class CannotConnect(Exception):
    """The database can't be reached, or its address can't be read. The message names no password."""


def save_connection(*, name: str, address: str, namespace: str, person: Person | None) -> Connection:
    """Keep an SQLAlchemy address, sealed. Raises CannotConnect where it is no address or the name is taken."""
    shown = _shown(address)
    try:
        with transaction.atomic():
            connection = Connection.objects.create(
                name=name.strip(), address=shown, sealed=seal(address), namespace=namespace.strip(), created_by=person
            )
            audit.record(verb="connection.saved", target=connection, after={"address": shown, "namespace": connection.namespace})
    except IntegrityError as error:
        raise CannotConnect(f"There is a connection called “{name}” already; choose another name or remove that one first.") from error
    return connection


def passing_connection(address: str, namespace: str) -> Connection:
    """Make a connection for one use, which is kept nowhere. Raises CannotConnect where it is no address."""
    shown = _shown(address)
    return Connection(name=shown, address=shown, sealed=seal(address), namespace=namespace.strip())


@transaction.atomic
def remove_connection(*, connection: Connection) -> None:
    """Forget a connection, its secret and the sources that use it; what was imported stays."""
    audit.record(verb="connection.removed", target=connection, before={"address": connection.address})
    connection.delete()


def address_of(connection: Connection) -> str:
    """Open the sealed address. Raises CannotConnect."""
    try:
        return unseal(connection.sealed)
    except CannotUnseal as error:
        raise CannotConnect(f"The connection “{connection}” can't be opened: {error}") from error


def open_engine(address: str, *, seconds: int = STATEMENT_SECONDS) -> "Engine":
    """Make an engine that only reads and stops a statement after so many seconds, where the database can promise that.

    Dispose of it after use. Raises CannotConnect where the address can't be read or its driver isn't installed.
    """
    import sqlalchemy  # heavy, and needed by scans and tests of data alone

    url = _url(address)
    try:
        return sqlalchemy.create_engine(
            url, connect_args=_only_reading(url, seconds), poolclass=sqlalchemy.pool.NullPool, hide_parameters=True
        )
    except (sqlalchemy.exc.ArgumentError, ImportError, TypeError) as error:
        raise CannotConnect(
            f"No driver for “{url.drivername}” is installed here; install the SQLAlchemy dialect for it beside Provender."
        ) from error


def plain_error(error: Exception, address: str) -> str:
    """Say a database's error in its first line, without anything of the address that is secret."""
    url = _url(address)
    text = str(getattr(error, "orig", None) or error).strip().splitlines()
    told = text[0] if text else type(error).__name__
    for secret in (address, str(url.password or ""), *(str(value) for value in url.query.values())):
        if secret:
            told = told.replace(secret, "…")
    return told[:300]


def _shown(address: str) -> str:
    """Give what may be seen of an address: options of drivers may carry secrets too, so it ends before them."""
    url = _url(address)
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True).partition("?")[0]


def _url(address: str) -> "URL":
    import sqlalchemy

    try:
        url = sqlalchemy.make_url(address.strip())
    except sqlalchemy.exc.ArgumentError as error:
        raise CannotConnect("This is no address of a database; give one like postgresql://user:password@host:5432/database.") from error
    # The drivers that come with Provender, whatever the address leaves open.
    return url.set(drivername=USUAL_DRIVERS.get(url.drivername, url.drivername))


def _only_reading(url: "URL", seconds: int) -> dict[str, Any]:
    """Give connect arguments that keep a session from writing and from running for ever."""
    backend = url.get_backend_name()
    if backend == "postgresql":
        settings = f"-c default_transaction_read_only=on -c statement_timeout={seconds * 1000} -c application_name=provender"
        return {"connect_timeout": CONNECT_SECONDS, "options": settings}
    if backend in {"mysql", "mariadb"}:
        return {"connect_timeout": CONNECT_SECONDS, "read_timeout": seconds, "init_command": "SET SESSION TRANSACTION READ ONLY"}
    if backend == "duckdb":
        return {"read_only": True}
    return {}
