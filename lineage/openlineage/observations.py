"""Metrics and test results that events report, as observations."""

from collections.abc import Iterator

from .piece import Piece
from .words import ObservationSpec

_SIZES = {"rowCount": "row_count", "bytes": "byte_count", "size": "byte_count", "fileCount": "file_count"}
_COLUMN_METRICS = {
    "nullCount": "null_count",
    "distinctCount": "distinct_count",
    "sum": "sum",
    "count": "count",
    "min": "min",
    "max": "max",
}
_SEVERITIES = frozenset({"error", "warn"})
_PASSED = {"pass": True, "passed": True, "success": True, "fail": False, "failed": False, "failure": False}


def sizes(facet: Piece, prefix: str = "") -> Iterator[ObservationSpec]:
    """Yield the rows, bytes and files of a statistics facet; `prefix` tells what was read from what is there."""
    for key, metric in _SIZES.items():
        value = facet.number(key)
        if value is not None:
            yield ObservationSpec(prefix + metric, value=value)


def quality_metrics(facet: Piece) -> Iterator[ObservationSpec]:
    """Yield the metrics of a dataQualityMetrics facet: of the dataset, then of each column."""
    yield from sizes(facet)
    columns = facet.piece("columnMetrics")
    if columns is None:
        return
    for column, metrics in columns.members():
        yield from _column_metrics(metrics, column)


def _column_metrics(metrics: Piece, column: str) -> Iterator[ObservationSpec]:
    for key, metric in _COLUMN_METRICS.items():
        value = metrics.number(key)
        if value is not None:
            yield ObservationSpec(metric, column=column, value=value)
    quantiles = metrics.piece("quantiles")
    if quantiles is None:
        return
    for quantile in quantiles.body:
        value = quantiles.number(quantile)
        if value is not None:
            yield ObservationSpec(f"quantile_{quantile}", column=column, value=value)


def assertions(facet: Piece) -> Iterator[ObservationSpec]:
    """Yield the results of a dataQualityAssertions facet; one without success told is noted and left out."""
    for entry in facet.pieces("assertions"):
        passed = entry.flag("success")
        if passed is None:
            entry.note("assertion_without_result", "success", "The assertion doesn't say whether it held; left out.")
            continue
        name = entry.text("name") or entry.text("assertion")
        yield _assertion(entry, name, passed=passed, column=entry.text("column") or None)


def tests(facet: Piece) -> Iterator[ObservationSpec]:
    """Yield the results of a run's test facet; a skipped test has none."""
    for entry in facet.pieces("tests"):
        status = entry.text("status").lower()
        passed = _PASSED.get(status)
        if passed is not None:
            yield _assertion(entry, entry.text("name"), passed=passed, column=None)
        elif status not in {"skip", "skipped"}:
            entry.note("assertion_without_result", "status", f"{status[:60]!r} is neither pass nor fail; left out.")


def _assertion(entry: Piece, name: str, *, passed: bool, column: str | None) -> ObservationSpec:
    severity = entry.text("severity").lower()
    return ObservationSpec(
        "assertion",
        column=column,
        passed=passed,
        test=name,
        severity=severity if severity in _SEVERITIES else "",
        expected=entry.text("expected"),
        actual=entry.text("actual"),
    )
