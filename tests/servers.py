"""A pytest plugin: an embedded PostgreSQL of this very run, unless DATABASE_URL names one. Loaded before Django's settings are."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django

ROOT = Path(__file__).resolve().parent.parent

if "PROVENDER_HOME" not in os.environ:  # xdist's workers inherit their controller's
    scratch = Path(tempfile.mkdtemp(prefix="pv-tests-"))
    scratch.chmod(0o711)  # root's server runs as somebody else
    os.environ["PROVENDER_HOME"] = str(scratch)
    os.environ["TEMPLATE_OF_TESTS"] = "template_of_tests"  # only a server that goes with this run: another's would grow old
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)

# tests/durability/tree.py furnishes trees with it.
os.environ.setdefault("PREPARED_HOME", str(Path(os.environ["PROVENDER_HOME"]) / "prepared"))
os.environ.setdefault("PROVENDER_PG_FSYNC", "off")
os.environ.setdefault("PROVENDER_DEBUG", "0")
# Playwright's loop runs in the test's thread; the ORM calls of the tests around it are plain.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def without_demo() -> None:
    """Let pages know that no demo is here, else the first page of a minute costs one query more than the next."""
    from django.core.cache import caches

    caches["local"].set("demo-is-here", False)


@pytest.fixture
def _log_put_back(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """Empty the log when all is done: Django's flush does not know it."""
    del django_db_setup
    yield
    from catalog import bulk

    with django_db_blocker.unblock():
        bulk.run("TRUNCATE lineage_event")


@pytest.fixture
def committed_log(_log_put_back: None, transactional_db: None) -> None:
    """Let what is posted be committed, as the projector's cursor and other threads need it. Slow: the tables are emptied after."""
    del transactional_db


def pytest_configure() -> None:
    """Start the server; the last test process stops it. Passwords are hashed fast: slowness is what keeps real ones."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if not os.environ.get("DATABASE_URL"):
        from config.embedded import ensure_postgres, home

        ours = home(ROOT, os.environ)
        ensure_postgres(ours)
        (ours.path / "static").mkdir(exist_ok=True)  # nothing is collected for tests; whitenoise warns of a folder that isn't there


def pytest_collection_finish() -> None:
    """Collect garbage seldom, and never look at what was imported: that took a tenth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
