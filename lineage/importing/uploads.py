"""What somebody uploads: one file or a zip of many, opened within limits, so that a bomb stops early."""

import io
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

from lineage.importing.words import Skipped, UnreadableSource

MOST_FILES = 20_000
MOST_BYTES = 500_000_000  # all files of an archive together, inflated
MOST_RATIO = 200  # SQL and JSON shrink to a thirtieth; what shrinks more is made to
CHUNK = 1 << 20
ZIP = b"PK\x03\x04"

Wanted = Callable[[str], bool]


def open_upload(name: str, content: bytes, wanted: Wanted) -> tuple[dict[str, bytes], list[Skipped]]:
    """Give the wanted files by their path inside, and what was left out. A file that is no archive is itself.

    Raises UnreadableSource for an archive that is broken, encrypted or beyond the limits.
    """
    if not content.startswith(ZIP):
        return {name: content}, []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _open_archive(archive, wanted)
    except (zipfile.BadZipFile, RuntimeError, EOFError) as error:
        raise UnreadableSource(f"The archive can't be opened: {error}. Make it again as a plain zip without a password.") from error


def _open_archive(archive: zipfile.ZipFile, wanted: Wanted) -> tuple[dict[str, bytes], list[Skipped]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise UnreadableSource(f"The archive has {len(entries):,} files; at most {MOST_FILES:,} are read. Split it.")
    found: dict[str, bytes] = {}
    skipped: list[Skipped] = []
    left = MOST_BYTES
    for entry in entries:
        path = _clean(entry.filename)
        if not wanted(path):
            if not _is_noise(path):
                skipped.append(Skipped(path, "not a file this importer reads"))
            continue
        body = _read(archive, entry, left)
        left -= len(body)
        found[path] = body
    return found, skipped


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Inflate one file, whatever its header claims, no further than the limits allow."""
    limit = min(left, max(entry.compress_size, 1_000) * MOST_RATIO)
    parts: list[bytes] = []
    size = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise UnreadableSource(
                    f"“{entry.filename[:100]}” inflates to more than {limit:,} bytes; that is no archive of {entry.compress_size:,} bytes to trust."
                )
            parts.append(chunk)
    return b"".join(parts)


def _clean(path: str) -> str:
    """Give a path that only names: no root, no way up. Nothing is ever written under it."""
    return str(PurePosixPath(*[part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in {"..", "/"}]))


def _is_noise(path: str) -> bool:
    """Say whether nobody misses a file: what systems and editors leave behind."""
    return path.startswith("__MACOSX/") or PurePosixPath(path).name.startswith(".")
