"""What stories need: an event log whose transactions really commit, and the folder of recorded public events."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from catalog import bulk

CURSOR = (
    "INSERT INTO lineage_projectioncursor (name, xid, event_id, generation) VALUES ('projector', 0, 0, 0)"
    " ON CONFLICT (name) DO UPDATE SET xid = 0, event_id = 0"
)


@pytest.fixture
def _log_put_back(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Empty the log and put its cursor back when all is done: Django's flush forgets the cursor and does not know the log."""
    del django_db_setup
    yield
    with django_db_blocker.unblock():
        bulk.run("TRUNCATE lineage_event")
        bulk.run(CURSOR)


@pytest.fixture
def committed_log(_log_put_back: None, transactional_db: None) -> None:
    """Let what is posted be committed, as the projector's cursor and other threads need it. Slow: the tables are emptied after."""
    del transactional_db


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Give the folder of recorded OpenLineage events, or skip: it is not part of the project."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("PROVENDER_CORPUS", beside)) / "openlineage"
    if not folder.is_dir():
        pytest.skip("no recorded events here: set PROVENDER_CORPUS to a folder that holds openlineage/")
    return folder
