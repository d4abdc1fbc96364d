"""Files and folders by one address, however it is written: `s3a://b/x` and `https://b.s3.amazonaws.com/x` are `s3://b/x` (OpenLineage naming)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

_AZURE = re.compile(r"(?:https?|azure|wasbs?|abfss?)://(?:([^@/]+)@)?([^./]+)\.(?:blob|dfs)\.core\.windows\.net(?:/(.*))?", re.IGNORECASE)
_S3_HOST = re.compile(r"https?://([^/]+)\.s3[.-][^/]*amazonaws\.com(?:/(.*))?", re.IGNORECASE)
_IN_PATH = re.compile(
    r"https?://(s3[.-][^/]*amazonaws\.com|storage\.googleapis\.com|storage\.cloud\.google\.com)/([^/]+)(?:/(.*))?", re.IGNORECASE
)
_PLAIN = re.compile(r"(s3[an]?|gs|gcs|hdfs|file|oss|cosn?|obs)://([^/]*)(?:/(.*))?", re.IGNORECASE)
_SCHEMES = {"s3a": "s3", "s3n": "s3", "gcs": "gs"}
# What a text may write as an address: with its scheme, or a path from the root in quotes.
_WRITTEN = re.compile(r"[A-Za-z][\w+.-]*://[^\s'\"`,;()\[\]]+|(?<=['\"`])/[^'\"`\n]+")
# What stands for many files of a folder: a glob, or a partition of a table.
_MANY = re.compile(r"[*?{\[$]|^[\w.-]+=")
_AZURE_NAMESPACES = tuple(
    f"{scheme}://{{0}}@{{1}}.{kind}.core.windows.net"
    for scheme, kind in (("abfss", "dfs"), ("abfs", "dfs"), ("wasbs", "blob"), ("wasb", "blob"))
)


@dataclass(frozen=True, slots=True)
class Address:
    """A file or folder: its store (`s3`, `gs`, `azure`, `hdfs`, `file` …), what holds it (bucket, container@account, host), the levels inside."""

    store: str
    holder: str
    levels: tuple[str, ...]

    def __str__(self) -> str:
        """Write it the one way that all ways of writing it share."""
        return f"{self.store}://{self.holder}/{'/'.join(self.levels)}"

    @property
    def inside(self) -> str:
        """The path inside its holder, as OpenLineage names it."""
        path = "/".join(self.levels)
        return f"/{path}" if self.store == "file" else path or "/"

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces that OpenLineage's clients may call its holder by, the usual one first."""
        if self.store == "azure":
            return tuple(pattern.format(*self.holder.split("@")) for pattern in _AZURE_NAMESPACES)
        if self.store == "file" and not self.holder:
            return ("file", "file://")
        aliases = [alias for alias, scheme in _SCHEMES.items() if scheme == self.store]
        return tuple(f"{scheme}://{self.holder}" for scheme in (self.store, *aliases))

    @property
    def folder(self) -> "Address":
        """What the address means as a whole: without globs and partitions, `orders/dt=2026-03-01/*.parquet` is `orders`."""
        many = next((place for place, level in enumerate(self.levels) if _MANY.search(level)), len(self.levels))
        return Address(self.store, self.holder, self.levels[:many]) if many else self

    def around(self) -> Iterator["Address"]:
        """Yield it and the folders it is in, the nearest first; never the whole bucket."""
        for size in range(len(self.levels), 0, -1):
            yield Address(self.store, self.holder, self.levels[:size])


def address(text: str) -> Address | None:
    """Read an address; None where the text is none, or names a place on nobody knows which machine."""
    found = _read(text.partition("?")[0] if text.lower().startswith("http") else text)
    if found is None:
        return None
    store, holder, inside = found
    return Address(store, holder, tuple(level for level in inside.split("/") if level))


def _read(text: str) -> tuple[str, str, str] | None:
    if (azure := _AZURE.fullmatch(text)) is not None:
        container, account, inside = azure[1], azure[2], azure[3] or ""
        if container is None:
            container, _, inside = inside.partition("/")
        return ("azure", f"{container}@{account}", inside) if container else None
    if (host := _S3_HOST.fullmatch(text)) is not None:
        return "s3", host[1], host[2] or ""
    if (bucket := _IN_PATH.fullmatch(text)) is not None:
        return "s3" if bucket[1].lower().startswith("s3") else "gs", bucket[2], bucket[3] or ""
    if (plain := _PLAIN.fullmatch(text)) is not None:
        scheme = plain[1].lower()
        return _SCHEMES.get(scheme, scheme), plain[2], plain[3] or ""
    return ("file", "", text) if text.startswith("/") else None


def addresses(text: str) -> frozenset[Address]:
    """Give every address written in a text of SQL."""
    if "/" not in text:
        return frozenset()
    return frozenset(found for match in _WRITTEN.finditer(text) if (found := address(match.group())) is not None)


def dataset_address(namespace: str, name: str) -> Address | None:
    """Give the address of a dataset by its OpenLineage name."""
    return address(f"{'file://' if namespace == 'file' else namespace}/{name.lstrip('/')}")


def spellings(found: Iterable[Address]) -> tuple[frozenset[str], frozenset[str]]:
    """Give the namespaces and the names that datasets at these addresses, or around them, may have."""
    holders: set[str] = set()
    names: set[str] = set()
    for one in found:
        holders.update(one.namespaces)
        for near in one.around():
            path = "/".join(near.levels)
            names.update("".join(parts) for parts in product(("", "/"), (path,), ("", "/")))
    return frozenset(holders), frozenset(names)


def touched(found: Iterable[Address]) -> frozenset[str]:
    """Give the words by which a text's addresses are told: `path:` and a path inside a bucket, in lower case, for each folder around."""
    return frozenset(f"path:{'/'.join(near.levels).lower()}" for one in found for near in one.around())
