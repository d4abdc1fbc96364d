"""Spreading: read the news that triggers noted, tell it, and forget it, all in one transaction. A watch step.

One at a time spreads, so that what happened is numbered in the order in which it becomes visible. News that can't be told is set aside,
tried again later and longer each time, and holds up nothing.
"""

import logging
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import transaction

from catalog import bulk
from feedback.actions.alerts.telling import access, agreements, cases, changes, promises, runs, stages, talk
from feedback.models import News
from lineage.actions.projecting.projector import POISON

log = logging.getLogger("provender.alerts")

BATCH = 200
WORKS_FOR = 1.0  # seconds a tick: judging must not wait for long
LOCK = 7_263_541  # any number of our own
FIRST_WAIT = timedelta(minutes=1)

Teller = Callable[[int, str, datetime], None]


def _run(row: int, what: str, now: datetime) -> None:
    del what, now
    runs.delivered([row])


TELLERS: dict[str, Teller] = {
    "deviation": promises.deviation,
    "slot": promises.slot,
    "verdict": promises.verdict,
    "version": changes.version,
    "proposal": changes.proposal,
    "acknowledgement": changes.answered,
    "agreement": agreements.agreement,
    "amendment": agreements.amendment,
    "case": cases.opened,
    "entry": cases.entry,
    "question": talk.question,
    "answer": talk.answer,
    "review": talk.review,
    "access": access.request,
    "run": _run,
}
RECENT_RUNS = """
INSERT INTO feedback_news (subject, "row", what) SELECT 'run', id, 'delivered' FROM lineage_run
WHERE id = ANY(%s) AND state = 'completed' AND ended_at > now() - interval '1 day'
"""


def note_runs(run_ids: Collection[int]) -> None:
    """Note completed runs as news; what ended long ago starts no pipeline. A run step."""
    bulk.run(RECENT_RUNS, list(run_ids))


def spread(now: datetime) -> int:
    """Tell what is new; gives how many rows that were. A worker looks every few seconds for what is due, so nobody is woken."""
    total, ends = 0, time.monotonic() + WORKS_FOR
    count = BATCH
    while count == BATCH:
        count, told = _spread_batch(now, ends)
        stages.check_after(told, now)
        total += count
    return total


@transaction.atomic
def _spread_batch(now: datetime, ends: float) -> tuple[int, list[News]]:
    """Tell up to a batch, stopping when the time is over; gives how many were tried (less than a batch: all for now) and what was told."""
    [(is_mine,)] = bulk.ask("SELECT pg_try_advisory_xact_lock(%s)", LOCK)
    if not is_mine:
        return 0, []
    news = list(News.objects.waiting().order_by("pk")[:BATCH])
    of_runs = [row for row in news if row.subject == "run"]
    told = {row.pk for row in of_runs} if of_runs and _are_told(of_runs) else set()
    tried = len(told)
    for row in news:
        if row.pk in told:
            continue
        if time.monotonic() > ends:
            break
        tried += 1
        if _is_told(row, now):
            told.add(row.pk)
    News.objects.filter(pk__in=told).delete()
    return tried if time.monotonic() < ends else min(tried, BATCH - 1), [row for row in news if row.pk in told]


def _are_told(of_runs: list[News]) -> bool:
    """Tell all runs together; where that fails they are told one by one."""
    try:
        with transaction.atomic():
            runs.delivered([row.row for row in of_runs])
    except POISON:
        return False
    return True


def _is_told(news: News, now: datetime) -> bool:
    try:
        with transaction.atomic():
            TELLERS[news.subject](news.row, news.what, now)
    except POISON as error:
        problem = f"{type(error).__name__}: {error}"[:2_000].replace("\0", "")
        log.warning("%s could not be told: %s", news, problem, exc_info=error)
        waits = FIRST_WAIT * 2 ** min(news.attempts, 10)
        News.objects.filter(pk=news.pk).update(attempts=news.attempts + 1, not_before=now + waits, problem=problem)
        return False
    return True
