"""The projector waits for writers of its own database that are still open, and for nobody else."""

import threading

import psycopg2
import pytest
from django.db import connection

from catalog import bulk
from lineage.actions.projecting.log import Cursor, horizon, next_entries

INSERT = (
    "INSERT INTO lineage_event (kind, event_type, event_time, job_namespace, job_name, run_id, producer, digest, body)"
    " VALUES ('run', 'START', now(), 'n', %s, 'r', 'p', %s::bytea, %s)"
)
EMPTY_ZSTD = bytes.fromhex("28b52ffd2000010000")


def _other(database: str) -> "psycopg2.extensions.connection":
    settings = connection.get_connection_params()
    return psycopg2.connect(host=settings["host"], user=settings["user"], dbname=database)


def _jobs_below(below: int) -> list[str]:
    return [name for (name,) in bulk.ask("SELECT job_name FROM lineage_event WHERE xid < %s ORDER BY job_name", below)]


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_is_not_skipped() -> None:
    late = _other(connection.settings_dict["NAME"])
    late.cursor().execute(INSERT, ("late", "late", EMPTY_ZSTD))
    bulk.run(INSERT, "early", "early", EMPTY_ZSTD)
    try:
        assert _jobs_below(horizon()) == []  # both wait: the late one has the lower number
        late.commit()
        assert _jobs_below(horizon()) == ["early", "late"]
        assert len(next_entries(Cursor(-1, 0, 0), 10, horizon())) == 2
    finally:
        late.close()
        bulk.run("TRUNCATE lineage_event")


@pytest.mark.django_db(transaction=True)
def test_a_neighbour_database_does_not_hold_us_up() -> None:
    neighbour = _other("postgres")
    neighbour.cursor().execute("SELECT pg_current_xact_id()")
    bulk.run(INSERT, "ours", "ours", EMPTY_ZSTD)
    try:
        assert _jobs_below(horizon()) == ["ours"]
    finally:
        neighbour.close()
        bulk.run("TRUNCATE lineage_event")


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_are_read_each_once() -> None:
    seen: list[int] = []
    writers = [threading.Thread(target=_write, args=(name,)) for name in ("a", "b", "c")]
    for writer in writers:
        writer.start()
    cursor = Cursor(-1, 0, 0)
    try:
        while any(writer.is_alive() for writer in writers) or next_entries(cursor, 1, horizon()):
            for entry in next_entries(cursor, 7, horizon()):
                seen.append(entry.id)
                cursor = Cursor(entry.xid, entry.id, 0)
        assert len(seen) == len(set(seen)) == 3 * 40
    finally:
        bulk.run("TRUNCATE lineage_event")


def _write(name: str) -> None:
    with _other(connection.settings_dict["NAME"]) as ours:
        for turn in range(40):
            ours.cursor().execute(INSERT, (name, f"{name}{turn}", EMPTY_ZSTD))
            ours.commit()
    ours.close()
