"""Fresh homes for embedded servers, and what outlives a test is ended."""

import shutil
import subprocess
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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Path]:
    """Give a database folder as a first start leaves it; who wants one that has been started copies it: that takes a tenth of the time."""
    path = Path(tempfile.mkdtemp(prefix="pv"))
    path.chmod(0o711)
    found = home(path / "project", {"PROVENDER_HOME": str(path / "h")})
    with EmbeddedPostgres(found).running():
        pass
    yield found.postgres_data
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def postgres(fresh: Home, cluster: Path) -> EmbeddedPostgres:
    """Give a PostgreSQL that answers."""
    fresh.create()
    subprocess.run(["cp", "-a", str(cluster), str(fresh.postgres_data)], check=True)
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
