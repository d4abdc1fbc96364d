"""Judge what was just recorded: the clauses on what runs wrote, and on assets told of without a run. Steps of the watcher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from catalog import bulk
from contracts.actions.judging.cadences import News, judge_cadences
from contracts.actions.judging.schemas import ToldAt, judge_schemas
from contracts.actions.judging.services import judge_services
from contracts.actions.judging.standing import refresh_standing
from contracts.actions.judging.verdicts import take

WRITTEN = """
SELECT d.asset_id, r.id, r.state, r.last_event_at, r.ended_at, coalesce(r.nominal_end_at, r.nominal_start_at)
FROM lineage_run r JOIN lineage_rundataset d ON d.run_id = r.id AND d.direction = 'output' WHERE r.id = ANY(%s)
AND EXISTS (SELECT FROM contracts_clause c WHERE c.asset_id = d.asset_id AND c.in_force_until IS NULL)
"""
# Locked from here on, all in one order: what is read of them afterwards nobody else is about to change.
CLAUSES = """
SELECT id, kind, property FROM contracts_clause
WHERE asset_id = ANY(%s) AND in_force_until IS NULL AND why_not = '' AND kind IN ('cadence', 'schema', 'service') ORDER BY id FOR UPDATE
"""
TOLD = "SELECT id, last_seen_at FROM catalog_asset WHERE id = ANY(%s) AND last_seen_at IS NOT NULL"
COMPLETED = "completed"
# Shares over thirty days change little with one run more: the clock judges them; a run that failed is news at once.
BY_CLOCK = frozenset({"availability", "throughput", "timeToDetect", "timeToNotify", "timeToRepair"})


@dataclass(slots=True)
class Touched:
    """What runs did to an asset: the newest that told of it, the earliest delivery, whether any failed."""

    newest: ToldAt
    news: News | None = None
    has_failed: bool = False


def judge_runs(run_ids: Sequence[int]) -> None:
    """Judge what these runs wrote. A RUN_STEP: repeatable, in any order; a run that is gone or wrote nothing promised is nothing."""
    touched: dict[int, Touched] = {}
    for asset, run, state, last, ended, data_end in bulk.ask(WRITTEN, list(run_ids)):
        _touch(touched, asset, ToldAt(last, run), state == COMPLETED, News(ended, data_end) if ended else None)
    _judge(touched)


def _touch(touched: dict[int, Touched], asset: int, told: ToldAt, has_delivered: bool, news: News | None) -> None:  # noqa: FBT001 - one fold of a row
    one = touched.setdefault(asset, Touched(told))
    if told.at > one.newest.at:
        one.newest = told
    if not has_delivered:
        one.has_failed = one.has_failed or news is not None
    elif news and (one.news is None or news.earliest < one.news.earliest):
        one.news = news


def judge_assets(asset_ids: Sequence[int]) -> None:
    """Judge the schemas of assets that were told of without a run, and say how they stand. An ASSET_STEP."""
    _judge({asset: Touched(ToldAt(at)) for asset, at in bulk.ask(TOLD, list(asset_ids))})
    refresh_standing(asset_ids)


def _judge(touched: dict[int, Touched]) -> None:
    if not touched:
        return
    now = timezone.now()
    kinds: dict[str, list[int]] = {"cadence": [], "schema": [], "service": []}
    for clause, kind, name in bulk.ask(CLAUSES, sorted(touched)):
        if kind != "service" or name not in BY_CLOCK:
            kinds[kind].append(clause)
    news = {asset: one.news for asset, one in touched.items() if one.news}
    judgements = judge_cadences(kinds["cadence"], now, news) if kinds["cadence"] else []
    if kinds["service"]:
        judgements += judge_services(kinds["service"], now)
    if kinds["schema"]:
        judgements += judge_schemas(kinds["schema"], {asset: one.newest for asset, one in touched.items()})
    take(judgements)


def latest_told(assets: Sequence[int], fallback: datetime) -> dict[int, ToldAt]:
    """Say as of when each asset's present shape was told."""
    told = {asset: ToldAt(at) for asset, at in bulk.ask(TOLD, list(assets))}
    return {asset: told.get(asset, ToldAt(fallback)) for asset in assets}
