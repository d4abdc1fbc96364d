"""Spreading: read the news that triggers noted, tell it, and forget it, all in one transaction. A watch step.

One at a time spreads, so that what happened is numbered in the order in which it becomes visible. News that can't be told is set aside,
tried again later and longer each time, and holds up nothing.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import transaction

from catalog import bulk
from feedback.actions.alerts.telling import access, cases, changes, promises, runs, talk
from feedback.models import News
from lineage.actions.projecting.projector import POISON

log = logging.getLogger("provender.alerts")

BATCH = 200
MOST_BATCHES = 10
LOCK = 7_263_541  # any number of our own
FIRST_WAIT = timedelta(minutes=1)

Teller = Callable[[int, str, datetime], None]
TELLERS: dict[str, Teller] = {
    "deviation": promises.deviation,
    "slot": promises.slot,
    "verdict": promises.verdict,
    "version": changes.version,
    "proposal": changes.proposal,
    "case": cases.opened,
    "entry": cases.entry,
    "question": talk.question,
    "answer": talk.answer,
    "review": talk.review,
    "access": access.request,
    "run": runs.delivered,
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
    total = 0
    for _ in range(MOST_BATCHES):
        count = _spread_batch(now)
        total += count
        if count < BATCH:
            break
    return total


@transaction.atomic
def _spread_batch(now: datetime) -> int:
    [(is_mine,)] = bulk.ask("SELECT pg_try_advisory_xact_lock(%s)", LOCK)
    if not is_mine:
        return 0
    news = list(News.objects.waiting().order_by("pk")[:BATCH])
    told = [row.pk for row in news if _is_told(row, now)]
    News.objects.filter(pk__in=told).delete()
    return len(news)


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
