"""Fresh homes for embedded servers, and what outlives a test is ended."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
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


@pytest.fixture
def marked(place: Path) -> Callable[[], list[int]]:
    """Give a question: which live processes say in their environment that they belong to the supervisor of `place`?"""
    wanted = f"{MARKER}={place}".encode()

    def is_ours(path: Path) -> bool:
        try:
            alive = path.joinpath("stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
            return alive and wanted in path.joinpath("environ").read_bytes().split(b"\0")
        except OSError:
            return False

    return lambda: [int(path.name) for path in Path("/proc").glob("[0-9]*") if is_ours(path)]
