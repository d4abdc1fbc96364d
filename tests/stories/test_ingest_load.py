"""When there is too much, or the database is away: 503 with Retry-After, and an event posted often is one row."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.utils import OperationalError

from catalog import bulk
from lineage.actions.projecting.log import cursor_for_update
from lineage.api import load
from lineage.models import Event, EventDigest
from tests.stories.posting import EVENT, Answered, event, post


@pytest.fixture
def looked_at_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the load be looked at with every post."""
    monkeypatch.setattr(load, "LOOK_EVERY_SECONDS", 0.0)
    load._next_look = 0.0
    yield
    load._next_look, load._reason = 0.0, ""


@pytest.mark.django_db
@pytest.mark.usefixtures("looked_at_anew")
def test_a_backlog_past_the_limit_is_answered_503_with_retry_after(settings: object) -> None:
    settings.INGEST_MAX_BACKLOG = 1  # type: ignore[attr-defined]
    cursor_for_update()
    bulk.run("UPDATE lineage_projectioncursor SET event_id = (SELECT last_value - (NOT is_called)::int FROM lineage_event_id_seq)")
    answers = [post(event(eventType=kind)) for kind in ("START", "RUNNING", "COMPLETE")]
    assert [answered.status for answered in answers] == [201, 201, 503]
    assert answers[-1].headers["Retry-After"] == "1"
    assert "wait to be projected" in answers[-1].message


@pytest.mark.django_db
@pytest.mark.usefixtures("looked_at_anew")
def test_a_full_disk_is_answered_503(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "LEAST_FREE_DISK", 1.1)
    answered = post(EVENT)
    assert (answered.status, answered.body["error"]["code"]) == (503, "overloaded")
    assert "disk" in answered.message


def post_and_close(_turn: int) -> Answered:
    """Post from a thread of its own, and leave no connection behind."""
    try:
        return post(EVENT)
    finally:
        connection.close()


@pytest.mark.usefixtures("committed_log")
def test_a_thousand_parallel_posts_of_one_event_are_one_row() -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post_and_close, range(1_000)))
    assert sorted({answered.status for answered in answers}) == [200, 201]
    assert sum(answered.status == 201 for answered in answers) == 1
    assert Event.objects.count() == EventDigest.objects.count() == 1


@pytest.mark.usefixtures("committed_log")
def test_a_connection_the_server_has_ended_is_replaced_unnoticed() -> None:
    assert post(event(eventType="START")).status == 201
    with connection.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert post(EVENT).status == 201
    assert Event.objects.count() == 2


@pytest.mark.usefixtures("committed_log")
def test_a_database_that_is_away_is_answered_503_with_retry_after() -> None:
    connection.close()
    connection.settings_dict["NAME"], known = "nowhere", connection.settings_dict["NAME"]
    try:
        answered = post(EVENT)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = known
    assert (answered.status, answered.headers["Retry-After"]) == (503, "1")
