"""Run a data test: ask, hold the number against what is expected, keep the result and the observation. An error is no failure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import Person
from contracts.actions.observing import Observed, record_observations
from contracts.actions.quality import judge_observed
from contracts.actions.testing.asking import CannotAsk, ask
from contracts.expecting import Judged, UnreadableExpectation, balance, earlier_value, judge
from contracts.models import ChartState, ControlChart, DataTest, DataTestKind, DataTestResult
from contracts.models.testing import Outcome
from lineage.models import Run

LOOK_BACK = 60
MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of asking."""

    outcome: Outcome
    words: str
    value: float | None = None
    other: float | None = None
    seconds: float | None = None


def run_test(
    *, test: DataTest, trigger: str, now: datetime | None = None, run_id: int | None = None, by: Person | None = None, environment: str = ""
) -> DataTestResult:
    """Run one test now; whatever happens is a result. Asking holds no transaction open."""
    at = now or timezone.now()
    where = environment or test.environment
    came = _ask(test, variables_of(test, where), at)
    with transaction.atomic():
        came = _observed(test, came, at, run_id)
        result = DataTestResult.objects.create(
            test=test, at=at, seconds=came.seconds, outcome=came.outcome, value=came.value, other=came.other, words=came.words,
            environment=where, trigger=trigger, run_id=run_id, by=by,
        )  # fmt: skip
        _finish(test, result, at)
        judge_observed([test.asset_id])
    return result


def variables_of(test: DataTest, environment: str) -> Mapping[str, Any]:
    """Give the variables of an environment on top of those for all (the empty name)."""
    known: Mapping[str, Mapping[str, Any]] = test.variables
    return {**known.get("", {}), **known.get(environment, {})}


def _ask(test: DataTest, variables: Mapping[str, Any], at: datetime) -> Came:
    try:
        here = ask(test.connection, test.sql, variables, counts_rows=bool(test.terms.get("counts_rows")))
        if test.kind == DataTestKind.LOCATION:
            there = ask(test.source_connection or test.connection, test.source_sql, variables)
            return _came(
                balance(test.terms, here.value, there.value, f"in {test.source}"), here.value, there.value, here.seconds + there.seconds
            )
        if test.kind == DataTestKind.HISTORIC:
            return _historic(test, here.value, here.seconds, at)
        if test.kind == DataTestKind.STATISTICAL:
            return Came(Outcome.LEARNING, "", here.value, seconds=here.seconds)
        return _came(judge(test.terms, here.value), here.value, None, here.seconds)
    except (CannotAsk, UnreadableExpectation) as error:
        return Came(Outcome.ERROR, str(error))


def _came(judged: Judged, value: float, other: float | None, seconds: float) -> Came:
    return Came(Outcome.PASSED if judged.holds else Outcome.FAILED, judged.words, value, other, seconds)


def _historic(test: DataTest, value: float, seconds: float, at: datetime) -> Came:
    results = test.results.filter(value__isnull=False, at__lt=at).order_by("-at").values_list("at", "value")[:LOOK_BACK]
    before = [(time, earlier) for time, earlier in reversed(results) if earlier is not None]
    against = str(test.terms.get("against") or "previous")
    earlier = earlier_value(against, before, at)
    if earlier is None:
        return Came(Outcome.LEARNING, f"{value:,.6g}; nothing to compare with yet ({against})", value, seconds=seconds)
    return _came(balance(test.terms, value, earlier, "before" if against == "previous" else f"({against})"), value, earlier, seconds)


def _observed(test: DataTest, came: Came, at: datetime, run_id: int | None) -> Came:
    """Keep what was measured as an observation; a statistical test is judged by its chart."""
    if came.value is None:
        return came
    metric = str(test.terms.get("metric") or MEASURE)[:60]
    subject = Run.objects.filter(pk=run_id).values_list("run_id", flat=True).first() if run_id else None
    held = {Outcome.PASSED: True, Outcome.FAILED: False}.get(came.outcome)
    told = Observed(
        asset=test.asset_id, metric=metric, at=at, column_path=test.column_path, test=test.name, subject=f"{subject or ''}@{at.isoformat()}",
        value=came.value, passed=held, severity="error" if test.severity == "error" else "warn", expected="", actual=came.words,
    )  # fmt: skip
    record_observations([told])
    if test.kind != DataTestKind.STATISTICAL:
        return came
    chart = ControlChart.objects.get(asset=test.asset_id, column_path=test.column_path, metric=metric, test=test.name)
    outcome = {ChartState.ALARMING: Outcome.FAILED, ChartState.CALM: Outcome.PASSED}.get(ChartState(chart.state), Outcome.LEARNING)
    if outcome != Outcome.LEARNING:
        record_observations([replace(told, passed=outcome == Outcome.PASSED, actual=chart.last_words)])
    return Came(outcome, chart.last_words, came.value, seconds=came.seconds)


def _finish(test: DataTest, result: DataTestResult, at: datetime) -> None:
    locked = DataTest.objects.select_for_update(no_key=True).get(pk=test.pk)
    locked.last_outcome, locked.last_at, locked.last_words = result.outcome, at, result.words
    fields = ["last_outcome", "last_at", "last_words"]
    if locked.arrived_run_id == test.arrived_run_id:  # else another run arrived meanwhile, and it stays due
        locked.arrived_run_id = None
        locked.next_at = at + timedelta(minutes=locked.every_minutes) if locked.every_minutes else None
        fields += ["arrived_run_id", "next_at"]
    locked.save(update_fields=fields)
