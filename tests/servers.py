"""A pytest plugin: an embedded PostgreSQL of the tests' own, unless DATABASE_URL names one. Loaded before Django's settings are."""

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]

os.environ.setdefault("PROVENDER_HOME", str(Path(tempfile.gettempdir()) / f"provender-tests-{os.getuid()}-{MARK}"))
os.environ.setdefault("PROVENDER_PG_FSYNC", "off")
os.environ.setdefault("PROVENDER_DEBUG", "0")
# Playwright's loop runs in the test's thread; the ORM calls of the tests around it are plain.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure() -> None:
    """Start the server; the last test process stops it."""
    if not os.environ.get("DATABASE_URL"):
        from config.embedded import ensure_postgres, home

        ours = home(ROOT, os.environ)
        ensure_postgres(ours)
        (ours.path / "static").mkdir(exist_ok=True)  # nothing is collected for tests; whitenoise warns of a folder that isn't there
