"""Judge quality and balance clauses by what was observed: rows, empty and duplicate values, results of named tests, balances."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from catalog.models import AssetName
from catalog.models.asset import Standing
from contracts.actions.judging import Judgement, take
from contracts.actions.judging.signals import raise_signals
from contracts.clauses.measures import METRICS, metric_of, tests_of
from contracts.expecting import Judged, UnreadableExpectation, balance, earlier_value, judge
from contracts.models import Clause
from lineage.models import Observation, RunDataset
from lineage.models.run import Direction

ROWS = "row_count"
# How far back one looks for a value to judge by, and for earlier ones to compare with.
LOOK_BACK = timedelta(days=40)
# A side of a location balance measured longer before the other says nothing about it.
TOGETHER = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation as a judge reads it."""

    at: datetime
    subject: str
    value: float | None
    passed: bool | None
    words: str
    test: str = ""


Key = tuple[int, str, str]
Series = Mapping[Key, Sequence[Seen]]


def judge_quality(run_ids: Sequence[int]) -> None:
    """Judge the quality clauses of what runs wrote. A step of settings.RUN_STEPS."""
    written = RunDataset.objects.filter(run_id__in=run_ids, direction=Direction.OUTPUT).values_list("asset_id", flat=True)
    judge_observed(list(written.distinct()))


def judge_observed(assets: Sequence[int]) -> None:
    """Judge the quality and balance clauses in force of these assets by their newest observations; then say what else tests and charts found."""
    kinds = (Clause.Kind.QUALITY, Clause.Kind.BALANCE)
    clauses = list(Clause.objects.filter(asset__in=list(assets), kind__in=kinds, in_force_until=None))
    if clauses:
        upstream = _upstream(clauses)
        series = _series({*(clause.asset_id for clause in clauses), *upstream.values()}, clauses)
        take(filter(None, (_judgement(clause, series, upstream) for clause in clauses)))
    raise_signals(assets)


def _upstream(clauses: Iterable[Clause]) -> dict[int, int]:
    """Find the other side of location balances, by clause."""
    places = {clause.pk: clause.terms.get("upstream") for clause in clauses if clause.property == "locationBalance"}
    told = {pk: (place.get("namespace", ""), place.get("name", "")) for pk, place in places.items() if isinstance(place, dict)}
    if not told:
        return {}
    names = AssetName.objects.filter(
        namespace__name__in={space for space, _ in told.values()}, name__in={name for _, name in told.values()}
    )
    known = {(space, name): asset for space, name, asset in names.values_list("namespace__name", "name", "asset_id")}
    return {pk: known[place] for pk, place in told.items() if place in known}


def _series(assets: Iterable[int], clauses: Sequence[Clause]) -> Series:
    """Give the observations clauses ask for by (asset, column, metric or test), oldest first, of the forty days before the newest."""
    found: dict[Key, list[Seen]] = defaultdict(list)
    listed = list(assets)
    newest = Observation.objects.filter(asset__in=listed).order_by("-observed_at").values_list("observed_at", flat=True).first()
    if newest is None:
        return found
    terms = [clause.terms for clause in clauses]
    metrics = {str(one.get(name)) for one in terms for name in ("metric", "upstreamMetric")} | {clause.property for clause in clauses}
    wanted = Q(metric__in={METRICS.get(metric, metric) for metric in metrics} | {ROWS}) | Q(
        test__in={name for clause in clauses for name in tests_of(clause.key, clause.terms)}
    )
    rows = Observation.objects.filter(wanted, asset__in=listed, observed_at__gt=newest - LOOK_BACK).order_by("observed_at", "subject")
    fields = ("asset_id", "column_path", "metric", "test", "observed_at", "subject", "value", "passed", "actual")
    for asset, column, metric, test, at, subject, value, passed, words in rows.values_list(*fields):
        seen = Seen(at, subject, value, passed, words, test)
        found[asset, column, metric].append(seen)
        if test:
            found[asset, "", f"test:{test}"].append(seen)
    return found


def _judgement(clause: Clause, series: Series, upstream: Mapping[int, int]) -> Judgement | None:
    """Judge one clause; None where nothing was observed for it."""
    try:
        if clause.property == "locationBalance":
            judged = _location(clause, series, upstream.get(clause.pk))
        elif clause.property == "historicBalance":
            judged = _historic(clause, series)
        else:
            judged = _quality(clause, series)
    except UnreadableExpectation as error:
        return Judgement(clause.pk, Standing.UNKNOWN, clause.in_force_from, str(error))
    if judged is None or judged[0].at < clause.in_force_from:
        return None
    seen, told = judged
    verdict = Standing.KEPT if told.holds else Standing.BROKEN
    evidence = {"observed_at": seen.at.isoformat(), "subject": seen.subject, "value": seen.value}
    return Judgement(clause.pk, verdict, seen.at, told.words, told.distance, told.unit, evidence=evidence)


Told = tuple[Seen, Judged] | None


def _quality(clause: Clause, series: Series) -> Told:
    terms = clause.terms
    for name in tests_of(clause.key, terms):
        if results := series.get((clause.asset_id, "", f"test:{name}")):
            return _result(terms, results[-1])
    values = _numbers(series.get((clause.asset_id, clause.column_path, metric_of(clause.property, terms)), ()))
    if not values:
        return None
    newest = values[-1]
    value = newest.value or 0.0
    if terms.get("unit") in {"percent", "%"}:
        rows = _rows(series, clause.asset_id, newest.subject)
        if not rows:
            return None
        value = 100 * value / rows
    return newest, judge(terms, value)


def _result(terms: Mapping[str, Any], seen: Seen) -> Told:
    """Take a named test's own verdict; where it only gave a number, hold that against the clause."""
    if seen.passed is not None:
        return seen, Judged(
            seen.passed, seen.words or ("the test held" if seen.passed else "the test failed"), -1.0 if seen.passed else 1.0
        )
    # A number that nobody said what to compare with: a statistical test while its chart learns.
    return (seen, judge(terms, seen.value)) if seen.value is not None and terms.get("operator") else None


def _rows(series: Series, asset: int, subject: str) -> float:
    return next((seen.value for seen in series.get((asset, "", ROWS), ()) if seen.subject == subject and seen.value), 0.0)


def _values(clause: Clause, series: Series, asset: int, side: str = "") -> list[Seen]:
    terms = clause.terms
    metric = str(terms.get(f"{side}Metric") or terms.get("metric")) if side else str(terms.get("metric"))
    column = str(terms.get(f"{side}Column") or terms.get("column") or "") if side else str(terms.get("column") or "")
    return _numbers(series.get((asset, column, METRICS.get(metric, metric)), ()))


def _numbers(seen: Iterable[Seen]) -> list[Seen]:
    """Keep what has a number: of what runs report where they do, else of what tests and profiles measured; never of both in turns."""
    told = [one for one in seen if one.value is not None]
    return [one for one in told if not one.test] or told


def _location(clause: Clause, series: Series, upstream: int | None) -> Told:
    here = _values(clause, series, clause.asset_id)
    there = _values(clause, series, upstream, "upstream") if upstream else []
    if not here or not there:
        return None
    newest = here[-1]
    near = [seen for seen in there if abs(seen.at - newest.at) <= TOGETHER]
    if not near:
        return None
    other = min(near, key=lambda seen: abs(seen.at - newest.at))
    return newest, balance(clause.terms, newest.value or 0.0, other.value or 0.0, "upstream")


def _historic(clause: Clause, series: Series) -> Told:
    values = _values(clause, series, clause.asset_id)
    if not values:
        return None
    newest = values[-1]
    against = str(clause.terms.get("against") or "previous")
    earlier = earlier_value(against, [(seen.at, seen.value or 0.0) for seen in values[:-1]], newest.at)
    if earlier is None:
        return None
    return newest, balance(clause.terms, newest.value or 0.0, earlier, "before" if against == "previous" else f"({against})")
