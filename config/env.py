"""Small loud readers of the environment: a bad value stops the start and says which."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(Exception):
    """An environment variable holds something the application can't use."""


def text(name: str, default: str = "") -> str:
    """Give the variable's value, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool) -> bool:
    """Read 1/0, true/false, yes/no, on/off."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name}={value!r} is neither yes nor no; use 1 or 0.")


def whole(name: str, default: int, *, least: int = 0) -> int:
    """Read a whole number of at least `least`."""
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError as error:
        raise BadSetting(f"{name}={value!r} is not a whole number.") from error
    if number < least:
        raise BadSetting(f"{name}={number} is too small; the least is {least}.")
    return number


def words(name: str, default: list[str]) -> list[str]:
    """Read a comma-separated list."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else default


def sign_up(name: str) -> tuple[str, ...]:
    """Read who may sign up: `closed` (nobody), `open` (`*`), or the domains of e-mails that may: `example.org,example.com`."""
    said = [word.lower().removeprefix("@") for word in words(name, ["closed"])]
    if said == ["closed"]:
        return ()
    if said == ["open"]:
        return ("*",)
    if any("." not in domain or "@" in domain or " " in domain for domain in said):
        raise BadSetting(f"{name}={text(name)!r} is neither closed nor open nor a list of e-mail domains such as example.org.")
    return tuple(said)


def oidc(url: str, name: str, client: str, secret: str, *, trusts_email: bool) -> dict[str, object]:
    """Describe the one OpenID Connect provider to allauth; nothing without its address.

    `trusts_email`: e-mails count as vouched for although the provider doesn't say that it verified them.
    """
    if not url:
        return {}
    if not client:
        raise BadSetting("PROVENDER_OIDC_URL needs PROVENDER_OIDC_CLIENT_ID, which the provider gave you.")
    app_settings = {"server_url": url, "verified_email": trusts_email, "oauth_pkce_enabled": True}
    app = {"provider_id": "oidc", "name": name, "client_id": client, "secret": secret, "settings": app_settings}
    return {"openid_connect": {"APPS": [app]}}


def database(url: str) -> dict[str, object]:
    """Turn `postgresql://user:secret@host:port/name?option=value` into Django's dictionary; `host=` may name a socket folder."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(f"DATABASE_URL must start with postgresql://; Provender speaks no other dialect (got {parts.scheme!r}).")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "provender",
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or (parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def folder(name: str, default: Path) -> Path:
    """Read a folder's path; it need not exist."""
    return Path(text(name) or default).expanduser().resolve()


def mail_server(url: str) -> dict[str, object]:
    """Read `smtp://user:password@host:port` (`smtp+tls://`: STARTTLS; `smtps://`: TLS from the start) into Django's settings."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise BadSetting("PROVENDER_SMTP_URL must look like smtp://host:25, smtp+tls://user:password@host:587 or smtps://…:465")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
