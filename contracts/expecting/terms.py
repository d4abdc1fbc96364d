"""A data test as a term of a contract: the ODCS rule, or our balance, that promises what the test holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

METRICS = {"row_count": "rowCount", "sum": "sum", "distinct_count": "distinctCount", "null_count": "nullCount", "max": "max", "min": "min"}
BALANCES = {"location": "locationBalance", "historic": "historicBalance"}


@dataclass(frozen=True, slots=True)
class Held:
    """What a term is made from. `upstream`: `namespace/name` of a location balance's other side."""

    name: str
    kind: str
    sql: str
    terms: Mapping[str, Any]
    column: str = ""
    severity: str = "error"
    upstream: str = ""


def as_term(test: Held) -> dict[str, Any]:
    """Give the part of an ODCS document, to go under the object (or its column): a quality rule, or a custom property.

    A rule has the test's name: its results then speak for the clause.
    """
    if test.kind in BALANCES:
        return {"customProperties": [{"property": BALANCES[test.kind], "vendor": "provender", "value": _balance(test)}]}
    rule: dict[str, Any] = {"type": "sql", "name": test.name, "query": test.sql, "severity": test.severity}
    if operator := test.terms.get("operator"):
        rule[str(operator)] = test.terms.get("value")
    return {"quality": [rule]}


def _balance(test: Held) -> dict[str, Any]:
    metric = str(test.terms.get("metric") or "row_count")
    value: dict[str, Any] = {"metric": METRICS.get(metric, metric)}
    if test.column:
        value["column"] = test.column
    if test.kind == "location":
        value["upstream"] = test.upstream
    for name in ("against", "direction", "tolerance", "unit"):
        if (told := test.terms.get(name)) not in (None, ""):
            value[name] = told
    return value
