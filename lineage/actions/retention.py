"""Keep the event log's partitions ahead of time and forget old ones: whole partitions at a time, never waiting on a lock."""

from datetime import date, datetime, timedelta

from django.db import OperationalError, transaction

from catalog import bulk

MONTHS_AHEAD = 2
PATIENCE = "2s"
ROWS_AT_ONCE = 20_000


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def partition_name(month: date) -> str:
    """Name the partition of a month."""
    return f"lineage_event_{month:%Y_%m}"


def partitions() -> dict[str, date]:
    """List the monthly partitions there are, with the first day of each."""
    rows = bulk.ask(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'lineage_event'::regclass"
    )
    names = sorted(name for (name,) in rows if name != "lineage_event_default")
    return {name: date(int(name[-7:-3]), int(name[-2:]), 1) for name in names}


def keep_partitions(*, now: datetime) -> list[str]:
    """Make this month's partition and the next ones, where they are missing; returns those made.

    Rows that reached the default partition before their month had one keep living there: they are found all the same, and its month is skipped.
    """
    made: list[str] = []
    month = now.date().replace(day=1)
    have = partitions()
    for _ in range(MONTHS_AHEAD + 1):
        after = _month_after(month)
        if partition_name(month) not in have and not _strays(month, after):
            with transaction.atomic():
                bulk.run(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                bulk.run(
                    f"CREATE TABLE {partition_name(month)} PARTITION OF lineage_event FOR VALUES FROM ('{month} 00:00+00') TO ('{after} 00:00+00')"
                )
            made.append(partition_name(month))
        month = after
    return made


def _strays(month: date, after: date) -> bool:
    return bool(bulk.ask("SELECT 1 FROM lineage_event_default WHERE received_at >= %s AND received_at < %s LIMIT 1", month, after))


def forget_old_events(*, now: datetime, keep_days: int) -> list[str]:
    """Drop partitions all of whose events are older than that; returns them. A partition in use is left for the next time.

    Digests and problems of forgotten events follow in small deletes, so that a late replay of a forgotten event is simply new.
    """
    horizon = now - timedelta(days=keep_days)
    dropped = [name for name, month in partitions().items() if _month_after(month) <= horizon.date() and _drop(name)]
    for table in ("lineage_eventdigest", "lineage_eventproblem"):
        _delete_older(table, horizon.replace(day=1, hour=0, minute=0, second=0, microsecond=0))
    _delete_older("lineage_event_default", horizon)
    return dropped


def _drop(name: str) -> bool:
    try:
        with transaction.atomic():
            bulk.run(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            bulk.run(f"DROP TABLE {name}")
    except OperationalError:  # lock_timeout: somebody reads it now
        return False
    return True


def _delete_older(table: str, horizon: datetime) -> None:
    while True:
        rows = bulk.ask(
            f"WITH old AS (SELECT ctid FROM {table} WHERE received_at < %s LIMIT {ROWS_AT_ONCE})"
            f" DELETE FROM {table} t USING old WHERE t.ctid = old.ctid RETURNING 1",
            horizon,
        )
        if len(rows) < ROWS_AT_ONCE:
            return
