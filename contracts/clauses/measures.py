"""Which measures speak for a clause: what ODCS and our balances call a number, what observations call it, and the tests it is named by."""

from collections.abc import Iterator, Mapping
from typing import Any

# What ODCS and our balances call a metric -> what observations call it.
METRICS = {
    "nullValues": "null_count", "missingValues": "missing_count", "invalidValues": "invalid_count", "duplicateValues": "duplicate_count",
    "rowCount": "row_count", "sum": "sum", "distinctCount": "distinct_count", "nullCount": "null_count", "max": "max", "min": "min",
}  # fmt: skip

# Property, column, key and terms of a clause.
Promised = tuple[str, str, str, Mapping[str, Any]]


def tests_of(key: str, terms: Mapping[str, Any]) -> Iterator[str]:
    """Give the names under which a test's result speaks for a clause: the end of its key, and its rule's name."""
    yield key.rpartition("/")[2]
    if name := terms.get("name"):
        yield str(name)


def metric_of(property_name: str, terms: Mapping[str, Any]) -> str:
    """Give what observations call the number a clause is about; empty where none is."""
    return METRICS.get(str(terms.get("metric") or property_name), "")


def covers(clause: Promised, *, column: str, metric: str, test: str) -> bool:
    """Say whether a clause promises something of a measure: by its test's name, or column and metric."""
    property_name, path, key, terms = clause
    if test and test in tests_of(key, terms):
        return True
    return path == column and bool(metric) and metric_of(property_name, terms) == metric
