"""What the demo's story needs: commits that other threads see, and a log that is put back."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from catalog import bulk

CURSOR = (
    "INSERT INTO lineage_projectioncursor (name, xid, event_id, generation) VALUES ('projector', 0, 0, 0)"
    " ON CONFLICT (name) DO UPDATE SET xid = 0, event_id = 0"
)


@pytest.fixture
def _log_put_back(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django's flush forgets the cursor and does not know the log."""
    with django_db_blocker.unblock():
        bulk.run(CURSOR)
    yield
    with django_db_blocker.unblock():
        bulk.run("TRUNCATE lineage_event")
        bulk.run(CURSOR)


@pytest.fixture
def committed_log(_log_put_back: None, transactional_db: None) -> None:
    """Let what is posted be committed. Slow: the tables are emptied after."""
