"""Which addresses nothing may be sent to: whatever is not the public internet could be one of ours (server-side request forgery)."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from string import punctuation
from urllib.parse import quote, urlsplit

SCHEMES = {"http": 80, "https": 443}
# Beyond what Python calls not global: the way into IPv4 through IPv6 (NAT64, 6to4, Teredo).
EMBEDDING = tuple(ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
# Carriers' shared addresses; protocol assignments, where a cloud keeps its metadata (192.0.0.192).
INSIDE = tuple(ip_network(net) for net in ("100.64.0.0/10", "192.0.0.0/24"))


class ForbiddenAddress(Exception):
    """Nothing is sent there; the message says why without repeating the address."""


def is_public(address: str) -> bool:
    """Say whether an IP address is on the public internet: not private, loopback, link-local (cloud metadata), multicast or reserved."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return _is_public(found.ipv4_mapped)
        if any(found in net for net in EMBEDDING):
            return False
    return _is_public(found)


def _is_public(found: IPv4Address | IPv6Address) -> bool:
    if any(found in net for net in INSIDE):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def read_url(url: str) -> tuple[str, str, int, str]:
    """Take a URL apart: scheme, host, port, path with query. Raises ForbiddenAddress where it is none of ours to call."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise ForbiddenAddress("This is no URL.") from error
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ForbiddenAddress("Give a URL that begins with https:// (or http://).")
    if parts.username or parts.password:
        raise ForbiddenAddress("Leave user and password out of the URL: they would be sent to whoever answers there.")
    if any(char.isspace() or ord(char) < 32 for char in url.strip()):  # noqa: PLR2004  # control characters
        raise ForbiddenAddress("This is no URL.")
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=punctuation)  # HTTP's request line is ASCII
    return parts.scheme, parts.hostname, port or SCHEMES[parts.scheme], target


def is_allowed_by_name(host: str, port: int, allowed: list[str]) -> bool:
    """Say whether the operator allows this host (`hooks.internal`, or with its port `hooks.internal:8080`), wherever it leads."""
    names = {name.lower() for name in allowed}
    return host.lower() in names or f"{host.lower()}:{port}" in names
