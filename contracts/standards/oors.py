"""Open Observability Results Standard v0.1.0: what was judged about a contract, and how it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

API_VERSION = "v0.1.0"
KIND = "ObservabilityResults"
# The draft's summary names pass and fail; its schema adds the others. `skip`: nobody judged it, so it must not count as a failure.
STATUSES = {"kept": "pass", "broken": "fail", "at_risk": "warn", "unknown": "skip"}
DIMENSIONS = {
    "schema": "conformity",
    "cadence": "timeliness",
    "service": "timeliness",
    "balance": "consistency",
    "quality": "conformity",
}
METRIC_DIMENSIONS = {
    "nullValues": "completeness",
    "missingValues": "completeness",
    "rowCount": "completeness",
    "required": "completeness",
    "duplicateValues": "uniqueness",
    "unique": "uniqueness",
    "primaryKey": "uniqueness",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Who judged: the process, and which of its runs."""

    process: str = "provender"
    run_id: str = ""
    vendor: str = "provender"


@dataclass(frozen=True, slots=True)
class Result:
    """How one clause stands. `resource` is `object` or `object.column`; `value` is what was measured, None where it is no number."""

    key: str
    name: str
    kind: str
    metric: str
    verdict: str
    severity: str
    resource: str
    is_column: bool = False
    at: str = ""
    note: str = ""
    value: float | None = None
    unit: str = ""
    terms: Mapping[str, Any] = field(default_factory=dict)


def results_document(
    *, identifier: str, observed_at: str, contract: Mapping[str, str], results: Iterable[Result], source: Source
) -> dict[str, Any]:
    """Give the document. `contract` is {contractID, version}; times are ISO 8601. Holds no data rows, as the draft demands."""
    return {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "id": identifier,
        "observedAt": observed_at,
        "source": _without_empty({"process": source.process, "runID": source.run_id, "vendor": source.vendor}),
        "contract": {**contract, "standard": "ODCS"},
        "results": [_result(result) for result in results],
    }


def _result(result: Result) -> dict[str, Any]:
    return _without_empty(
        {
            "id": result.key,
            "type": "check",
            "name": result.name,
            "status": STATUSES.get(result.verdict, "skip"),
            "severity": result.severity,
            "dimension": result.terms.get("dimension") or METRIC_DIMENSIONS.get(result.metric) or DIMENSIONS.get(result.kind),
            "target": {"resourceType": "column" if result.is_column else "table", "resourceIdentifier": result.resource},
            "measure": _measure(result),
            "message": result.note,
            "observedAt": result.at,
        }
    )


def _measure(result: Result) -> dict[str, Any]:
    operator = result.terms.get("operator")
    threshold = {operator: result.terms.get("value")} if operator else _without_empty({"value": result.terms.get("value")})
    unit = result.terms.get("unit") or result.unit
    return _without_empty({"metric": result.metric, "value": result.value, "threshold": threshold, "unit": unit})


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value not in ("", {}, [])}
