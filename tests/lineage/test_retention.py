"""Old events go by whole partitions; what is kept stays whole."""

from datetime import UTC, datetime

import pytest

from catalog import bulk
from lineage.actions.retention import forget_old_events, keep_partitions, partition_name, partitions

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 5, 17, 12, tzinfo=UTC)


def _event(received_at: str, digest: str) -> None:
    bulk.run("INSERT INTO lineage_eventdigest (digest, received_at) VALUES (%s::bytea, %s)", digest, received_at)
    bulk.run(
        "INSERT INTO lineage_event (received_at, kind, event_type, event_time, job_namespace, job_name, run_id, producer, digest, body)"
        " VALUES (%s, 'run', 'START', now(), 'n', 'j', 'r', 'p', %s::bytea, '')",
        received_at,
        digest,
    )


def _count(table: str, before: str) -> int:
    [(count,)] = bulk.ask(f"SELECT count(*) FROM {table} WHERE received_at < %s", before)
    return count


def test_partitions_are_made_for_this_month_and_the_next_two() -> None:
    assert keep_partitions(now=NOW) == ["lineage_event_2031_05", "lineage_event_2031_06", "lineage_event_2031_07"]
    assert keep_partitions(now=NOW) == []


def test_only_partitions_wholly_past_the_retention_are_dropped() -> None:
    for month in (1, 4):
        keep_partitions(now=datetime(2031, month, 1, tzinfo=UTC))
    _event("2031-01-31T23:59:59Z", "a")
    _event("2031-04-20T00:00:00Z", "b")
    dropped = forget_old_events(now=NOW, keep_days=60)
    assert {"lineage_event_2031_01", "lineage_event_2031_02"} <= set(dropped)
    assert "lineage_event_2031_03" not in dropped
    assert _count("lineage_event", "2031-04-21") == 1


def test_digests_follow_their_events_so_that_a_late_replay_is_new_again() -> None:
    keep_partitions(now=datetime(2031, 1, 1, tzinfo=UTC))
    _event("2031-01-31T23:59:59Z", "a")
    forget_old_events(now=NOW, keep_days=60)
    assert _count("lineage_eventdigest", "2031-02-01") == 0


def test_a_month_whose_events_strayed_into_the_default_partition_stays_there() -> None:
    _event("2031-05-02T00:00:00Z", "stray")
    assert partition_name(NOW.date()) not in keep_partitions(now=NOW)
    assert partition_name(NOW.date()) not in partitions()
    assert _count("lineage_event", "2031-05-03") == 1
