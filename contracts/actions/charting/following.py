"""Charts follow observations: each is read once by the chart of its metric, in order of time, as a step after recorded runs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps

from django.db import transaction
from django.db.models import Max, Min

from catalog import bulk
from contracts.actions.charting.replaying import extend, replay
from contracts.models import ChartPoint, ControlChart
from contracts.spc import Method
from lineage.models import Observation, Run, RunDataset

Key = tuple[int, str, str, str]
# Metrics that count cases, and what they are counted out of.
OUT_OF_ROWS = frozenset({"null_count", "invalid_count", "duplicate_count"})
ROWS, COLUMN_ROWS = "row_count", "count"
REMEMBER = """
UPDATE contracts_controlchart c SET memory = v.memory, state = v.state, last_at = v.last_at, last_value = v.last_value, last_words = v.last_words,
    point_count = v.point_count
FROM (VALUES %s) v (id, memory, state, last_at, last_value, last_words, point_count) WHERE c.id = v.id
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One observed number: of which metric (asset, column, metric, test), in which run or at which time, out of how many cases."""

    key: Key
    subject: str
    at: datetime
    value: float
    size: float | None = None


@transaction.atomic
def chart_runs(run_ids: Sequence[int]) -> None:
    """Chart what recorded runs reported; told twice changes nothing. A step of settings.RUN_STEPS."""
    runs = Run.objects.filter(pk__in=run_ids)
    subjects = list(runs.values_list("run_id", flat=True))
    if not subjects:
        return
    span = runs.aggregate(first=Min("first_event_at"), last=Max("last_event_at"))
    assets = RunDataset.objects.filter(run_id__in=run_ids).values_list("asset_id", flat=True).distinct()
    found = Observation.objects.filter(
        asset_id__in=list(assets), observed_at__range=(span["first"], span["last"]), subject__in=subjects, value__isnull=False
    )
    follow(_seen(found))


def _seen(observations: Iterable[Observation]) -> Iterator[Seen]:
    """Pair counts with the rows they are counted out of."""
    listed = list(observations)
    rows = {(one.asset_id, one.subject): one.value for one in listed if one.metric == ROWS and not one.column_path}
    own = {(one.asset_id, one.column_path, one.subject): one.value for one in listed if one.metric == COLUMN_ROWS}
    for one in listed:
        size = None
        if one.metric in OUT_OF_ROWS:
            size = own.get((one.asset_id, one.column_path, one.subject)) or rows.get((one.asset_id, one.subject)) or None
        if one.value is not None:
            yield Seen((one.asset_id, one.column_path, one.metric, one.test), one.subject, one.observed_at, one.value, size)


@transaction.atomic
def follow(seen: Iterable[Seen]) -> list[ControlChart]:
    """Let charts read what was seen, making those that don't exist yet; gives the charts that read something new."""
    by_key: dict[Key, list[Seen]] = defaultdict(list)
    for one in seen:
        by_key[one.key].append(one)
    if not by_key:
        return []
    charts = _charts(by_key)
    known = _known(charts.values(), {one.subject for listed in by_key.values() for one in listed})
    read: list[ControlChart] = []
    points: list[ChartPoint] = []
    for key, chart in charts.items():
        news = [one for one in by_key[key] if known.get((chart.pk, one.subject)) != (one.value, one.size)]
        if not news:
            continue
        read.append(chart)
        news.sort(key=lambda one: (one.at, one.subject))
        is_later = chart.last_at is None or news[0].at > chart.last_at
        if is_later and not any((chart.pk, one.subject) in known for one in news):
            points += extend(chart, [_point(chart, one) for one in news])
        else:
            replay(chart, {one.subject: _point(chart, one) for one in news})
    ChartPoint.objects.bulk_create(points)
    bulk.write(
        REMEMBER,
        ((one.pk, dumps(one.memory), str(one.state), one.last_at, one.last_value, one.last_words, one.point_count) for one in read),
        template="(%s, %s::jsonb, %s, %s::timestamptz, %s::float8, %s, %s)",
    )
    return read


def _point(chart: ControlChart, seen: Seen) -> ChartPoint:
    # The reason is spelled out: left to the database it would be an expression here, and true.
    return ChartPoint(chart=chart, subject=seen.subject, observed_at=seen.at, value=seen.value, size=seen.size, excluded_reason="")


def _charts(by_key: dict[Key, list[Seen]]) -> dict[Key, ControlChart]:
    """Find or make the charts, locked in one order so that two workers wait instead of deadlocking."""
    known = _locked(by_key)
    missing = [key for key in by_key if key not in known]
    if missing:
        fresh = [_new(key, by_key[key]) for key in sorted(missing)]
        ControlChart.objects.bulk_create(fresh, ignore_conflicts=True)
        known = _locked(by_key)
    return known


def _locked(keys: Iterable[Key]) -> dict[Key, ControlChart]:
    wanted = set(keys)
    found = ControlChart.objects.select_for_update(no_key=True).filter(
        asset_id__in={key[0] for key in wanted}, metric__in={key[2] for key in wanted}
    )
    by_key = {(chart.asset_id, chart.column_path, chart.metric, chart.test): chart for chart in found.order_by("pk")}
    return {key: chart for key, chart in by_key.items() if key in wanted}


def _new(key: Key, seen: Sequence[Seen]) -> ControlChart:
    asset, column, metric, test = key
    method = Method.SHARES if all(one.size for one in seen) else Method.INDIVIDUALS
    return ControlChart(asset_id=asset, column_path=column, metric=metric, test=test, method=str(method))


def _known(charts: Iterable[ControlChart], subjects: set[str]) -> dict[tuple[int, str], tuple[float, float | None]]:
    found = ChartPoint.objects.filter(chart__in=[chart.pk for chart in charts], subject__in=subjects)
    return {(chart, subject): (value, size) for chart, subject, value, size in found.values_list("chart_id", "subject", "value", "size")}
