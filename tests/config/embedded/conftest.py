"""Fresh homes for embedded servers, and what outlives a test is ended."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import EmbeddedPostgres, EmbeddedValkey, Home, home
from config.embedded.service import MARKER


@pytest.fixture
def place() -> Iterator[Path]:
    """Give a short folder that every user may pass through: pytest's own is 0700, and long for a socket."""
    path = Path(tempfile.mkdtemp(prefix="pv"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def fresh(place: Path) -> Iterator[Home]:
    """Give a home of its own; its servers are stopped afterwards."""
    found = home(place / "project", {"PROVENDER_HOME": str(place / "h")})
    yield found
    EmbeddedPostgres(found).stop()
    EmbeddedValkey(found).stop()


@pytest.fixture
def postgres(fresh: Home) -> EmbeddedPostgres:
    """Give a PostgreSQL that answers."""
    server = EmbeddedPostgres(fresh)
    server.start()
    return server


def marked_processes(run: Path) -> list[int]:
    """List the live processes whose environment says that they belong to this supervisor's run folder."""
    wanted = f"{MARKER}={run}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            alive = path.joinpath("stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
            if alive and wanted in path.joinpath("environ").read_bytes().split(b"\0"):
                found.append(int(path.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]
